"""Which acts a committee asks about when it meets again, in the order in which it asks."""

from collections.abc import Mapping

from comity.foundation.words.rules.said import say

CHANGES: Mapping[str, str] = {
    "engagement.proposed": say("Engagements proposed"),
    "engagement.amended": say("Engagements amended while being cleared, or after"),
    "engagement.authorised": say("Engagements authorised"),
    "engagement.refused": say("Engagements refused"),
    "engagement.withdrawn": say("Engagements withdrawn"),
    "engagement.suspended": say("Engagements suspended"),
    "engagement.resumed": say("Engagements resumed"),
    "engagement.revoked": say("Authorisations revoked"),
    "engagement.cancelled": say("Engagements cancelled"),
    "engagement.begun": say("Engagements begun"),
    "engagement.completed": say("Engagements completed"),
    "engagement.assessed": say("Engagements assessed"),
    "obligation.raised": say("Obligations raised"),
    "obligation.kept": say("Obligations kept"),
    "obligation.waived": say("Obligations waived"),
    "mandate.delegated": say("Powers delegated"),
    "framework.adopted": say("Frameworks adopted"),
}

"""The facts of a release that a condition may speak of: those of the framework that clears it, under its own name."""

from comity.activity.engagements.rules.vocabulary import VOCABULARY as ENGAGEMENT
from comity.foundation.conditions.rules.vocabulary import Vocabulary

VOCABULARY = Vocabulary("release", ENGAGEMENT.terms)

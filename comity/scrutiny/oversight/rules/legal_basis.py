"""The law under which something is erased or withheld: an instrument of the framework in force, and its article."""

from collections.abc import Iterable

from comity.foundation.access.rules.verdict import Refused
from comity.foundation.words.rules.said import say
from comity.mandate.institutions.rules.framework import InstrumentEntry

ARTICLE_AT_MOST = 60  # characters


def cited(instruments: Iterable[InstrumentEntry], key: str, article: str) -> str:
    """`Public Records Act, art. 14`. Raises Refused for an instrument that is not among these, or no article."""
    found = next((one for one in instruments if one.key == key), None)
    if found is None:
        raise Refused(say("Name the law."), fields={"instrument": say("one of those in force here")})
    if not article.strip() or len(article.strip()) > ARTICLE_AT_MOST:
        raise Refused(say("Name the article."), fields={"article": say("such as art. 14")})
    return f"{found.title}, {article.strip()}"

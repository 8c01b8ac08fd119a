import pytest

from comity.foundation.conditions.rules.vocabulary import Term, Vocabulary, declare, named

ZONE = Term("zone", "choice", "zone", choices=("osce", ("pacific", "the Pacific")))


def test_a_choice_is_written_by_its_value_and_said_in_its_words():
    assert ZONE.values == ("osce", "pacific")
    assert ZONE.words == {"osce": "osce", "pacific": "the Pacific"}


def test_lists_are_taken_as_tuples_so_that_equal_vocabularies_are_equal():
    listed = Term("zone", "choice", "zone", choices=["osce", ["pacific", "the Pacific"]])
    assert Vocabulary("v", [listed]) == Vocabulary("v", (ZONE,))
    assert hash(Vocabulary("v", [listed])) == hash(Vocabulary("v", (ZONE,)))


@pytest.mark.parametrize(
    ("fault", "given"),
    [
        ("lower-case", ("Zone", "text", "zone")),
        ("word of the language", ("any", "text", "zone")),
        ("the type must be", ("zone", "float", "zone")),
        ("label", ("zone", "text", "")),
        ("currency", ("cost", "money", "cost")),
        ("only numbers and money", ("title", "text", "title", "metres")),
        ("needs its choices", ("zone", "choice", "zone")),
        ("yes and no", ("urgent", "flag", "urgency", "", ("yes", "maybe"))),
        ("no choices", ("tanks", "number", "tanks", "", ("1", "2"))),
        ("listed twice", ("zone", "choice", "zone", "", ("osce", ("osce", "OSCE")))),
    ],
)
def test_a_term_that_does_not_fit_together_is_refused(fault, given):
    with pytest.raises(ValueError, match=fault):
        Term(*given)


def test_a_vocabulary_names_each_term_once():
    with pytest.raises(ValueError, match="two terms of one name"):
        Vocabulary("v", (ZONE, ZONE))


def test_a_missing_term_is_none_or_an_error_as_asked():
    vocabulary = Vocabulary("v", (ZONE,))
    assert vocabulary.find("zone") is vocabulary.term("zone") is ZONE
    assert vocabulary.find("host") is None
    with pytest.raises(LookupError, match="no term 'host'"):
        vocabulary.term("host")


def test_declaring_the_same_again_is_harmless_and_another_is_refused():
    first = declare(Vocabulary("declared once", (ZONE,)))
    assert declare(Vocabulary("declared once", (ZONE,))) == first
    assert named("declared once") is first
    with pytest.raises(ValueError, match="already declared"):
        declare(Vocabulary("declared once", ()))
    assert named("declared once") is first


def test_an_undeclared_vocabulary_is_an_error_that_lists_the_declared_ones():
    declare(Vocabulary("declared here", ()))
    with pytest.raises(LookupError, match=r"no vocabulary 'ships'.*declared here"):
        named("ships")

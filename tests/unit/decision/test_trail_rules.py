"""Which questions a receipt lists: those put to everybody, so that the list tells nobody's answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.decision.rules.evidence import evidence
from consult.decision.rules.trail import asked_of_everybody, cites_any, rests_on
from consult.instrument.rules import reference_structure
from consult.instrument.rules.routing import applies
from consult.instrument.rules.structure import Unit

STRUCTURE = reference_structure()
UNITS = st.sampled_from([Unit.ORGANISATION, Unit.INDIVIDUAL])
HANGS = {"C1.bring_in", "F3", "F6.conditions", "G2.text", "A1.other"}
"""What is asked, or which rows of it, only after a certain answer."""


def answers() -> st.SearchStrategy[dict[str, object]]:
    """Answers that open and close branches."""
    f2 = st.dictionaries(
        st.sampled_from(STRUCTURE.parts["F2"].rows), st.sampled_from(STRUCTURE.parts["F2"].options), max_size=6
    )
    return st.fixed_dictionaries(
        {},
        optional={
            "F2": f2,
            "C1.importance": st.just({"bring_in": "very_important"}),
            "G2.belief": st.sampled_from(STRUCTURE.parts["G2.belief"].options),
            "A1": st.sampled_from(STRUCTURE.parts["A1"].options),
        },
    )


@given(UNITS, st.booleans(), answers())
def test_whatever_was_answered_what_is_listed_was_asked(unit: Unit, short: bool, given_: dict[str, object]) -> None:
    for key in asked_of_everybody(STRUCTURE, unit, short=short):
        assert applies(STRUCTURE.parts[key], unit, short, given_)  # type: ignore[arg-type]  # - answers as stored


@pytest.mark.parametrize("unit", [Unit.ORGANISATION, Unit.INDIVIDUAL])
@pytest.mark.parametrize("short", [True, False])
def test_what_hangs_on_an_answer_or_is_sealed_is_never_listed(unit: Unit, short: bool) -> None:
    listed = set(asked_of_everybody(STRUCTURE, unit, short=short))
    assert not listed & HANGS
    assert not [key for key in listed if key.startswith(("J2", "Z"))]
    assert not [key for key in listed if STRUCTURE.parts[key].is_text or STRUCTURE.parts[key].sealed]


def test_each_unit_and_form_has_its_own_list() -> None:
    organisation = asked_of_everybody(STRUCTURE, Unit.ORGANISATION, short=False)
    individual = asked_of_everybody(STRUCTURE, Unit.INDIVIDUAL, short=False)
    short = asked_of_everybody(STRUCTURE, Unit.ORGANISATION, short=True)
    assert {"F7", "H1", "A3"} <= set(organisation)
    assert not {"F7", "H1", "A3"} & set(individual)
    assert {"H2.energy", "H2.staying"} <= set(individual)
    assert {"F1", "F2", "C1S"} <= set(short)
    assert "E1" not in short
    assert list(organisation) == [key for key in STRUCTURE.parts if key in organisation]


def test_a_finding_counts_an_answer_by_any_of_its_parts() -> None:
    assert rests_on(("F6.conditions", "F2"), ("F1", "F2"))
    assert not rests_on(("F6.conditions",), ("F1", "F2"))
    assert not rests_on((), ("F1",))


def test_a_clause_counts_if_it_cites_anything_known() -> None:
    refs = (evidence("theme:TERM-COND"), evidence("reaction:abc"))
    assert cites_any(refs, {"reaction:abc"})
    assert not cites_any(refs, {"figure:F2"})

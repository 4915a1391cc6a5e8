from __future__ import annotations

import pytest

from consult.instrument.rules import FaultCode, Structure, Value, check_document


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("Q9", "x", FaultCode.FOREIGN_PART),
        ("B2", "a text", FaultCode.FOREIGN_PART),
        ("A1", "Youth organisation", FaultCode.FOREIGN_CODE),
        ("A1", ["youth"], FaultCode.WRONG_SHAPE),
        ("A2.role", [], FaultCode.WRONG_SHAPE),
        ("A2.role", "board", FaultCode.WRONG_SHAPE),
        ("A2.role", ["staff", "board"], FaultCode.WRONG_SHAPE),
        ("A2.role", ["board", "board"], FaultCode.WRONG_SHAPE),
        ("A2.role", ["emperor"], FaultCode.FOREIGN_CODE),
        ("C1S", ["bring_in", "implementation", "monitoring", "help"], FaultCode.TOO_MANY),
        ("A2.since", "2014", FaultCode.NOT_A_NUMBER),
        ("A2.since", True, FaultCode.NOT_A_NUMBER),
        ("A2.since", 1899, FaultCode.OUT_OF_RANGE),
        ("J3.aloud", False, FaultCode.WRONG_SHAPE),
        ("F2", {}, FaultCode.WRONG_SHAPE),
        ("F2", {"elsewhere": "acceptable"}, FaultCode.FOREIGN_CODE),
        ("F2", {"looser": "perhaps"}, FaultCode.FOREIGN_CODE),
        ("F3", {"looser": 7}, FaultCode.OUT_OF_RANGE),
        ("F6.conditions", {"looser": []}, FaultCode.WRONG_SHAPE),
    ],
)
def test_what_is_not_canonical_is_found(structure: Structure, key: str, value: Value, code: FaultCode) -> None:
    assert [fault.code for fault in check_document(structure, {key: value}, this_year=2026)] == [code]


def test_an_unknown_part_is_not_quoted(structure: Structure) -> None:
    assert check_document(structure, {"<b>": "x"})[0].part == ""


def test_texts_are_checked_too(structure: Structure) -> None:
    texts = {"A1": "x", "B2": " ", "A1.other": "a" * 201, "D2": "fine"}
    codes = [fault.code for fault in check_document(structure, {}, texts)]
    assert codes == [FaultCode.FOREIGN_PART, FaultCode.WRONG_SHAPE, FaultCode.TOO_LONG]


def test_nothing_answered_is_no_fault(structure: Structure) -> None:
    assert check_document(structure, {}) == []

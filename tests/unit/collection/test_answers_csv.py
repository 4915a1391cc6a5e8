"""Answers as rows of codes."""

from __future__ import annotations

import csv
import io

from consult.collection.exchange.answers_csv import ExportRow, as_csv
from consult.collection.rules import Unit
from consult.instrument.rules import columns_of, reference_structure
from tests.every_type import every_type

STRUCTURE = every_type()[0]
ROW = ExportRow(
    Unit.ORGANISATION,
    False,
    {
        "A1": "other",
        "A2": ["research", "relief"],
        "B1": "prefer_not",
        "B3": "2012-04-05",
        "C1": {"here": "agree", "world": "cannot_judge"},
        "C2": {"here": ["money"]},
        "C3": {"alone": 2, "together": 2},
        "D1": {"staff": 60, "grants": 40},
        "Z2.take_part": True,
        "D2": "an-id-of-a-file",
    },
    {"A1.other": '=HYPERLINK("x")', "D5": "+1"},
)


def _read(*, words: bool = False, fictitious: bool = False) -> dict[str, str]:
    text = as_csv(STRUCTURE, [ROW], words=words, fictitious=fictitious)
    assert text.startswith("\ufeff")
    (line,) = csv.DictReader(io.StringIO(text[1:]))
    return line


def test_cells_are_codes_and_say_why_they_are_empty() -> None:
    line = _read()
    wanted = {
        "unit": "organisation", "form": "full", "A1": "other", "A1.other": "written", "A1.faith": "not_asked",
        "A2:research": "1", "A2:advocacy": "0", "A2.relief": "not_answered", "A4": "not_answered",
        "B1": "prefer_not", "B2": "not_asked", "B3": "2012-04-05", "B6": "not_answered",
        "C1:here": "agree", "C1:region": "not_answered", "C1:world": "cannot_judge",
        "C2:here:money": "1", "C2:here:rooms": "0", "C2:region:money": "not_answered", "C2:world:money": "not_asked",
        "C3:alone": "1", "C3:together": "1", "C3:slowly": "unranked", "C4:research": "not_answered",
        "C4:training": "not_asked", "D1:staff": "60", "D1:travel": "0", "D2": "1", "Z2.contact": "not_answered",
    }  # fmt: skip
    assert {name: line[name] for name in wanted} == wanted
    assert "an-id-of-a-file" not in line.values()


def test_words_come_only_when_they_are_asked_for_and_begin_no_formula() -> None:
    assert not any(name.endswith(":words") for name in _read())
    line = _read(words=True)
    assert line["A1.other:words"] == '\'=HYPERLINK("x")'
    assert line["D5:words"] == "'+1"
    assert line["D3:words"] == ""


def test_what_is_invented_says_so_in_every_row() -> None:
    assert next(iter(_read(fictitious=True).items())) == ("fictitious", "fictitious")


def test_columns_never_change_and_hold_nothing_sealed() -> None:
    names = columns_of(reference_structure())
    assert len(names) == len(set(names))
    assert not [name for name in names if name.startswith("J2")]
    assert names[:9] == (
        *("Z1", "Z2.take_part", "Z2.quote", "Z2.contact", "Z2.region"),
        *("A1", "A1.other", "A2.role:board", "A2.role:focal_point"),
    )
    assert {"F2:disband", "F3:disband", "F6.conditions:disband:safety", "B2"} <= set(names)

"""What an answer is and when it may change, without a database."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import pytest

from consult.collection.rules import (
    REGION_NOT_SHOWN,
    Asked,
    Disposition,
    Unit,
    canonical_hash,
    expiry,
    is_stale,
    links_as_csv,
    next_disposition,
    pending,
    required_missing,
    shown_region,
    words_digest,
)
from consult.collection.web.posted import move_row, read_page, with_hidden_rows
from consult.instrument.rules import reference_structure

STRUCTURE = reference_structure()
FUTURES = ["continue", "disband", "looser", "own_organisation", "full_merger", "joint_house"]
ASK = Asked("r1", "F5", ("fr", "es"))


@pytest.mark.parametrize(
    ("read_in", "met", "due"),
    [({"F5": "fr"}, (), 1), ({"F5": "en"}, (), 0), ({}, (), 0), ({"F5": "fr"}, ("r1",), 0), ({"F2": "fr"}, (), 0)],
)
def test_a_re_ask_waits_for_those_who_read_the_corrected_language(
    read_in: dict[str, str], met: tuple[str, ...], due: int
) -> None:
    assert len(pending([ASK], read_in, met)) == due


def test_a_value_is_stale_only_where_it_would_replace_another_persons() -> None:
    revisions = {"F5": 4}
    assert is_stale("F5", held="a", given="b", revisions=revisions, seen=3)
    assert not is_stale("F5", held="a", given="a", revisions=revisions, seen=3)
    assert not is_stale("F5", held="a", given="b", revisions=revisions, seen=4)
    assert not is_stale("F2", held=None, given="b", revisions=revisions, seen=0)


@pytest.mark.parametrize(("said", "shown"), [("yes", "africa"), ("no", REGION_NOT_SHOWN), (None, REGION_NOT_SHOWN)])
def test_a_region_is_shown_only_to_a_yes(said: str | None, shown: str) -> None:
    assert shown_region({"Z2.region": said} if said else {}, "africa") == shown


@pytest.mark.parametrize(
    ("now", "event", "after"),
    [
        ("not_invited", "invited", "invited"),
        ("partial", "invited", "partial"),
        ("declined", "partial", "partial"),
        ("answered", "partial", "answered"),
        ("partial", "answered", "answered"),
        ("answered", "declined", "declined"),
    ],
)
def test_coverage_never_loses_an_answer_to_a_second_visit(now: str, event: str, after: str) -> None:
    assert next_disposition(Disposition(now), Disposition(event)) is Disposition(after)


def test_an_invitation_lasts_until_the_last_day_to_withdraw_is_over_everywhere() -> None:
    assert expiry(date(2026, 6, 12), date(2026, 6, 26)) == datetime(2026, 6, 27, 12, tzinfo=UTC)
    assert expiry(date(2026, 6, 12), date(2026, 6, 1)) == datetime(2026, 6, 13, 12, tzinfo=UTC)


def test_only_the_agreement_is_required() -> None:
    assert required_missing(STRUCTURE, Unit.INDIVIDUAL, True, {"Z1": "individual"}) == ("Z2.take_part",)
    agreed = {"Z1": "individual", "Z2.take_part": True}
    assert required_missing(STRUCTURE, Unit.INDIVIDUAL, False, agreed) == ()


def test_the_hash_of_rows_does_not_depend_on_their_order() -> None:
    rows = [["b", {"x": 1, "y": [2]}], ["a", {"y": [2], "x": 1}]]
    assert canonical_hash(rows) == canonical_hash(rows[::-1])
    assert canonical_hash(rows) != canonical_hash(rows[:1])
    assert "secret" not in words_digest("B2", "secret")


def test_rows_that_are_not_asked_stay_in_the_draft() -> None:
    held = {"F2": {"disband": "unacceptable"}, "F3": {"disband": 1, "looser": 2}}
    assert with_hidden_rows(STRUCTURE.parts["F3"], {"looser": 1}, held) == {"disband": 1, "looser": 1}
    assert with_hidden_rows(STRUCTURE.parts["F3"], None, {"F3": {"looser": 2}}) is None


def test_only_going_on_minds_what_is_required() -> None:
    parts = ["Z2.take_part", "Z2.quote"]
    assert read_page(STRUCTURE, parts, {}, {}, strict=False).faults == []
    assert [f.part for f in read_page(STRUCTURE, parts, {}, {}, strict=True).faults] == ["Z2.take_part"]


def test_what_cannot_be_kept_is_shown_again_and_the_rest_is_kept() -> None:
    form = {"A2.role": ["board"], "A2.since": ["19x"]}
    posted = read_page(STRUCTURE, ["A2.role", "A2.since"], form, {}, strict=False)
    assert posted.entries == {"A2.role": ["board"]}
    assert posted.fields["A2.since"] == ["19x"]
    assert list(posted.messages()) == ["A2.since"]


def test_a_move_is_carried_out_on_what_was_posted() -> None:
    form = {"F3:looser": ["1"], "F3:disband": ["2"]}
    posted = read_page(STRUCTURE, ["F3"], form, {}, strict=False)
    move_row(STRUCTURE, posted, "up:F3:disband", {})
    assert posted.entries["F3"] == {"disband": 1, "looser": 2}
    move_row(STRUCTURE, posted, "up:F9:disband", {})
    move_row(STRUCTURE, posted, "nonsense", {})
    assert posted.entries["F3"] == {"disband": 1, "looser": 2}


def test_no_cell_of_the_file_of_links_begins_a_formula() -> None:
    written = links_as_csv([("=HYPERLINK(1)", "+49", "@x", "-en", "https://x.example/i/abc")])
    row = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"))))[1]
    assert row == ["'=HYPERLINK(1)", "'+49", "'@x", "'-en", "https://x.example/i/abc"]


def test_invented_links_say_so_in_a_column_of_their_own() -> None:
    written = links_as_csv([("Kwetu", "", "", "en", "https://x.example/i/abc")], fictitious=True)
    head, row = csv.reader(io.StringIO(written.removeprefix("\ufeff")))
    assert (head[0], row[0]) == ("fictitious", "fictitious")
    assert (head[1:], row[-1]) == (["organisation", "contact", "email", "language", "link"], "https://x.example/i/abc")

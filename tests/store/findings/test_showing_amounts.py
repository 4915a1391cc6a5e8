"""Numbers, days, years and points from a file to the command line, compared with counting by hand."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session, scoped_session

from consult.findings.cli import group
from tests.builders_elsewhere import REGIONS, WEIGHTS, Line, as_text, line, loaded

AMOUNTS = """
code: amounts
number: 1
languages: [en]
lists:
  - {name: purposes, codes: [staff, travel, grants]}
  - {name: halves, codes: [ours, theirs]}
  - {name: reasons, codes: [prefer_not, cannot_judge]}
sections:
  - {code: B, pages: [[B1], [B2], [B3], [B4], [B5], [B6], [B7]]}
items:
  - {code: B1, type: number, minimum: 0, maximum: 500, instead: reasons}
  - {code: B2, type: date, earliest: 2019-03-01, latest: 2020-12-31, instead: reasons}
  - {code: B3, type: year, instead: reasons}
  - {code: B4, type: allocation, rows: purposes, total: 10, instead: reasons}
  - {code: B5, type: allocation, rows: halves, total: 100}
  - {code: B6, type: number, when: {of: B1, above: 12}}
  - {code: B7, type: ranking, rows: purposes, instead: reasons}
"""
REASONS = ("prefer_not", "cannot_judge")
NUMBERS = {"0": (0, 0), "1..4": (1, 4), "5..9": (5, 9), "10..49": (10, 49), "50..99": (50, 99), "100..500": (100, 500)}
YEARS = {"..1989": (0, 1989), "1990..1999": (1990, 1999), "2000..2009": (2000, 2009), "2010..2019": (2010, 2019),
         "2020..": (2020, 9999)}  # fmt: skip
POINTS = {"0": (0, 0), "1..3": (1, 3), "4..10": (4, 10)}
ROWS = ("staff", "travel", "grants")


def given(seed: int, count: int) -> list[Line]:
    """Answers of every kind, with both reasons, silence and not being asked among them."""
    chance = random.Random(seed)

    def or_none(value: object) -> str:
        return chance.choice([*[str(value)] * 8, *REASONS, "", "not_asked"])

    lines = []
    for _ in range(count):
        staff = chance.randint(0, 10)
        travel = chance.randint(0, 10 - staff)
        points = dict(zip(ROWS, (staff, travel, 10 - staff - travel), strict=True))
        asked = or_none(0)
        ranks = dict(zip(ROWS, chance.sample("123", 3), strict=True))
        lines.append(line(
            region=chance.choice(REGIONS),
            weight=chance.choice(WEIGHTS),
            B1=or_none(chance.choice([chance.randint(0, 12), chance.randint(0, 500)])),
            B2=or_none(date(2019, 3, 1) + timedelta(days=chance.randint(0, 670))),
            B3=or_none(chance.randint(1975, 2026)),
            **{f"B4:{row}": str(points[row]) if asked == "0" else asked for row in ROWS},
            **{f"B7:{row}": ranks[row] if asked == "0" else asked for row in ROWS},
        ))  # fmt: skip
    return lines


def shown(cli: CliRunner, strand_id: str, item: str, *options: str) -> dict[str, Any]:
    done = cli.invoke(group, ["show", strand_id, "--item", item, *options, "--json"])
    assert done.exit_code == 0, (done.output, done.exception)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def in_band(bands: dict[str, tuple[int, int]], value: int) -> str:
    return next(name for name, (low, high) in bands.items() if low <= value <= high)


def tallied(lines: Sequence[Line], item: str, bands: dict[str, tuple[int, int]]) -> Counter[str]:
    """Counts by band, as a reader with a pencil would make them."""
    return Counter(in_band(bands, int(one[item])) for one in lines if one[item].isdigit())


def counts(found: dict[str, Any]) -> dict[str, int]:
    return {row["value"]: row["n"] for row in found["rows"]}


def middle(values: Sequence[int], share: float) -> int:
    """The smallest value that so many do not exceed (Hyndman and Fan 1996, definition 1)."""
    ordered = sorted(values)
    return next(one for at, one in enumerate(ordered, 1) if at >= share * len(ordered))


@pytest.mark.parametrize(("item", "bands"), [("B1", NUMBERS), ("B3", YEARS)])
def test_numbers_and_years_are_counted_in_bands_and_reasons_apart(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, item: str, bands: dict[str, tuple[int, int]]
) -> None:
    lines = given(1, 700)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    found, expected = shown(cli, strand_id, item), tallied(lines, item, bands)
    assert counts(found) == expected
    assert found["base"] == expected.total()
    assert counts(found["reasons"]) == Counter(one[item] for one in lines if one[item] in REASONS)
    values = [int(one[item]) for one in lines if one[item].isdigit()]
    assert found["median"] == in_band(bands, middle(values, 0.5))
    assert found["quartiles"] == [in_band(bands, middle(values, share)) for share in (0.25, 0.75)]


def test_days_are_counted_in_months_or_quarters(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = given(2, 700)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    found = shown(cli, strand_id, "B2")
    for row in found["rows"]:
        low, _dots, high = row["value"].partition("..")
        assert row["n"] == sum(low <= one["B2"][:7] <= (high or low) for one in lines)
    assert sum(row["n"] for row in found["rows"]) == found["base"]


def test_points_say_how_many_gave_any_how_much_and_the_mean_share(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = given(3, 700)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    found = shown(cli, strand_id, "B4")
    own = [one for one in lines if one["B4:staff"].isdigit()]
    assert found["base"] == len(own)
    for line_of, item, row in zip(found["rows"], found["items"], ROWS, strict=True):
        points = [int(one[f"B4:{row}"]) for one in own]
        assert (line_of["value"], line_of["n"]) == (row, sum(one > 0 for one in points))
        assert line_of["mean"] == item["mean"] == int(10 * sum(points) / len(own) + 0.5)
        assert counts(item) == Counter(in_band(POINTS, one) for one in points)
    given_instead = Counter(one["B4:staff"] for one in lines)
    assert counts(found["reasons"]) == {one: given_instead[one] for one in REASONS}
    assert shown(cli, strand_id, "B4", "--row", "staff") == {
        name: value for name, value in found["items"][0].items() if name != "row"
    }


def test_weights_and_breaks_go_the_same_way(session: scoped_session[Session], cli: CliRunner, tmp_path: Path) -> None:
    lines = given(4, 900)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    by_region, weighted = (shown(cli, strand_id, "B1", *o) for o in (("--by", "region"), ("--weight", "weight")))
    points = shown(cli, strand_id, "B4", "--weight", "weight")
    for region in REGIONS:
        expected = tallied([one for one in lines if one["region"] == region], "B1", NUMBERS)
        cells = {row["value"]: row["by"][region]["n"] for row in by_region["rows"]}
        assert {value: n for value, n in cells.items() if n is not None}.items() <= expected.items()
        assert any(n is not None for n in cells.values())
    for row in weighted["rows"]:
        mine = [one for one in lines if tallied([one], "B1", NUMBERS)[row["value"]]]
        assert row["n"] == pytest.approx(sum(float(one["weight"]) for one in mine))
    own = [(float(one["weight"]), int(one["B4:staff"])) for one in lines if one["B4:staff"].isdigit()]
    whole = sum(weight for weight, _points in own)
    assert points["rows"][0]["n"] == pytest.approx(sum(weight for weight, given in own if given))
    assert points["rows"][0]["mean"] == pytest.approx(10 * sum(w * p for w, p in own) / whole, abs=0.06)
    assert weighted["median"] in NUMBERS


def test_below_ten_there_are_counts_and_neither_percentages_nor_means(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = [line(B1="7", **dict(zip(("B4:staff", "B4:travel", "B4:grants"), "505", strict=True))) for _ in range(9)]
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    number, points = shown(cli, strand_id, "B1"), shown(cli, strand_id, "B4")
    assert (number["base"], number["median"], number["quartiles"]) == (9, None, [None, None])
    assert all(row["percent"] is None for row in [*number["rows"], *points["rows"]])
    assert all(row["mean"] is None for row in points["rows"])


def test_a_few_in_a_band_hide_it_another_and_the_mean(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    shares = [(0, 5, 5)] * 3 + [(2, 4, 4)] * 20 + [(8, 1, 1)] * 20
    lines = [
        line(B1=str(7 if at < 3 else 30 if at < 23 else 70),
             **{f"B4:{row}": str(points) for row, points in zip(ROWS, share, strict=True)})
        for at, share in enumerate(shares)
    ]  # fmt: skip
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    number, points = shown(cli, strand_id, "B1"), shown(cli, strand_id, "B4")
    hidden = {row["value"] for row in number["rows"] if row["n"] is None}
    assert "5..9" in hidden
    staff = next(one for one in points["items"] if one["row"] == "staff")
    assert any(row.get("suppressed") for row in staff["rows"])
    assert (points["rows"][0]["n"], points["rows"][0]["mean"]) == (None, None)


def test_of_two_rows_the_second_mirrors_the_first_and_is_hidden_with_it(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    """Whoever gave ours 30 gave theirs 70: a band hidden of one and shown of the other would be told."""
    whole = [line(**{"B5:ours": str(at), "B5:theirs": str(100 - at)}) for at in (0, 20, 50, 80, 100) for _ in range(9)]
    few = [*whole, line(**{"B5:ours": "100", "B5:theirs": "0"}), *whole[9:18]]
    strand_id = loaded(cli, tmp_path, as_text(whole), instrument=AMOUNTS)
    assert [counts(one) for one in shown(cli, strand_id, "B5")["items"]] == [
        dict.fromkeys(("0", "1..33", "34..66", "67..99", "100"), 9)
    ] * 2
    (tmp_path / "few").mkdir()
    strand_id = loaded(cli, tmp_path / "few", as_text([*few[:39], *few[46:]]), instrument=AMOUNTS)
    ours, theirs = shown(cli, strand_id, "B5")["items"]
    assert any(row["n"] is None for row in ours["rows"])
    assert all(row["n"] is None for row in theirs["rows"])


@pytest.mark.parametrize(("above", "is_shown"), [(2, False), (20, True)])
def test_a_follow_up_that_cuts_a_band_is_shown_only_if_both_pieces_are_large(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path, above: int, *, is_shown: bool
) -> None:
    """B6 is asked above 12: its base less the bands above 49 would be how many said 13 to 49."""
    lines = [line(B1=one) for one in ("0", "3", "7") for _ in range(4)]
    lines += [line(B1="11")] * 20 + [line(B1="30", B6="5")] * above
    lines += [line(B1=one, B6="9") for one in ("60", "200") for _ in range(20)]
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    assert (shown(cli, strand_id, "B6")["base"] is not None) is is_shown


def test_a_follow_up_that_parts_hidden_bands_is_not_shown(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    """Four below and four above are hidden together; those asked further would say how many are above."""
    lines = [line(B1="7")] * 4 + [line(B1="11")] * 20 + [line(B1=one, B6="9") for one in ("200", *["60"] * 9) * 4]
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    assert shown(cli, strand_id, "B6")["base"] is None


def test_reasons_for_no_ranking_are_counted_apart(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    lines = given(5, 500)
    strand_id = loaded(cli, tmp_path, as_text(lines), instrument=AMOUNTS)
    found, asked = shown(cli, strand_id, "B7"), Counter(one["B7:staff"] for one in lines)
    firsts = {row: sum(one[f"B7:{row}"] == "1" for one in lines) for row in ROWS}
    assert counts(found) == firsts
    assert counts(found["reasons"]) == {one: asked[one] for one in REASONS}
    assert (found["base"], found["reasons"]["base"]) == (sum(firsts.values()), sum(asked[one] for one in REASONS))


def test_the_lines_of_the_terminal_say_the_middle_too(
    session: scoped_session[Session], cli: CliRunner, tmp_path: Path
) -> None:
    strand_id = loaded(cli, tmp_path, as_text(given(6, 300)), instrument=AMOUNTS)
    said = [cli.invoke(group, ["show", strand_id, "--item", one]).stdout for one in ("B1", "B4")]
    assert "\nmedian\t" in said[0]
    assert "\nquartiles\t" in said[0]
    assert "\nmean\t" in said[1]

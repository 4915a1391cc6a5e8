"""Positions in other programs' files: every way of counting is found again from the words alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.coding.exchange.refi import read_qdpx
from consult.coding.rules.positions import (
    BY_NAME,
    READINGS,
    Given,
    Reading,
    Scale,
    Unit,
    UnknownReading,
    choose,
    named,
    written,
)
from tests.unit.coding.refi_files import COUNTS, QUOTES, RAW, TEXT, archive, project, selections, source, utf16


@pytest.mark.parametrize("with_names", [True, False])
@pytest.mark.parametrize("inclusive", [True, False])
@pytest.mark.parametrize("counted", COUNTS)
def test_the_way_of_counting_is_found(tmp_path: Path, counted: str, inclusive: bool, with_names: bool) -> None:
    inside = selections(COUNTS[counted], inclusive=inclusive, named=with_names)
    read = read_qdpx(archive(tmp_path / "x.qdpx", project(source(inside)), s1=RAW))
    (found,) = read.readings
    assert found.reading == f"{counted}-inclusive" if inclusive else counted
    assert found.samples == QUOTES
    assert found.score == 1.0
    assert found.next_score < 1.0


def test_a_crlf_counts_two_even_where_the_file_has_lost_it(tmp_path: Path) -> None:
    inside = selections(utf16)
    xml = project(f'<TextSource guid="s1" name="T"><PlainTextContent>{TEXT}</PlainTextContent>{inside}</TextSource>')
    (found,) = read_qdpx(archive(tmp_path / "x.qdpx", xml)).readings
    assert found.reading == "utf16-crlf2"
    assert found.samples == QUOTES


def test_a_reading_can_be_demanded(tmp_path: Path) -> None:
    path = archive(tmp_path / "x.qdpx", project(source(selections())), s1=RAW)
    (found,) = read_qdpx(path, named("codepoints-inclusive")).readings
    assert found.reading == "codepoints-inclusive"
    assert found.score < 1.0
    with pytest.raises(UnknownReading, match="bytes"):
        named("bytes")


def test_one_odd_selection_does_not_change_how_everything_is_counted() -> None:
    text = written("hello world, hello again")
    (chosen,) = choose([(text, [Given(0, 4, "")])], "")
    assert chosen.reading == READINGS[0]


def test_sources_without_evidence_follow_the_others() -> None:
    telling = written("👩🏽\u200d💻 one two three four five")
    silent = written("🙂🙂🙂🙂")
    words = []
    for word in ("two", "three", "four"):
        start = utf16(telling.text[: telling.text.index(word)])
        words.append(Given(start, start + len(word), word))
    chosen = choose([(telling, words), (silent, [Given(2, 4, "")])], "")
    assert [one.reading.unit for one in chosen] == [Unit.UTF16, Unit.UTF16]


def test_a_place_is_counted_as_in_the_worked_example() -> None:
    """One point, counted four ways: 21 code points, 24 UTF-16 units, 20 with LF (qualitative-coding note, REFI-QDA)."""
    raw = "x" * 5 + "👩🏽\u200d💻" + "é" * 6 + "\r\n" + "نعم" + "y"
    point = raw.index("y")
    assert (point, utf16(raw[:point]), len(raw[:point].replace("\r\n", "\n"))) == (20, 23, 19)
    text = written(raw)
    for name, position in (("codepoints", 20), ("utf16", 23), ("codepoints-crlf1", 19)):
        assert Scale(text, BY_NAME[name]).span(position, position + 1) == (19, 20)


pieces = st.lists(st.sampled_from(["a", "b ", "\r\n", "\n", "🙂", "👩🏽\u200d💻", "e\u0301", "ن"]), max_size=30).map(
    "".join
)


@given(pieces, st.data(), st.sampled_from(["codepoints", "utf16", "codepoints-crlf1", "utf16-crlf1"]))
def test_every_place_is_found_by_counting_what_stands_before_it(raw: str, data: st.DataObject, name: str) -> None:
    text = written(raw)
    end = data.draw(st.integers(0, len(text.text)))
    start = data.draw(st.integers(0, end))
    crlf = set(text.crlf)

    def before(place: int) -> int:
        return COUNTS[name]("".join("\r\n" if at in crlf else one for at, one in enumerate(text.text[:place])))

    assert Scale(text, BY_NAME[name]).span(before(start), before(end)) == (start, end)


@given(pieces, st.integers(-5, 200), st.integers(-5, 200), st.sampled_from(READINGS))
def test_no_place_is_ever_outside_the_text(raw: str, start: int, end: int, reading: Reading) -> None:
    text = written(raw)
    found = Scale(text, reading).span(min(start, end), max(start, end))
    assert found is None or 0 <= found[0] <= found[1] <= len(text.text)

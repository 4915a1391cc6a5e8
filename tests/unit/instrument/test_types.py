"""What differs between the types of part."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.instrument.rules import Fault, FaultCode, Reading, Said, read_part, summary_of
from consult.instrument.rules.types import type_of
from consult.instrument.rules.types.digits import TooPreciseError, number
from consult.instrument.rules.types.ranking import UNRANKED, competition, moved
from consult.instrument.rules.types.text import Allowance, allowance
from consult.instrument.rules.types.upload import ALLOWED, LARGEST, file_name, media_type_of
from tests.every_type import every_type

PARTS = every_type()[0].parts
WAYS = ["alone", "together", "slowly", "quickly"]


def _read(key: str, **fields: str | list[str]) -> Reading:
    form = {name: [value] if isinstance(value, str) else value for name, value in fields.items()}
    return read_part(PARTS[key], form, this_year=2026)


def _fault(key: str, **fields: str | list[str]) -> Fault:
    (fault,) = _read(key, **fields).faults
    return fault


@pytest.mark.parametrize(
    ("written", "decimals", "read"),
    [
        ("12", 0, 12),
        ("١٢٣", 0, 123),
        ("1.000", 0, 1000),
        ("1,234,567", 0, 1234567),
        ("1 234", 0, 1234),
        ("12,34,567", 0, 1234567),  # as India writes it
        ("1’234.5", 1, 1234.5),
        ("1.234,5", 1, 1234.5),
        ("٬", 0, None),
        ("١٬٢٣٤٫٥", 1, 1234.5),
        ("−3", 0, -3),
        ("0,50", 2, 0.5),
        ("2.0", 1, 2),
        ("1.234", 2, 1234),
        ("12,3,4", 1, None),
        ("1e5", 0, None),
        ("²", 0, None),
        ("--1", 0, None),
        ("9" * 16, 0, None),
    ],
)
def test_numbers_are_read_as_people_write_them(written: str, decimals: int, read: float | None) -> None:
    assert number(written, decimals) == read


def test_a_number_has_no_more_decimals_than_asked_for() -> None:
    with pytest.raises(TooPreciseError):
        number("1,25", 1)
    assert _fault("B2", B2="1,255.255") == Fault("B2", FaultCode.DECIMALS, wanted=2)


@given(st.floats(-10, 99.5).map(lambda value: round(value, 2)))
def test_what_stands_in_the_field_of_a_number_reads_the_same(value: float) -> None:
    exact = int(value) if value.is_integer() else value
    assert _read("B2", B2=type_of(PARTS["B2"]).filled(PARTS["B2"], exact)["B2"]) == Reading(exact)


@pytest.mark.parametrize(
    ("typed", "code"), [("-11", "out_of_range"), ("100", "out_of_range"), ("some", "not_a_number")]
)
def test_what_is_no_such_number_is_refused(typed: str, code: str) -> None:
    assert _fault("B2", B2=typed).code == code


def test_a_day_is_read_in_any_digits_and_must_exist() -> None:
    assert _read("B3", **{"B3:day": "٢٩", "B3:month": "2", "B3:year": "٢٠٢٤"}) == Reading("2024-02-29")
    for day in (("29", "2", "2023"), ("3", "", "2020"), ("", "", "2020"), ("1", "1", "88"), ("1", "13", "2020")):
        assert _fault("B3", **dict(zip(("B3:day", "B3:month", "B3:year"), day, strict=True))).code == "no_such_day"
    assert _fault("B3", **{"B3:day": "1", "B3:month": "1", "B3:year": "1989"}).code == "out_of_range"


def test_points_make_up_the_total_and_the_fault_says_what_they_make() -> None:
    assert _read("D1", **{"D1:staff": "٦٠", "D1:travel": "40", "D1:grants": "0"}) == Reading(
        {"staff": 60, "travel": 40}
    )
    assert _fault("D1", **{"D1:staff": "60"}) == Fault("D1", FaultCode.WRONG_TOTAL, None, 100, 60)
    assert _fault("D1", **{"D1:staff": "half", "D1:travel": "50"}) == Fault("D1", FaultCode.NOT_A_NUMBER, "staff")
    assert _fault("D1", **{"D1:staff": "-50", "D1:travel": "150"}).code == "not_a_number"


def test_an_exclusive_option_stands_alone() -> None:
    assert _read("A2", A2=["prefer_not"]) == Reading(["prefer_not"])
    assert _fault("A2", A2=["advocacy", "prefer_not"]) == Fault("A2", FaultCode.EXCLUSIVE)
    assert _fault("C2", **{"C2:here": ["money", "nothing"]}) == Fault("C2", FaultCode.EXCLUSIVE, "here")


def test_a_reason_is_given_instead_of_an_answer_and_not_beside_it() -> None:
    assert _read("B1", **{"B1:-": "prefer_not"}) == Reading("prefer_not")
    assert _fault("B1", **{"B1:-": "prefer_not", "B1": "7"}).code == "exclusive"
    assert _fault("B1", **{"B1:-": ["prefer_not", "cannot_judge"]}).code == "exclusive"
    assert _fault("B1", **{"B1:-": "because"}).code == "foreign_code"
    assert summary_of(PARTS["B1"], "prefer_not") == (Said(codes=("prefer_not",)),)
    assert summary_of(PARTS["C3"], "cannot_judge") == (Said(codes=("cannot_judge",)),)


def test_shared_places_read_and_are_counted_as_in_a_race() -> None:
    given = {"alone": 2, "together": 1, "slowly": 2, "quickly": 4}
    assert competition(given) == {"alone": 2, "together": 1, "slowly": 2, "quickly": 4}
    assert competition({"alone": 1, "together": 1, "slowly": 2}) == {"alone": 1, "together": 1, "slowly": 3}
    assert summary_of(PARTS["C3"], {"alone": 2, "slowly": 2, "together": 1}) == (
        Said(place=1, codes=("together",)),
        Said(place=2, codes=("alone", "slowly")),
    )
    cells = type_of(PARTS["C3"]).cells(PARTS["C3"], {"alone": 1, "together": 1}, WAYS)
    assert cells == {"C3:alone": "1", "C3:together": "1", "C3:slowly": UNRANKED, "C3:quickly": UNRANKED}


def test_moving_changes_places_with_the_neighbour_and_steps_out_of_a_shared_place() -> None:
    assert moved({}, WAYS, "slowly", up=True) == {"slowly": 1}
    assert moved({"slowly": 1}, WAYS, "alone", up=True) == {"slowly": 1, "alone": 2}
    assert moved({"slowly": 1, "alone": 2}, WAYS, "alone", up=True) == {"alone": 1, "slowly": 2}
    assert moved({"slowly": 1}, WAYS, "slowly", up=False) == {"slowly": 1}
    assert moved({"slowly": 1}, WAYS, "alone", up=False) == {"slowly": 1}
    tied = {"alone": 1, "together": 1, "slowly": 2}
    assert moved(tied, WAYS, "slowly", up=True) == {"slowly": 1, "alone": 2, "together": 2}  # the tie stays one
    assert moved(tied, WAYS, "together", up=True) == {"together": 1, "alone": 2, "slowly": 3}
    assert moved(tied, WAYS, "alone", up=False) == {"together": 1, "alone": 2, "slowly": 3}


@given(st.dictionaries(st.sampled_from(WAYS), st.integers(1, 4)), st.sampled_from([*WAYS, "foreign"]), st.booleans())
def test_moving_keeps_every_row_and_numbers_the_places_without_gaps(places: dict[str, int], row: str, up: bool) -> None:
    after = moved(places, WAYS, row, up=up)
    assert set(places) <= set(after) <= {*places, row}
    assert set(after.values()) == set(range(1, len(set(after.values())) + 1))
    for one in set(places) - {row}:
        for other in set(places) - {row}:
            assert (places[one] < places[other]) == (after[one] < after[other])


def test_room_is_told_in_characters_as_readers_see_them() -> None:
    assert allowance("", 200) == Allowance(0, 200)
    assert allowance("abc", 200) == Allowance(3, 197)
    khmer = "ខ្មែរ"  # 5 code points, 2 characters
    assert allowance(khmer, 105).written == 2
    assert allowance(khmer, 105).left == 40
    assert allowance("x" * 300, 200).left == 0


def _archive(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", "/")), content)  # of one day: it names the test
    return out.getvalue()


ODT = b"application/vnd.oasis.opendocument.text"
DOCX = {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"}


@pytest.mark.parametrize(
    ("name", "content", "found"),
    [
        ("a.pdf", b"%PDF-1.7 ...", "application/pdf"),
        ("a.PNG", b"\x89PNG\r\n\x1a\n...", "image/png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0", "image/jpeg"),
        ("a.odt", _archive(mimetype=ODT), ODT.decode()),
        ("a.docx", _archive(**DOCX), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("a.txt", "نص".encode(), "text/plain"),
        ("a.txt", "نص".encode("utf-16"), "text/plain"),
        ("a.txt", b"a\0b", FaultCode.FILE_BROKEN),
        ("a.txt", b"\xff\x00\xfe", FaultCode.FILE_BROKEN),
        ("a.pdf", b"MZ\x90", FaultCode.FILE_BROKEN),
        ("a.png", b"%PDF-1.7", FaultCode.FILE_BROKEN),
        ("a.docx", b"PK\x03\x04 cut off", FaultCode.FILE_BROKEN),
        ("a.docx", _archive(mimetype=ODT), FaultCode.FILE_BROKEN),
        ("a.docx", _archive(**DOCX, **{"word/vbaProject.bin": b"x"}), FaultCode.FILE_BROKEN),
        ("a.docx", _archive(**DOCX, **{"../../etc/passwd": b"x"}), FaultCode.FILE_BROKEN),
        ("a.odt", _archive(mimetype=b"application/zip"), FaultCode.FILE_BROKEN),
        ("a.exe", b"MZ\x90", FaultCode.FILE_TYPE),
        ("a.svg", b"<svg/>", FaultCode.FILE_TYPE),
        ("pdf", b"%PDF-", "application/pdf"),
        ("a.pdf", b"", FaultCode.FILE_BROKEN),
        ("a.pdf", b"%PDF-" + b"x" * LARGEST, FaultCode.FILE_SIZE),
    ],
)
def test_a_file_is_what_its_name_says(name: str, content: bytes, found: str) -> None:
    assert media_type_of(name, content) == found


@given(st.sampled_from(["pdf", "docx", "odt", "txt", "png"]), st.binary(max_size=300))
def test_no_file_makes_looking_at_it_fail(ending: str, content: bytes) -> None:
    for held in (content, b"PK\x03\x04" + content, _archive(mimetype=ODT)[:-5] + content):
        found = media_type_of(f"a.{ending}", held)
        assert isinstance(found, FaultCode) or found == ALLOWED[ending][0]


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("C:\\Users\\Amal\\statutes.pdf", "statutes.pdf"),
        ("/home/amal/statutes.pdf", "statutes.pdf"),
        ("../../etc/passwd", "passwd"),
        (".. ", ""),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_the_name_of_a_file_names_no_folder(given_: str, kept: str) -> None:
    assert file_name(given_) == kept

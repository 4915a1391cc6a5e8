"""Files people have: read in whatever charset, refused with what happened and what to do."""

from __future__ import annotations

import io
import zipfile

import pytest

from consult.interview.exchange.file import SIZE_LIMIT, read_transcript
from consult.interview.exchange.speakers import read_speakers
from consult.interview.rules import Quoting, SpeakerRole
from consult.interview.rules.settling import TEXT_LIMIT, settled
from consult.interview.rules.speaking import find_turns
from consult.interview.rules.troubles import InterviewRefused, Trouble
from tests.unit.interview.documents import as_docx, rezipped

SAID = "المحاورة: كيف بدأت؟\r\nنور: مُؤَسَّسة 👩\u200d🦽 cafe\u0301\r\n"
KEPT = "المحاورة: كيف بدأت؟\nنور: مُؤَسَّسة 👩\u200d🦽 café\n"
RUSSIAN = "Интервьюер: Как вы пришли в коалицию?\nГуля: Через подругу, давно уже, зимой.\n" * 5
PORTUGUESE = "Entrevistadora: Como chegou à coligação?\nJoão: Há dez anos – “bons anos”.\n" * 5
FRENCH = "Intervieweuse : Comment êtes-vous arrivée à la coalition ?\nHélène : Par hasard, cet été-là.\n" * 5


def fault(content: bytes, name: str = "talk.txt") -> tuple[Trouble, int]:
    with pytest.raises(InterviewRefused) as found:
        read_transcript(content, name)
    assert len(found.value.faults) == 1
    return found.value.faults[0].trouble, found.value.faults[0].line


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_text_that_says_its_charset_is_read_as_it_was_written(charset: str) -> None:
    found = read_transcript(SAID.encode(charset), "talk.txt")
    assert found.text == KEPT
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("text", "charset"), [(RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (FRENCH, "cp1252"), (PORTUGUESE, "cp1252")]
)
def test_an_old_charset_is_found_out_and_said(text: str, charset: str) -> None:
    found = read_transcript(text.encode(charset), "talk.txt")
    assert found.text == text
    assert [note.trouble for note in found.warnings] == [Trouble.CHARSET_GUESSED]


def test_paragraphs_and_tables_of_a_document_are_read_and_its_margins_are_not() -> None:
    content = as_docx(["Interviewer: Who?", "Nour: مُؤَسَّسة 🙂"], [["Interviewer", "And?"], ["Nour", "one\ntwo"]])
    found = read_transcript(content, "talk.docx").text
    assert "CANARY" not in found
    assert [(turn.speaker, turn.text) for turn in find_turns(found)] == [
        ("Interviewer", "Who?"),
        ("Nour", "مُؤَسَّسة 🙂"),
        ("Interviewer", "And?"),
        ("Nour", "one\ntwo"),
    ]


def test_what_was_deleted_or_moved_away_is_left_out_and_what_was_inserted_is_read() -> None:
    tracked = (
        "<w:r><w:t xml:space='preserve'>Nour: kept </w:t></w:r>"
        "<w:del w:id='1' w:author='x'><w:r><w:delText>CANARY deleted</w:delText></w:r></w:del>"
        "<w:moveFrom w:id='2' w:author='x'><w:r><w:t>CANARY moved</w:t></w:r></w:moveFrom>"
        "<w:ins w:id='3' w:author='x'><w:r><w:t>inserted</w:t><w:br/><w:t>line</w:t></w:r></w:ins>"
        "<w:r><w:instrText>CANARY field</w:instrText></w:r>"
    )
    found = read_transcript(as_docx(["Interviewer: a"], (), tracked), "talk.docx").text
    assert "CANARY" not in found
    assert found.endswith("Nour: kept inserted\nline")


def test_a_document_is_known_by_its_bytes_whatever_it_is_called() -> None:
    assert read_transcript(as_docx(["A: x"]), "talk.txt").text == "A: x"


def zipped(*parts: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(name, part)
    return made.getvalue()


def encrypted_zip() -> bytes:
    content = bytearray(as_docx(["A: x"]))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        content[at + offset] |= 1
    return bytes(content)


REFUSED = {
    "empty": (b"", "talk.txt", Trouble.EMPTY_FILE),
    "blank": (b" \r\n\t\n", "talk.txt", Trouble.EMPTY_FILE),
    "empty document": (as_docx([]), "talk.docx", Trouble.EMPTY_FILE),
    "old Word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "talk.doc", Trouble.OLD_WORD),
    "password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "talk.docx",
        Trouble.ENCRYPTED,
    ),
    "encrypted parts": (encrypted_zip(), "talk.docx", Trouble.ENCRYPTED),
    "picture called text": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "talk.txt", Trouble.NOT_TEXT),
    "broken pdf": (b"%PDF-1.7 ...", "talk.pdf", Trouble.BROKEN),
    "text called document": (b"A: one\nB: two", "talk.docx", Trouble.OTHER_THAN_NAMED),
    "noise": (bytes(range(1, 256)) * 4, "talk.txt", Trouble.UNDECODABLE),
    "cut short": (as_docx(["A: x"])[:2000], "talk.docx", Trouble.BROKEN),
    "broken xml": (rezipped(as_docx(["A: x"]), {"word/document.xml": b"<w:document"}), "t.docx", Trouble.BROKEN),
    "no text part": (rezipped(as_docx(["A: x"]), {"word/document.xml": None}), "t.docx", Trouble.BROKEN),
    "spreadsheet": (
        zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>")),
        "t.docx",
        Trouble.OTHER_ZIP,
    ),
    "bomb": (
        rezipped(as_docx(["A: x"]), {"word/media/x.xml": b" " * 60_000_000}),
        "talk.docx",
        Trouble.UNPACKS_TOO_LARGE,
    ),
    "hundred megabytes": (b"Ana: words\n" * 9_100_000, "talk.txt", Trouble.FILE_TOO_LARGE),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(case: str) -> None:
    content, name, trouble = REFUSED[case]
    assert fault(content, name)[0] is trouble


def test_a_broken_character_is_named_with_its_line() -> None:
    assert fault(b"A: one\nB: tw\x00o") == (Trouble.UNSTORABLE, 2)


def test_no_conversation_has_millions_of_letters() -> None:
    with pytest.raises(InterviewRefused):
        settled("a" * (TEXT_LIMIT + 1))
    assert SIZE_LIMIT > TEXT_LIMIT


SPEAKERS = """
- label: نور
  organisation: Alpha one
  took_part: yes
  quoting: region_and_kind
  region: not_shown
  consent_on: 2026-03-02
- {label: Interviewer, role: interviewer}
- {label: Note, role: none}
"""


def test_speakers_are_described_in_yaml_or_csv() -> None:
    found = read_speakers(SPEAKERS.encode(), "speakers.yaml")
    assert [(one.label, one.role) for one in found] == [
        ("نور", SpeakerRole.INTERVIEWEE),
        ("Interviewer", SpeakerRole.INTERVIEWER),
        ("Note", None),
    ]
    assert (found[0].organisation, found[0].hides_region, found[0].took_part) == ("Alpha one", True, True)
    assert found[0].quoting is Quoting.REGION_AND_KIND
    table = "label,role,position,took_part\nDana,interviewee,donor official,x\nInterviewer,interviewer,,\n"
    assert [(one.label, one.position, one.took_part) for one in read_speakers(table.encode(), "s.csv")] == [
        ("Dana", "donor official", True),
        ("Interviewer", "", False),
    ]


def test_every_fault_in_a_list_of_speakers_is_named() -> None:
    wrong = "label,role,took_part,quoting,consent_on,colour\nDana,boss,perhaps,loudly,yesterday,red\n"
    with pytest.raises(InterviewRefused) as found:
        read_speakers(wrong.encode(), "s.csv")
    values = [dict(one.values) for one in found.value.faults]
    assert [one["value"] for one in values] == ["colour", "boss", "perhaps", "loudly", "yesterday"]
    assert values[1]["known"] == "interviewer, interviewee, interpreter"


@pytest.mark.parametrize("content", [b"", b"- 3", b"just words", b"[{role: x}]", b"\xff\xfe\x00", b"{a: ]"])
def test_a_file_that_describes_nobody_is_refused(content: bytes) -> None:
    with pytest.raises(InterviewRefused) as found:
        read_speakers(content, "speakers.yaml")
    assert found.value.faults[0].trouble is Trouble.BAD_SPEAKERS_FILE

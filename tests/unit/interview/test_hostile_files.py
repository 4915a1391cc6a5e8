"""Files that are broken, protected or meant to do harm: each is refused with its reason, and the page lives on."""

from __future__ import annotations

import io
import logging
import struct
import zipfile
import zlib
from email.message import EmailMessage
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from consult.interview.exchange.file import SIZE_LIMIT, read_transcript
from consult.interview.exchange.limited import USUAL
from consult.interview.rules.troubles import InterviewRefused, Trouble
from tests.conftest import examples
from tests.unit.interview.documents import as_docx, as_odt, as_pdf, as_rtf, rezipped, zipped

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9))
    + "]>"
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/passwd">]>'
ENCRYPTION = "/Encrypt << /Filter /Standard /V 1 /R 2 /O <{0}> /U <{0}> /P -4 >> /ID [<00> <00>]".format("41" * 32)
SECRET = "CANARY-of-somebody"


def fault(content: bytes, name: str) -> Trouble:
    with pytest.raises(InterviewRefused) as found:
        read_transcript(content, name)
    assert len(found.value.faults) == 1
    return found.value.faults[0].trouble


def word_of(xml: str, charset: str = "utf-8") -> bytes:
    return rezipped(as_docx(["A: x"]), {"word/document.xml": xml.encode(charset)})


def lying(content: bytes, name: str) -> bytes:
    """The archive with an entry that says it is ten bytes long."""
    made = bytearray(content)
    at = made.rindex(name.encode())
    made[at - 22 : at - 18] = struct.pack("<I", 10)
    return bytes(made)


def pdf_bomb() -> bytes:
    stream = zlib.compress(zlib.compress(b"(A: x) Tj " * 40_000_000, 1), 1)
    body = b"<< /Length %d /Filter [/FlateDecode /FlateDecode] >>\nstream\n" % len(stream)
    made = as_pdf(["A: x"])
    start = made.index(b"<< /Length", made.index(b"7 0 obj"))
    return made[:start] + body + stream + b"\nendstream\n" + made[made.index(b"endobj", start) :]


def sealed_mail() -> bytes:
    message = EmailMessage()
    message["From"] = "Ana <a@x.example>"
    message.set_content("x")
    message.replace_header("Content-Type", "application/pkcs7-mime; name=smime.p7m")
    return message.as_bytes()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600
ENCRYPTED_ODT = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
BODY = "<text:p>A: x</text:p>"
REFUSED = {
    "docx, laughs": (word_of(f"{LAUGHS}<w:document xmlns:w='{W}'>&j;</w:document>"), "t.docx", Trouble.DECLARATIONS),
    "docx, laughs in UTF-16": (
        word_of(f"{LAUGHS}<w:document xmlns:w='{W}'>&j;</w:document>", "utf-16"),
        "t.docx",
        Trouble.DECLARATIONS,
    ),
    "docx, a file from outside": (
        word_of(f"{OUTSIDE}<w:document xmlns:w='{W}'>&j;</w:document>"),
        "t.docx",
        Trouble.DECLARATIONS,
    ),
    "docx, relations with entities": (
        rezipped(as_docx(["A: x"]), {"_rels/.rels": OUTSIDE.encode()}),
        "t.docx",
        Trouble.DECLARATIONS,
    ),
    "docx, thousands of parts": (
        rezipped(as_docx(["A: x"]), {f"word/x{at}.xml": b"<x/>" for at in range(2_000)}),
        "t.docx",
        Trouble.UNPACKS_TOO_LARGE,
    ),
    "docx, an entry that lies": (lying(as_docx(["A: x"] * 500), "word/document.xml"), "t.docx", Trouble.BROKEN),
    "docx, nested without end": (
        word_of(f"<w:document xmlns:w='{W}'><w:body>" + "<w:p>" * 50_000),
        "t.docx",
        Trouble.BROKEN,
    ),
    "odt, laughs": (as_odt(BODY, before=LAUGHS), "t.odt", Trouble.DECLARATIONS),
    "odt, encrypted": (as_odt(BODY, manifest=ENCRYPTED_ODT), "t.odt", Trouble.ENCRYPTED),
    "odt, cut short": (as_odt(BODY)[:300], "t.odt", Trouble.BROKEN),
    "odt, broken xml": (as_odt("<text:p>A: x"), "t.odt", Trouble.BROKEN),
    "odt, no content": (
        zipped(("mimetype", b"application/vnd.oasis.opendocument.text")),
        "t.odt",
        Trouble.BROKEN,
    ),
    "odt, a bomb": (
        rezipped(as_odt(BODY), {"Pictures/x.svm": b" " * 60_000_000}),
        "t.odt",
        Trouble.UNPACKS_TOO_LARGE,
    ),
    "odt, no text": (as_odt("<text:p/>"), "t.odt", Trouble.EMPTY_FILE),
    "a spreadsheet": (
        rezipped(as_odt(BODY), {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        "t.ods",
        Trouble.OTHER_ZIP,
    ),
    "an archive": (zipped(("talk.txt", b"A: x")), "t.odt", Trouble.OTHER_ZIP),
    "rtf, cut short": (as_rtf("A: x" * 100)[:-50], "t.rtf", Trouble.BROKEN),
    "rtf, nested without end": (b"{\\rtf1 " + b"{" * 100_000, "t.rtf", Trouble.BROKEN),
    "rtf, closed too often": (b"{\\rtf1 A: x}}", "t.rtf", Trouble.BROKEN),
    "rtf, no text": (as_rtf(), "t.rtf", Trouble.EMPTY_FILE),
    "html, no text": (b"<!doctype html><script>A: x</script>", "t.html", Trouble.EMPTY_FILE),
    "xml": (b"<?xml version='1.0'?><x>A: x</x>", "t.xml", Trouble.NOT_TEXT),
    "srt, no cue": (b"A: just words\n", "t.srt", Trouble.NOT_TEXT),
    "vtt, only a head": (b"WEBVTT\n\nNOTE x\n", "t.vtt", Trouble.NOT_TEXT),
    "pdf, encrypted": (as_pdf(["A: x"], trailer=ENCRYPTION), "t.pdf", Trouble.ENCRYPTED),
    "pdf, scanned": (as_pdf([], []), "t.pdf", Trouble.PAGES_ARE_PICTURES),
    "pdf, cut short": (as_pdf(["A: x"])[:150], "t.pdf", Trouble.BROKEN),
    "pdf, letters without names": (as_pdf(["\ue000\ue001\ue002: \ue003"]), "t.pdf", Trouble.UNDECODABLE),
    "pdf, a page that is its own parent": (
        as_pdf(["A: x"]).replace(b"/Kids [6 0 R]", b"/Kids [2 0 R]"),
        "t.pdf",
        Trouble.BROKEN,
    ),
    "text called pdf": (b"A: one\nB: two", "t.pdf", Trouble.OTHER_THAN_NAMED),
    "text called odt": (b"A: one\nB: two", "t.odt", Trouble.OTHER_THAN_NAMED),
    "vtt, a voice for every word": (
        b"WEBVTT\n\n00:01.000 --> 00:02.000\n" + b"".join(b"<v a%d>x" % at for at in range(2_000)),
        "t.vtt",
        Trouble.TOO_MANY_SPEAKERS,
    ),
    "comments without end": (b"<!-- -->" * 100_000 + b"<x", "t.html", Trouble.EMPTY_FILE),
    "mail, sealed": (sealed_mail(), "t.eml", Trouble.ENCRYPTED),
    "mail, no words": (b"From: a@x.example\nMIME-Version: 1.0\n\n\n", "t.eml", Trouble.EMPTY_FILE),
    "Outlook's own": (OLE + "__substg1.0_".encode("utf-16-le"), "t.msg", Trouble.NOT_TEXT),
    "Hebrew nobody named": (
        "מראיין: איך התחלת?\nדנה: במקרה, לפני שנים.\n".encode("cp1255") * 5,
        "t.txt",
        Trouble.UNDECODABLE,
    ),
    "Greek nobody named": ("Ελένη: Τυχαία, πριν από χρόνια.\n".encode("cp1253") * 5, "t.txt", Trouble.UNDECODABLE),
    "Chinese nobody named": ("采访者：你好吗？\n受访者：没了。\n".encode("gb18030") * 5, "t.txt", Trouble.UNDECODABLE),
    "Arabic in a rare charset": (
        "المحاورة: كيف بدأت المؤسسة؟\n".encode("iso8859-6") * 5,
        "t.txt",
        Trouble.UNDECODABLE,
    ),
    "eleven megabytes": (b"A: x\n" * (SIZE_LIMIT // 4), "t.txt", Trouble.FILE_TOO_LARGE),
    "a million words": (b"A: word\n" * 200_000, "t.srt.txt", Trouble.TEXT_TOO_LONG),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(case: str) -> None:
    content, name, trouble = REFUSED[case]
    assert fault(content, name) is trouble


@pytest.mark.parametrize("algorithm", ["RC4-128", "AES-128", "AES-256"])
def test_a_pdf_that_only_its_owner_may_change_is_read_and_one_nobody_may_open_is_not(algorithm: str) -> None:
    def locked(password: str) -> bytes:
        writer, made = PdfWriter(clone_from=io.BytesIO(as_pdf(["A: one", "B: two"]))), io.BytesIO()
        writer.encrypt(password, "owner", algorithm=algorithm)
        writer.write(made)
        return made.getvalue()

    assert read_transcript(locked(""), "t.pdf").text == "A: one\nB: two"
    assert fault(locked("secret"), "t.pdf") is Trouble.ENCRYPTED


def test_a_bomb_in_a_pdf_is_stopped() -> None:
    content = pdf_bomb()
    assert len(content) < SIZE_LIMIT
    began = monotonic()
    assert fault(content, "t.pdf") in (Trouble.TAKES_TOO_MUCH, Trouble.BROKEN)
    assert monotonic() - began < USUAL.wall + 5


def test_macros_and_what_is_embedded_are_never_looked_at() -> None:
    content = rezipped(
        as_docx(["A: x", "B: y"]),
        {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"CANARY" * 100, "word/embeddings/x.exe": b"MZ CANARY"},
    )
    assert read_transcript(content, "t.docm").text == "A: x\nB: y"


def test_a_word_document_of_the_strict_kind_with_another_part_is_read() -> None:
    content = as_docx(["A: x", "B: y"])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        main, relations = archive.read("word/document.xml"), archive.read("_rels/.rels")
    strict = main.replace(W.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    changed = {
        "word/document.xml": None,
        "word/document2.xml": strict,
        "_rels/.rels": relations.replace(b"word/document.xml", b"/word/document2.xml"),
    }
    assert read_transcript(rezipped(content, changed), "t.docx").text == "A: x\nB: y"


def test_a_refusal_says_nothing_of_what_the_file_holds(caplog: pytest.LogCaptureFixture) -> None:
    hostile = as_odt(f"<text:p>{SECRET}</text:q>"), as_docx([SECRET])[:900], as_rtf(SECRET)[:-3], SECRET.encode()
    with caplog.at_level(logging.DEBUG):
        for content, ending in zip(hostile, ("odt", "docx", "rtf", "pdf"), strict=True):
            with pytest.raises(InterviewRefused) as found:
                read_transcript(content, f"{SECRET}.{ending}")
            assert SECRET not in f"{found.value} {found.value.faults} {found.value.__cause__}"
    assert SECRET not in caplog.text


WHOLE = {
    "docx": as_docx(["A: one", "B: two"]),
    "odt": as_odt(BODY * 3),
    "rtf": as_rtf("A: one", "B: two"),
    "pdf": as_pdf(["A: one"], ["B: two"]),
}


@settings(max_examples=examples(24))
@given(st.sampled_from(sorted(WHOLE)), st.data())
def test_whatever_breaks_in_a_file_it_is_read_or_refused(ending: str, data: st.DataObject) -> None:
    content = bytearray(WHOLE[ending])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(4, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert read_transcript(bytes(content), f"t.{ending}").text
    except InterviewRefused as refused:
        assert refused.faults

"""Every format people have a transcript in gives the same turns, letter by letter."""

from __future__ import annotations

from collections.abc import Callable
from email.message import EmailMessage

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.interview.exchange.file import Transcript, read_transcript
from consult.interview.rules.speaking import read_speech
from consult.interview.rules.troubles import Trouble
from tests.conftest import examples
from tests.unit.interview.documents import GLYPHS, as_docx, as_odt, as_pdf, as_rtf

TURNS = [
    ("المحاورة", "كيف بدأت؟"),
    ("نور", "مُؤَسَّسة 👩\u200d🦽 cafe\u0301"),
    ("المحاورة", "ثم؟"),
    ("نور", "لا شيء"),
]
KEPT = [(speaker, words.replace("cafe\u0301", "café")) for speaker, words in TURNS]
LINES = [f"{speaker}: {words}" for speaker, words in TURNS]


def spoken(found: Transcript) -> list[tuple[str, str]]:
    return [(turn.speaker, turn.text) for turn in read_speech(found.text, also=found.speakers).turns]


def page(body: str, head: str = "") -> bytes:
    return f"<!DOCTYPE html><html><head>{head}<title>CANARY</title></head><body>{body}</body></html>".encode()


def mailed(body: str, kind: str = "plain", **heads: str) -> EmailMessage:
    message = EmailMessage()
    for name, value in {"From": "نور <nour@x.example>", "To": "i@y.example", "Subject": "CANARY", **heads}.items():
        message[name] = value
    message.set_content(body, subtype=kind)
    return message


WEBVTT = "WEBVTT - CANARY\r\n\r\nNOTE CANARY\r\nof two lines\r\n\r\nSTYLE\r\n::cue { color: CANARY }\r\n\r\n" + "".join(
    f"cue-{at}\r\n00:00:0{at}.000 --> 00:00:0{at + 1}.500 align:start\r\n<v.loud {speaker}>{words}</v>\r\n\r\n"
    for at, (speaker, words) in enumerate(TURNS)
)
SRT = "".join(
    f"{at}\r\n00:00:0{at},000 --> 00:00:0{at + 1},500\r\n<i>{line}</i>\r\n\r\n" for at, line in enumerate(LINES, 1)
)
FORMATS = {
    "txt": "\r\n".join(LINES).encode(),
    "md": "\r\n\r\n".join(f"**{speaker}:** {words}" for speaker, words in TURNS).encode("utf-8-sig"),
    "docx": as_docx(LINES),
    "odt": as_odt("".join(f"<text:p>{line}</text:p>" for line in LINES)),
    "rtf": as_rtf(*LINES),
    "html": page("\r\n".join(f"<p><b>{speaker}:</b>\r\n{words}</p>" for speaker, words in TURNS)),
    "vtt": WEBVTT.encode("utf-8-sig"),
    "srt": SRT.encode("utf-16"),
}


@pytest.mark.parametrize("ending", FORMATS)
def test_a_format_gives_its_turns_letter_by_letter(ending: str) -> None:
    found = read_transcript(FORMATS[ending], f"talk.{ending.upper()}")
    assert spoken(found) == KEPT
    assert "CANARY" not in found.text
    assert "\r" not in found.text
    assert found.warnings == ()


def test_a_saved_mail_is_read_as_a_thread() -> None:
    for transfer in ("base64", "quoted-printable"):
        message = mailed("")
        message.set_content("مُؤَسَّسة 👩\u200d🦽 cafe\u0301\r\n", cte=transfer)
        found = read_transcript(message.as_bytes(), "talk.eml")
        assert spoken(found) == [("نور", "مُؤَسَّسة 👩\u200d🦽 café")]


def test_what_is_quoted_in_a_mail_of_html_is_somebody_elses() -> None:
    body = "<p>Here it is.</p><div>On 2 March 2026, Eux wrote:</div><blockquote><p>Why?</p>And how?</blockquote>"
    found = read_transcript(mailed(body, "html", From="Ana Lopes <ana@x.example>").as_bytes(), "talk.eml")
    assert spoken(found) == [("Ana Lopes", "Here it is."), ("Eux", "Why?\nAnd how?")]


def test_older_mails_carried_below_newer_ones_are_heard_once() -> None:
    first, second, third = (
        "Why did you join the coalition?",
        "For the treaty, and for nothing else.",
        "And who asked you?",
    )
    twice = f"> On 1 March 2026, Eux <e@x.example> wrote:\n>> {first}"
    mails = [
        ("Eux", first),
        ("Ana", f"{second}\n\nOn 1 March 2026, Eux <e@x.example> wrote:\n> {first}"),
        ("Eux", f"{third}\n\nOn 2 March 2026, Ana <a@x.example> wrote:\n> {second}\n>\n{twice}"),
    ]
    mailbox = b"".join(
        f"From x@y.example Mon Mar  2 10:12:00 2026\nFrom: {name} <{name.lower()}@x.example>\nDate: {day} March 2026\n"
        f"Message-ID: <{day}>\n\n{text}\n\n".encode()
        for day, (name, text) in enumerate(mails, 1)
    )
    found = read_transcript(mailbox, "thread.mbox")
    assert spoken(found) == [("Eux", first), ("Ana", second), ("Eux", third)]
    alone = read_transcript(mailbox[mailbox.rindex(b"From: Eux") :], "thread.eml")
    assert spoken(alone) == [("Eux", third), ("Ana", second), ("Eux", first)]


def test_mails_inside_a_mail_are_read_with_their_senders() -> None:
    outer = mailed("As I said.", From="Ana <a@x.example>")
    outer.add_attachment(mailed("The first question.", From="Eux <e@x.example>"))
    outer.add_attachment(b"CANARY", maintype="text", subtype="plain", filename="notes.txt")
    found = read_transcript(outer.as_bytes(), "talk.eml")
    assert spoken(found) == [("Ana", "As I said."), ("Eux", "The first question.")]


def visual(text: str) -> str:
    """A line as it is drawn from left to right, which is how a PDF holds it."""
    return "".join(reversed(GLYPHS.findall(text)))


def test_a_pdf_gives_its_lines_page_after_page() -> None:
    found = read_transcript(as_pdf(["Interviewer: How?", "Ana: cafe\u0301 👩\u200d🦽"], ["Ana: more"]), "talk.pdf")
    assert found.text == "Interviewer: How?\nAna: café 👩\u200d🦽\nAna: more"
    arabic = read_transcript(as_pdf([visual(line) for line in (LINES[0], "نور: مُؤَسَّسة", *LINES[2:])]), "talk.pdf")
    assert spoken(arabic) == [KEPT[0], ("نور", "مُؤَسَّسة"), *KEPT[2:]]
    assert arabic.warnings == ()


def test_a_pdf_of_drawn_letters_gives_the_letters_people_wrote() -> None:
    assert read_transcript(as_pdf(["\ufee2\ufecc\ufee7 :\ufead\ufeee\ufee7"]), "talk.pdf").text == "نور: نعم"


def test_what_a_pdf_cannot_say_is_said() -> None:
    half = read_transcript(as_pdf(["A: one"], []), "talk.pdf")
    assert [(one.trouble, one.values) for one in half.warnings] == [(Trouble.PAGES_ARE_PICTURES, (("count", "1"),))]
    mixed = read_transcript(as_pdf(["A: one", "2019 " + visual("نور: سنة")]), "talk.pdf")
    assert [(one.trouble, one.line) for one in mixed.warnings] == [(Trouble.BOTH_DIRECTIONS, 2)]


def test_an_open_document_is_read_without_notes_comments_and_what_was_deleted() -> None:
    deleted = "<text:tracked-changes><text:changed-region><text:deletion><text:p>CANARY</text:p></text:deletion>"
    cells = "<table:table-cell><text:p>{}</text:p></table:table-cell>" * 2
    body = (
        f"{deleted}</text:changed-region></text:tracked-changes><text:h>A:<text:s text:c='2'/>one<text:tab/>two"
        "<text:line-break/>three <text:span>f<text:span>our</text:span></text:span><office:annotation><text:p>CANARY"
        "</text:p></office:annotation><text:note><text:note-body><text:p>CANARY</text:p></text:note-body></text:note>"
        "<text:soft-page-break/>.</text:h><text:list><text:list-item><text:p>A: item</text:p></text:list-item>"
        f"</text:list><table:table><table:table-row>{cells.format('B', 'said')}</table:table-row></table:table>"
    )
    assert read_transcript(as_odt(body), "t.odt").text == "A:  one\ttwo\nthree four.\nA: item\nB\tsaid"


RTF_FONTS = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset178 C;}}"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (rb"\f0 caf\'e9 \f1\'e4\'e0\f0\'e4", "café даä"),
        (rb"\f2\'e4\'da\'e3\plain\f0  x", "نعم x"),
        (rb"{\uc2\u1076\'e4\'e4{\uc0\u1072}}b", "даb"),
        (rb"\u-10179?\u-8704?", "😀"),
        (rb"A\~b\_c\-d\emdash e\{\}\\", "A\u00a0b\u2011cd—e{}\\"),
        (rb"shown{\v CANARY}\deleted CANARY\deleted0  again", "shown again"),
        (rb"A{\field{\*\fldinst HYPERLINK CANARY}{\fldrslt link}}", "Alink"),
        (rb"A{\pict\bin7 }}}{{{x CANARY}b{\object CANARY}", "Ab"),
        (b"one\\\ntwo\\line three\nfour", "one\ntwo\nthreefour"),
        (rb"\trowd A\cell said\cell\row B\cell so\cell\row", "A\tsaid\nB\tso\n"),
    ],
)
def test_rtf_is_read_as_word_processors_write_it(body: bytes, text: str) -> None:
    assert read_transcript(RTF_FONTS + body + b"}", "t.rtf").text == text


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (
            "<p>A: one<br>two</p>\n<div>B: <i>th</i>ree   &amp; f&#246;ur</div>tail",
            "A: one\ntwo\nB: three & föur\ntail",
        ),
        ("<table><tr><td>A<td>said</tr><tr><th>B</th><td> so </td></tr></table>", "A\tsaid\nB\tso"),
        ("<script>CANARY</script><p hidden>CANARY</p>A: x<!-- CANARY --><style>CANARY</style>", "A: x"),
        ("<pre>A: one\n  two\nB: three</pre>", "A: one\n  two\nB: three"),
        ("<ul><li>A: one<li>B: two</ul>", "A: one\nB: two"),
    ],
)
def test_a_page_is_read_as_it_is_seen(body: str, text: str) -> None:
    assert read_transcript(page(body), "t.html").text == text


def test_a_page_says_its_charset_and_utf_8_is_utf_8_whatever_it_says() -> None:
    russian = "<p>Гуля: да</p>"
    named = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">'
    old = page(russian, named).decode().encode("cp1251")
    assert read_transcript(old, "t.html").text == "Гуля: да"
    assert read_transcript(page(russian, named), "t.htm").text == "Гуля: да"
    assert read_transcript(old, "t.html").warnings == ()


def test_captions_keep_who_speaks_and_lose_their_times() -> None:
    vtt = (
        "WEBVTT\n\n1\n00:01.000 --> 00:02.000\n<v Ana María: de la Cruz>One &amp;\ntwo\n\n"
        "00:02.000 --> 00:03.000\n<v Ana María: de la Cruz><c.red>three</c> <00:02.500>four\n\n"
        "00:03.000 --> 00:04.000\n<v Bo>Yes.</v> <v Ana María: de la Cruz>Note: no.\n"
    )
    found = read_transcript(vtt.encode(), "t.vtt")
    assert found.speakers == ("Ana María de la Cruz", "Bo")
    assert spoken(found) == [
        ("Ana María de la Cruz", "One & two\nthree four"),
        ("Bo", "Yes."),
        ("Ana María de la Cruz", "Note: no."),
    ]
    srt = "1\n00:00:01,0 --> 00:00:02,0\nA: one\nmore\n2\n00:00:02,0 --> 00:00:03,0\n{\\an8}B: two\nA: three\n"
    assert read_transcript(srt.encode(), "t.srt").text == "A: one more\nB: two\nA: three"


WORDS = st.text(st.characters(categories=["L", "M", "N", "So", "Po"], exclude_characters="\\"), min_size=1, max_size=12)
WRITERS: dict[str, Callable[[list[str]], bytes]] = {
    "docx": as_docx,
    "rtf": lambda lines: as_rtf(*lines),
}


@settings(max_examples=examples(8))
@given(st.lists(WORDS, min_size=1, max_size=20), st.sampled_from(sorted(WRITERS)))
def test_whatever_is_written_is_read_as_it_would_be_from_text(words: list[str], ending: str) -> None:
    lines = [f"A: {one}" for one in words]
    plain = read_transcript("\n".join(lines).encode(), "t.txt").text
    found = read_transcript(WRITERS[ending](lines), f"t.{ending}").text
    assert regex.split(r"\n+", found.strip()) == regex.split(r"\n+", plain.strip())

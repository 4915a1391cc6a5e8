r"""Transcripts as RTF: letters as \uN or in the charset of their font, without styles, pictures, notes and macros."""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

_TOKEN = regex.compile(
    rb"\\(?:(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?|'(?P<byte>[0-9a-fA-F]{2})|(?P<sign>[^a-zA-Z]))"
    rb"|(?P<brace>[{}])|[\r\n]+|(?P<plain>[^\\{}\r\n]+)"
)
_DEPTH_LIMIT = 500
_SIGN_WORDS = (
    *(b"emdash", b"endash", b"lquote", b"rquote", b"ldblquote", b"rdblquote", b"bullet", b"emspace", b"enspace"),
    *(b"zwj", b"zwnj", b"ltrmark", b"rtlmark"),
)
_WRITTEN = {
    **dict.fromkeys((b"par", b"line", b"sect", b"page", b"column", b"row", b"nestrow"), "\n"),
    **dict.fromkeys((b"tab", b"cell", b"nestcell"), "\t"),
    **dict(zip(_SIGN_WORDS, "—–‘’“”•  \u200d\u200c\u200e\u200f", strict=True)),
}
_SIGNS = {b"~": "\u00a0", b"_": "\u2011", b"\n": "\n", b"\r": "\n", b"\t": "\t"}
_LEFT_OUT = frozenset(
    b"colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf footnote "
    b"annotation fldinst listtable listoverridetable revtbl rsidtbl themedata datastore xmlnstbl filetbl".split()
)
_HIDDEN = frozenset({b"v", b"deleted"})
# Charsets of fonts, as Windows numbers them.
_CHARSETS = {
    number: name
    for numbers, names in (
        ((0, 77, 128, 129, 130, 134, 136), "cp1252 mac_roman cp932 cp949 johab cp936 cp950"),
        ((161, 162, 163, 177, 178, 186, 204), "cp1253 cp1254 cp1258 cp1255 cp1256 cp1257 cp1251"),
        ((222, 238, 255), "cp874 cp1250 cp437"),
    )
    for number, name in zip(numbers, names.split(), strict=True)
}
_BASES = {b"mac": "mac_roman", b"pc": "cp437", b"pca": "cp850"}


@dataclass(frozen=True, slots=True)
class _State:
    """What holds inside one group."""

    silent: bool = False
    hidden: bool = False
    fonts: bool = False
    skipped: int = 1
    font: int = -1


def read(content: bytes) -> Reading:
    """Return the text of a document; raise `InterviewRefused` for one that was cut short."""
    written = _Writer()
    at = 0
    while at < len(content):
        token = _TOKEN.match(content, at)
        if token is None or (at := written.take(token)) < 0:
            raise InterviewRefused(noted(Trouble.BROKEN))
    if written.depth:
        raise InterviewRefused(noted(Trouble.BROKEN))
    return written.reading()


class _Writer:
    def __init__(self) -> None:
        self._state, self._above = _State(), list[_State]()
        self._pieces: list[str] = []
        self._bytes = bytearray()
        self._skip = 0
        self._base, self._first_font = "cp1252", -1
        self._charsets: dict[int, str] = {}
        self._starred = False

    @property
    def depth(self) -> int:
        return len(self._above)

    def reading(self) -> Reading:
        self._settle()
        text = "".join(self._pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        notes: list[Noted] = []
        if "�" in text:
            line = text.count("\n", 0, text.index("�")) + 1
            notes.append(noted(Trouble.LETTERS_LOST, line, count=text.count("�")))
        return Reading(text, notes)

    def take(self, token: regex.Match[bytes]) -> int:
        """Take in one token; return where the next begins, -1 where there can be none."""
        if brace := token["brace"]:
            return token.end() if self._step(brace) else -1
        if word := token["word"]:
            return self._word(word, int(token["number"] or 0), token["number"] is not None, token.end())
        if token["byte"]:
            self._letters(bytes([int(token["byte"], 16)]))
        elif sign := token["sign"]:
            self._starred = sign == b"*"
            if sign in b"\\{}":
                self._letters(sign)
            elif sign in _SIGNS:
                self._write(_SIGNS[sign])
        elif plain := token["plain"]:
            self._letters(plain)
        return token.end()

    def _step(self, brace: bytes) -> bool:
        self._settle()
        self._skip, self._starred = 0, False
        if brace == b"{":
            self._above.append(self._state)
            return len(self._above) <= _DEPTH_LIMIT
        if self._above:
            self._state = self._above.pop()
            return True
        return False

    def _word(self, word: bytes, number: int, numbered: bool, end: int) -> int:
        starred, self._starred = self._starred, False
        if word == b"bin":
            return end + max(number, 0)
        if word == b"u":
            self._unicode(number)
        elif word in _WRITTEN:
            self._write(_WRITTEN[word])
        elif word in _LEFT_OUT or (starred and word not in (b"shptxt", b"shpinst")):
            self._state = replace(self._state, silent=True)
        elif word in _HIDDEN:
            self._settle()
            self._state = replace(self._state, hidden=not numbered or number != 0)
        else:
            self._charset_word(word, number)
        return end

    def _charset_word(self, word: bytes, number: int) -> None:
        if word == b"ansicpg":
            self._base = f"cp{number}"
        elif word in _BASES:
            self._base = _BASES[word]
        elif word == b"deff":
            self._first_font = number
        elif word == b"uc":
            self._state = replace(self._state, skipped=max(number, 0))
        elif word == b"fonttbl":
            self._state = replace(self._state, fonts=True)
        elif word == b"fcharset" and self._state.fonts:
            self._charsets[self._state.font] = _CHARSETS.get(number, "")
        elif word in (b"f", b"plain"):
            self._settle()
            self._state = replace(self._state, font=number if word == b"f" else self._first_font)

    def _unicode(self, number: int) -> None:
        self._skip = 0
        self._write(chr(number % 0x10000))
        self._skip = self._state.skipped

    def _write(self, text: str) -> None:
        if self._skip:
            self._skip -= 1
            return
        self._settle()
        if not (self._state.silent or self._state.hidden or self._state.fonts):
            self._pieces.append(text)

    def _letters(self, found: bytes) -> None:
        """Take bytes in the charset of their font, without the ones that stand in for a letter just written."""
        self._starred = False
        skipped = min(self._skip, len(found))
        self._skip -= skipped
        if not (self._state.silent or self._state.hidden or self._state.fonts):
            self._bytes += found[skipped:]

    def _settle(self) -> None:
        if not self._bytes:
            return
        charset = self._charsets.get(self._state.font) or self._base
        try:
            self._pieces.append(self._bytes.decode(charset, "replace"))
        except LookupError:
            self._pieces.append(self._bytes.decode("cp1252", "replace"))
        self._bytes.clear()

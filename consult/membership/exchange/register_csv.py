"""Registers as CSV: the charset and the delimiter are found out, and said when they were a guess."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import regex
from charset_normalizer import from_bytes

from consult.membership.exchange.names import known_names
from consult.membership.rules.columns import ALIASES, CoalitionName, known_count
from consult.membership.rules.given import Row, Sheet
from consult.membership.rules.troubles import Noted, Trouble, noted
from consult.membership.rules.words import fold

DELIMITERS = (",", ";", "\t", "|")
# In the order of trust where they tie.
CODEPAGES = ("cp1252", "cp1256", "cp1251", "cp1250", "cp1254", "mac_roman", "koi8_r", "cp850", "cp866")
_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SCRIPTS = tuple(regex.compile(rf"[\p{{{script}}}\p{{Inherited}}]+") for script in ("Latin", "Arabic", "Cyrillic"))
_CELLS = regex.compile(r"[,;|\t\r\n\"]+")
_ODD_CASE = regex.compile(r"\p{Ll}\p{Lu}")
_ODD = regex.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def read_csv(content: bytes, coalitions: Sequence[CoalitionName] = ()) -> Sheet:
    """Return the rows of a CSV file."""
    text, notes = decode(content)
    if text is None:
        return Sheet((), faults=tuple(notes))
    text, declared = _declared_delimiter(text)
    if not text.strip():
        return Sheet((), faults=(noted(0, Trouble.EMPTY_FILE),))
    delimiter = declared or _delimiter(text, coalitions)
    rows, faults, warnings = _parse(text, delimiter)
    first = 2 if declared else 1
    return Sheet(
        tuple(Row(number, cells) for number, cells in enumerate(rows, first)), tuple(faults), (*notes, *warnings)
    )


def decode(content: bytes) -> tuple[str | None, list[Noted]]:
    """Return the text of a file and what had to be assumed, or None and why there is none."""
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return _checked(content, charset, sure=True)
    if b"\x00" in content:
        wide = _wide(content)
        return _checked(content, wide, sure=False) if wide else (None, [noted(0, Trouble.NOT_A_TABLE)])
    try:
        return _with_losses(content.decode("utf-8"), [])
    except UnicodeDecodeError:
        return _checked(content, _codepage(content), sure=False)


def _checked(content: bytes, charset: str | None, *, sure: bool) -> tuple[str | None, list[Noted]]:
    try:
        text = content.decode(charset or "ascii")
    except (UnicodeError, LookupError):
        return None, [noted(0, Trouble.UNDECODABLE)]
    return _with_losses(text, [] if sure else [noted(0, Trouble.CHARSET_GUESSED, charset=charset or "")])


def _with_losses(text: str, notes: list[Noted]) -> tuple[str | None, list[Noted]]:
    if _ODD.search(text[:100_000]):
        return None, [noted(0, Trouble.NOT_A_TABLE)]
    if "�" in text:
        row = text.count("\n", 0, text.index("�")) + 1
        notes = [*notes, noted(row, Trouble.LETTERS_LOST, count=str(text.count("�")))]
    return text, notes


def _wide(content: bytes) -> str | None:
    """Return which UTF-16 a file without a mark is in: every other byte of its ASCII is zero."""
    sample = content[:20_000]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if max(even, odd) < len(sample) // 20 or len(content) % 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _codepage(content: bytes) -> str | None:
    """Return the charset in which most cells are known words, then in which most words look like words.

    charset-normalizer alone took an English register with three Arabic names for Russian, and French for Baltic: so
    what a register is sure to hold (headings, countries, languages) speaks first, and it is asked when nothing does.
    """
    sample = content[:200_000]
    weights = {charset: (_known(sample, charset), _plausible(sample, charset)) for charset in CODEPAGES}
    best = max(CODEPAGES, key=lambda charset: weights[charset])
    if weights[best] >= (1, 0.5) or weights[best][1] >= 0.8:
        return best
    guess = from_bytes(sample).best()
    if guess is None or guess.encoding in ("ascii", "utf_8"):
        return best if weights[best][1] >= 0.5 else None
    return best if weights[best][1] >= _plausible(sample, guess.encoding) else guess.encoding


def _known(content: bytes, charset: str) -> int:
    """Return how many cells beyond ASCII are headings, countries or languages we know."""
    names = known_names()
    cells = _CELLS.split(content.decode(charset, "replace"))
    folded = [fold(cell) for cell in cells if len(cell) < 60 and not cell.isascii()]
    return sum(cell in ALIASES or cell in names.countries or cell in names.languages for cell in folded)


def _plausible(content: bytes, charset: str) -> float:
    """Return the share of words beyond ASCII that are in one script, not in shuffled case, not mostly accents."""
    try:
        words = [word for word in _WORD.findall(content.decode(charset)) if not word.isascii()][:5000]
    except (UnicodeError, LookupError):
        return 0.0
    return sum(map(_is_word, words)) / len(words) if words else 0.5


def _is_word(word: str) -> bool:
    script = next((place for place, one in enumerate(_SCRIPTS) if one.fullmatch(word)), None)
    if script is None or _ODD_CASE.search(word):
        return False
    return script != 0 or len(word) < 3 or sum(not letter.isascii() for letter in word) * 2 <= len(word)


def _declared_delimiter(text: str) -> tuple[str, str]:
    """Return the text without Excel's own first line "sep=;", and what it declares."""
    first, _, rest = text.partition("\n")
    declared = regex.fullmatch(r"\"?sep=(.)\"?\r?", first, regex.I)
    return (rest, declared[1]) if declared else (text, "")


def _delimiter(text: str, coalitions: Sequence[CoalitionName]) -> str:
    """Return the delimiter under which the first rows announce the most columns, then the one that cuts most."""

    def weight(delimiter: str) -> tuple[int, int]:
        rows = _records(text[:50_000], delimiter)[:20]
        return max((known_count(row, coalitions) for row in rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=weight)


def _records(text: str, delimiter: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return []


def _parse(text: str, delimiter: str) -> tuple[list[tuple[str, ...]], list[Noted], list[Noted]]:
    rows: list[tuple[str, ...]] = []
    warnings: list[Noted] = []
    try:
        rows.extend(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return [], [noted(len(rows) + 1, Trouble.UNCLOSED_QUOTE)], []
        warnings.append(noted(len(rows) + 1, Trouble.LOOSE_QUOTES))
        rows.clear()
        try:
            rows.extend(map(tuple, csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
        except csv.Error:
            return [], [noted(len(rows) + 1, Trouble.BROKEN_ROW)], []
    return rows, [], warnings

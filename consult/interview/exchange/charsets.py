"""In which charset a text is written: what it says itself, what it can only be, what its words make likely.

A guess is said, and where no guess is good the text is refused: wrong letters are worse than none.
"""

from __future__ import annotations

import codecs

import regex

from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_CODEPAGES = ("cp1252", "cp1256", "cp1251", "cp1250", "cp1254", "mac_roman", "koi8_r", "cp850", "cp866")
_NEAR_WESTERN = frozenset({"cp1250", "cp1254"})
_WESTERN = regex.compile(r"[\x00-\x7f àâäãáåæçéèêëíìîïñóòôöõøœúùûüÿßÀÂÄÃÁÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜŸ’‘“”„–—…«»°ªº€¿¡§·]*")
_ODD = regex.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_NO_TEXT = regex.compile(r"[\p{Cc}\p{Cn}\p{Co}\p{Cs}--[\n\r\t\f]]", regex.V1)
_SAMPLE = 200_000

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_SCRIPTS = [regex.compile(rf"[\p{{{script}}}\p{{Inherited}}]+") for script in ("Latin", "Arabic", "Cyrillic")]
_ODD_BEGINNING = regex.compile(r"[€†‡‰‹¤¦©®°±¶™]\p{L}")  # where capital letters of another charset stood
_ODD_CASE = regex.compile(r"\p{Ll}\p{Lu}")
# The letters that make up half of any text in these scripts; a wrong charset puts others in their place.
_FREQUENT = {1: frozenset("الويمنرتبه"), 2: frozenset("оеаинтрслв")}
_SHARE = {1: 0.5, 2: 0.45}


def decoded(content: bytes, declared: str = "") -> tuple[str, list[Noted]]:
    """Return the text of a file and what had to be assumed; raise `InterviewRefused` where it is no text.

    `declared` is the charset a page or a message names; a text that is UTF-8 is UTF-8 whatever it names.
    """
    charset, sure = _charset(content, _known(declared))
    try:
        text = content.decode(charset)
    except (UnicodeError, LookupError) as found:
        raise InterviewRefused(noted(Trouble.UNDECODABLE)) from found
    if len(_ODD.findall(text[:_SAMPLE])) > len(text[:_SAMPLE]) // 1000:
        raise InterviewRefused(noted(Trouble.NOT_TEXT))
    notes = [] if sure else [noted(Trouble.CHARSET_GUESSED, charset=charset)]
    if "�" in text:
        line = text.count("\n", 0, text.index("�")) + 1
        notes.append(noted(Trouble.LETTERS_LOST, line, count=text.count("�")))
    return text, notes


def _known(declared: str) -> str:
    """Return a declared charset as it is called here, "" for none or an unknown one; Latin 1 means cp1252."""
    try:
        name = codecs.lookup(declared).name if declared else ""
    except LookupError:
        return ""
    return "cp1252" if name in ("iso8859-1", "ascii") else name


def _charset(content: bytes, declared: str) -> tuple[str, bool]:
    """Return the charset of a text, and whether the file itself says so."""
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return charset, True
    if wide := _wide(content):
        return wide, declared == wide
    if _decodes(content, "utf-8") and not (b"\x1b" in content and declared):
        return "utf-8", True
    if declared and _decodes(content, declared):
        return declared, True
    return _codepage(content[:_SAMPLE]), False


def _decodes(content: bytes, charset: str) -> bool:
    try:
        content.decode(charset)
    except (UnicodeError, LookupError):
        return False
    return True


def _wide(content: bytes) -> str | None:
    """Return which UTF-16 a file without a mark is in.

    Every other byte of its ASCII is zero; a text that has little but its line ends in ASCII must make sense besides.
    """
    sample = content[: _SAMPLE // 2 * 2]
    zeros = sample[::2].count(0), sample[1::2].count(0)
    charset = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    if max(zeros) > max(len(sample) // 20, 3):
        return charset
    if max(zeros) == 0 or min(zeros) > 0 or len(content) % 2 or _decodes(content, "utf-8"):
        return None
    return charset if _decodes(content, charset) and not _NO_TEXT.search(sample.decode(charset, "ignore")) else None


def _codepage(sample: bytes) -> str:
    """Return the old charset the words of a text are likeliest written in; raise where they stay unlikely.

    charset-normalizer knows whole sentences, where registers are read by their headings; but it takes Portuguese and
    English quotation marks for Central European: what is all Western letters is Western.
    """
    from charset_normalizer import from_bytes  # noqa: PLC0415 - slow to load, and most texts are UTF-8

    found = from_bytes(sample, cp_isolation=list(_CODEPAGES)).best()
    if found is None:
        raise InterviewRefused(noted(Trouble.UNDECODABLE))
    charset = str(found.encoding)
    if charset in _NEAR_WESTERN and _WESTERN.fullmatch(sample.decode("cp1252", "replace")):
        charset = "cp1252"
    if not _reads_like_words(sample.decode(charset, "replace")):
        raise InterviewRefused(noted(Trouble.UNDECODABLE))
    return charset


def _reads_like_words(text: str) -> bool:
    """Tell whether nearly all words beyond ASCII are words of one script, in the letters that script mostly uses.

    Hebrew read as Cyrillic is whole words too, but not of о, е, а, и and н.
    """
    words = [word for word in _WORD.findall(text) if not word.isascii()][:5000]
    if not words or "�" in text or len(_ODD_BEGINNING.findall(text)) * 50 > len(words):
        return False
    scripts = [_script(word) for word in words]
    if sum(script is not None for script in scripts) < 0.8 * len(words):
        return False
    for script, frequent in _FREQUENT.items():
        letters = "".join(word for word, of in zip(words, scripts, strict=True) if of == script).lower()
        if letters and sum(letter in frequent for letter in letters) < _SHARE[script] * len(letters):
            return False
    return True


def _script(word: str) -> int | None:
    """Return the script a word is written in, None where its case is shuffled or it is mostly accents."""
    script = next((place for place, one in enumerate(_SCRIPTS) if one.fullmatch(word)), None)
    if script is None or _ODD_CASE.search(word):
        return None
    accented = script == 0 and len(word) > 3 and sum(not letter.isascii() for letter in word) * 2 > len(word)
    return None if accented else script

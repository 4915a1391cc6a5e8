"""Transcripts as plain text: the charset is found out, and said when it was a guess."""

from __future__ import annotations

import regex
from charset_normalizer import from_bytes

from consult.interview.rules.troubles import InterviewRefused, Noted, Trouble, noted
from consult.membership.exchange.register_csv import CODEPAGES

_BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_NEAR_WESTERN = frozenset({"cp1250", "cp1254"})
_WESTERN = regex.compile(r"[\x00-\x7f àâäãáåæçéèêëíìîïñóòôöõøœúùûüÿßÀÂÄÃÁÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜŸ’‘“”„–—…«»°ªº€¿¡§·]*")
_ODD = regex.compile(r"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
_SAMPLE = 200_000


def read_txt(content: bytes) -> tuple[str, list[Noted]]:
    """Return the text of a file and what had to be assumed; raise `InterviewRefused` where it is no text."""
    charset, sure = _charset(content)
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


def _charset(content: bytes) -> tuple[str, bool]:
    """Return the charset of a text, and whether the file itself says so."""
    for mark, charset in _BOMS:
        if content.startswith(mark):
            return charset, True
    sample = content[:_SAMPLE]
    zeros = sample[::2].count(0), sample[1::2].count(0)
    if max(zeros) > max(len(sample) // 20, 3):
        return ("utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"), False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return _codepage(sample), False
    return "utf-8", True


def _codepage(sample: bytes) -> str:
    """Return the old charset the words of a text are likeliest written in.

    charset-normalizer knows whole sentences, where registers are read by their headings; but it takes Portuguese and
    English quotation marks for Central European: what is all Western letters is Western.
    """
    found = from_bytes(sample, cp_isolation=list(CODEPAGES)).best()
    if found is None:
        raise InterviewRefused(noted(Trouble.UNDECODABLE))
    if found.encoding in _NEAR_WESTERN and _WESTERN.fullmatch(sample.decode("cp1252", "replace")):
        return "cp1252"
    return str(found.encoding)

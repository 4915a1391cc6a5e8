"""Subtitles (SRT, WebVTT): the words without their times; who speaks, where the file says it."""

from __future__ import annotations

import html
from collections.abc import Iterator

import regex

from consult.interview.exchange.charsets import decoded
from consult.interview.exchange.reading import Reading
from consult.interview.rules.troubles import InterviewRefused, Trouble, noted

SPEAKERS_AT_MOST = 500
_TIMES = regex.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s*-->\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}")
_NOTES = regex.compile(r"^(?:NOTE|STYLE|REGION|WEBVTT)(?:\s|$)")
_VOICE = regex.compile(r"<v(?:\.[^\s>]*)?\s+([^>\n]{1,200})>")
_TAG = regex.compile(r"</?(?:[a-zA-Z][^<>\n]{0,200}|\d[\d:.]{0,20})?>|\{\\[^{}\n]{0,100}\}")
_NOT_IN_A_LABEL = regex.compile(r"[:：﹕꞉∶፦፥፡៖؛\[\]【】\s]+")
_LABELLED = regex.compile(r"^\s*(?:[-–—>]|[^:：\n]{1,60}[:：])")


def read(content: bytes) -> Reading:
    """Return the words of each cue; consecutive cues of one marked speaker are one turn."""
    text, notes = decoded(content)
    blocks = regex.split(r"\n[^\S\n]*\n+", regex.sub(r"\r\n?", "\n", text).strip("\ufeff\n "))
    cues = [cue for block in blocks for cue in _cues(block)]
    if not cues:
        raise InterviewRefused(noted(Trouble.EMPTY_FILE if not text.strip("\ufeff \r\n\t") else Trouble.NOT_TEXT))
    speakers = tuple(dict.fromkeys(name for name, _words in cues if name))
    if len(speakers) > SPEAKERS_AT_MOST:
        raise InterviewRefused(noted(Trouble.TOO_MANY_SPEAKERS, count=len(speakers), limit=SPEAKERS_AT_MOST))
    return Reading("\n".join(_lines(cues)), notes, speakers)


def _cues(block: str) -> Iterator[tuple[str, str]]:
    """Yield (speaker or "", words) of the cue in a block; a broken file has several without a blank line between."""
    lines = block.split("\n")
    starts = [at for at, line in enumerate(lines) if _TIMES.match(line)]
    if not starts or (_NOTES.match(lines[0]) and starts[0] > 1):
        return
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        words = lines[start + 1 : end]
        if end < len(lines) and words and words[-1].strip().isdigit():
            words.pop()  # the number of the next cue
        yield from _voices("\n".join(words))


def _voices(words: str) -> Iterator[tuple[str, str]]:
    """Yield what each marked voice says, and before it what nobody is marked for."""
    speaker, at = "", 0
    for voice in _VOICE.finditer(words):
        yield from _said(speaker, words[at : voice.start()])
        speaker, at = _label(voice[1]), voice.end()
    yield from _said(speaker, words[at:])


def _said(speaker: str, words: str) -> Iterator[tuple[str, str]]:
    plain = html.unescape(_TAG.sub("", words)).strip()
    if plain:
        yield speaker, _unwrapped(plain)


def _label(raw: str) -> str:
    return _NOT_IN_A_LABEL.sub(" ", html.unescape(raw)).strip()[:60].strip()


def _unwrapped(words: str) -> str:
    """Return the lines of a cue as one, but for those on which another begins to speak."""
    whole = ""
    for line in filter(None, map(str.strip, words.split("\n"))):
        whole += ("\n" if _LABELLED.match(line) else " ") + line if whole else line
    return whole


def _lines(cues: list[tuple[str, str]]) -> Iterator[str]:
    before = ""
    for speaker, words in cues:
        yield f"{speaker}: {words}" if speaker and speaker != before else words
        before = speaker

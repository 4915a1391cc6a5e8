"""Threads of mail: a turn per message, whoever quotes whom, in the order in which they stand in the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import regex

_FROM = "from|de|von|от|من|发件人|寄件者|प्रेषक"
_OTHERS = (
    "to|cc|date|sent|subject|à|a|objet|envoyé|para|fecha|enviado|asunto|data|assunto|an|datum|gesendet|betreff|"
    "кому|копия|дата|отправлено|тема|إلى|الى|نسخة|التاريخ|تاريخ|الموضوع|收件人|抄送|日期|发送时间|主题|विषय|दिनांक"
)
_HEADER = regex.compile(
    rf"[*_]*(?P<name>{_FROM}|{_OTHERS})[*_]*\s*[:：][*_]*\s*(?P<value>.*)",
    regex.I,
)
_IS_FROM = regex.compile(_FROM, regex.I)
_WROTE = r"wrote|a écrit|escribió|escreveu|написал(?:\(а\)|а)?|пишет|كتب(?:ت)?|schrieb|写道|寫道|ने लिखा"
_SAYS_WROTE = regex.compile(rf"(?P<before>.*?)\b(?:{_WROTE})(?P<after>[^:：]{{0,80}})[:：]\s*", regex.I | regex.S)
_MAY_BE_MAIL = regex.compile(rf"^[> \t]*[*_]*(?:{_FROM})[*_]*[ \t\u00a0\u202f]*[:：]|\b(?:{_WROTE})", regex.I | regex.M)
_HEADERS_AT_MOST = 15
_DATED = regex.compile(r"\p{N}")
_NO_NAME = regex.compile(
    r"^(?:am|pm|a\.m\.|p\.m\.|at|à|on|le|el|em|в|в\s|am|um|uhr|г\.|года|في|utc|gmt|[^\p{L}]*)$", regex.I
)
_RULE = regex.compile(r"[-_=]{3,}.*[-_=]{2,}|[-_=]{5,}")
_QUOTED = regex.compile(r"(?:>[^\S\n]?)+")
_ADDRESS = regex.compile(r"[<(\[]*(?:mailto:)?([^\s<>()\[\],;:]+)@[^\s<>()\[\],;]+[>)\]]*")


@dataclass(slots=True)
class Message:
    """What one person wrote in one go."""

    sender: str
    sent: str
    line: int
    depth: int = 0
    lines: list[str] = field(default_factory=list)


def is_thread(text: str) -> bool:
    """Tell whether a text is mail: a block of headers with a sender, or quoted lines under "… wrote:"."""
    if not _MAY_BE_MAIL.search(text):
        return False  # most transcripts: their lines need not be looked at one by one
    lines = text.split("\n")
    return any(_headers_at(lines, at) or _attribution_at(lines, at, quoted=True) for at in range(len(lines)))


def messages(text: str) -> tuple[list[Message], list[str]]:
    """Return the messages of a thread, and the lines that no sender is named for."""
    lines = text.split("\n")
    senders: dict[int, tuple[str, str]] = {}
    found: list[Message] = []
    nobodys: list[str] = []
    at = 0
    while at < len(lines):
        depth, content = _depth(lines[at])
        if header := _headers_at(lines, at):
            senders[depth] = (header.sender, header.sent)
            found.append(Message(*senders[depth], at + 1, depth))
            at += header.length
        elif attribution := _attribution_at(lines, at, quoted=False):
            below = depth + 1 if _next_depth(lines, at + attribution.length) > depth else depth
            senders[below] = (attribution.sender, attribution.sent)
            found.append(Message(*senders[below], at + 1, below))
            at += attribution.length
        else:
            if not _RULE.fullmatch(content.strip()):
                _write(found, nobodys, senders.get(depth), (at + 1, content, depth))
            at += 1
    return _once([message for message in found if any(line.strip() for line in message.lines)]), nobodys


def _once(found: list[Message]) -> list[Message]:
    """Return the messages without those that only repeat what stands elsewhere, quoted less deeply or before it.

    A thread whose mails each carry the older ones below holds each of them many times over.
    """
    texts = [" ".join(" ".join(message.lines).split()) for message in found]
    order = sorted(range(len(found)), key=lambda at: (found[at].depth, at))
    first: dict[tuple[str, str], int] = {}
    whole: dict[str, str] = {}  # what each sender wrote in mails less deeply quoted
    level: dict[str, list[str]] = {}
    depth, kept = 0, []
    for at in order:
        message, text = found[at], texts[at]
        if message.depth != depth:
            for sender, said in level.items():
                whole[sender] = "\n".join([whole.get(sender, ""), *said])
            depth, level = message.depth, {}
        if first.setdefault((message.sender, text), at) != at or text in whole.get(message.sender, ""):
            continue
        level.setdefault(message.sender, []).append(text)
        kept.append(at)
    return [found[at] for at in sorted(kept)]


def _write(
    found: list[Message], nobodys: list[str], sender: tuple[str, str] | None, line: tuple[int, str, int]
) -> None:
    """Give a line to whoever wrote at its depth; a change of depth is a change of writer."""
    number, content, depth = line
    if not content.strip():
        if found:
            found[-1].lines.append("")
    elif sender is None:
        nobodys.append(content)
    elif found and (found[-1].sender, found[-1].sent) == sender:
        found[-1].lines.append(content)
    else:
        found.append(Message(*sender, number, depth, [content]))


@dataclass(frozen=True, slots=True)
class _Head:
    sender: str
    sent: str
    length: int


def _headers_at(lines: list[str], at: int) -> _Head | None:
    """Return the block of headers that begins at a line, if one does: a sender and at least one header more."""
    names: dict[str, str] = {}
    end = at
    while end < min(len(lines), at + _HEADERS_AT_MOST):
        found = _HEADER.fullmatch(_depth(lines[end])[1].strip())
        if found is None or found["name"].casefold() in names:
            break
        names[found["name"].casefold()] = found["value"]
        end += 1
    first = next((value for name, value in names.items() if _IS_FROM.fullmatch(name)), None)
    if first is None or len(names) < 2:
        return None
    dates = ("date", "sent", "envoyé", "fecha", "enviado", "data", "дата", "отправлено", "التاريخ", "تاريخ", "日期")
    return _Head(_name(first), next((names[name] for name in dates if name in names), ""), end - at)


def _attribution_at(lines: list[str], at: int, *, quoted: bool) -> _Head | None:
    """Return who is quoted from here on: "On 3 March Ana wrote:", on one line or broken into two."""
    depth, first = _depth(lines[at])
    if not _DATED.search(first):
        return None
    for length in (1, 2):
        text = " ".join(_depth(line)[1].strip() for line in lines[at : at + length])
        if len(text) < 250 and (found := _SAYS_WROTE.fullmatch(text)):
            sender = _name_in(found["before"], found["after"])
            if sender and (not quoted or _next_depth(lines, at + length) > depth):
                return _Head(sender, "", length)
    return None


def _name_in(before: str, after: str) -> str:
    """Return the name in an attribution: what follows the verb (Arabic), else what follows the date before it."""
    if regex.search(r"\p{L}", _ADDRESS.sub("", after)):
        return _name(after)
    words: list[str] = []
    for word in reversed(_ADDRESS.sub(" ", before).split()):
        if _DATED.search(word) or _NO_NAME.match(word.strip(",،")):
            break
        words.insert(0, word.strip(",،"))
    return " ".join(words) or _name(before)


def _name(value: str) -> str:
    """Return the name in "Ana Lopes <ana@place.org>", the part before the @ where there is nothing else."""
    name = _ADDRESS.sub("", value).strip(" \t\"'“”*_,;")
    if name:
        return name[:60]
    address = _ADDRESS.search(value)
    return address[1][:60] if address else ""


def _depth(line: str) -> tuple[int, str]:
    """Return how deep a line is quoted, and the line itself."""
    found = _QUOTED.match(line.lstrip())
    return (found[0].count(">"), line.lstrip()[found.end() :]) if found else (0, line)


def _next_depth(lines: list[str], at: int) -> int:
    following: Iterator[str] = (line for line in lines[at : at + 5] if line.strip())
    return _depth(next(following, ""))[0]

"""What was said in the demonstration: interviews and open answers in their own languages, with two coders' readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from consult.collection.rules import Unit

FOLDER = "voices"
LARGE = "T08"
"""The interview in which the one large organisation of coalition B speaks."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One code one coder gave: to a quote of the passage, or ("") to the whole of it."""

    code: str
    quote: str = ""
    stance: str = "none"
    option: str = ""
    aspect: str = ""
    about: str = ""

    def stretch(self, text: str) -> tuple[int, int]:
        """Return where in `text` the quote stands, in code points, end exclusive."""
        if not self.quote:
            return 0, len(text)
        start = text.index(self.quote)
        return start, start + len(self.quote)


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenTurn:
    """One turn. `second` is what the second coder made of it; None where nobody read it twice."""

    who: str
    text: str
    items: tuple[str, ...]
    language: str
    translation: str
    withdrawn: bool
    first: tuple[Reading, ...]
    second: tuple[Reading, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody who speaks. `region` and `kind` choose the member organisation; both "" for whoever speaks for none."""

    label: str
    role: str
    quoting: str
    member: bool
    region: str
    kind: str
    position: str
    hides_region: bool
    withdraws: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One interview or focus group."""

    label: str
    marks: tuple[str, ...]
    kind: str
    mode: str
    language: str
    day: int
    ties: str
    recall_period: str
    recall_confirmed: bool | None
    speakers: tuple[Speaker, ...]
    turns: tuple[SpokenTurn, ...]

    @property
    def double(self) -> bool:
        """Whether a second coder reads it."""
        return any(turn.second is not None for turn in self.turns)

    def language_of(self, speaker: Speaker) -> str:
        """Return the language somebody speaks in."""
        return next((turn.language for turn in self.turns if turn.who == speaker.label), self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSaying:
    """An open answer; `region` and `kind` only where they matter to the words."""

    part: str
    language: str
    unit: Unit
    region: str
    kind: str
    quoting: str
    text: str
    translation: str
    first: tuple[Reading, ...]
    second: tuple[Reading, ...] | None


@dataclass(frozen=True, slots=True)
class AddedCode:
    """A code that was added to the starter codebook while coding, with the reason; texts per language."""

    key: str
    name: Mapping[str, str]
    use_when: Mapping[str, str]
    not_when: Mapping[str, str]
    example: Mapping[str, str]
    shortcut: str
    reason: str


@dataclass(frozen=True, slots=True)
class Note:
    """A memo a coder wrote while reading a conversation: `about` it, the whole project, or a code."""

    mark: str
    label: str
    about: str
    text: str
    code: str = ""


def _load(name: str) -> Any:  # Any: each reader below gives its part a type
    text = (files("consult.demo") / "data" / FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


@cache
def conversations() -> tuple[Conversation, ...]:
    """Return every interview and the focus group, in the order of their labels."""
    names = sorted(
        path.name.removesuffix(".yaml")
        for path in (files("consult.demo") / "data" / FOLDER).iterdir()
        if path.name.removesuffix(".yaml").isupper()
    )
    return tuple(_conversation(name, _load(name)) for name in names)


@cache
def open_sayings(mark: str) -> tuple[OpenSaying, ...]:
    """Return the open answers of one coalition."""
    return tuple(_saying(given) for given in _load(f"answers-{mark}"))


@cache
def added_codes() -> tuple[AddedCode, ...]:
    """Return the codes nobody foresaw."""
    return tuple(AddedCode(key, **given) for key, given in _load("codes").items())


@cache
def summaries() -> Mapping[tuple[str, str], Mapping[str, str]]:
    """Return {(coalition, conversation): {code: what its coder summed up under it}}."""
    return {(one["mark"], one["label"]): one["texts"] for one in _load("notes")["summaries"]}


@cache
def notes() -> tuple[Note, ...]:
    """Return the memos of the coders."""
    return tuple(Note(**one) for one in _load("notes")["memos"])


def _readings(given: Sequence[Mapping[str, str]] | None) -> tuple[Reading, ...]:
    return tuple(Reading(**one) for one in given or ())


def _second(given: Mapping[str, Any], *, double: bool) -> tuple[Reading, ...] | None:
    return _readings(given.get("second")) if double else None


def _conversation(label: str, given: Mapping[str, Any]) -> Conversation:
    recall = given.get("recall") or {}
    interviewees = {one["label"] for one in given["participants"] if one["role"] == "interviewee"}
    double = any("second" in turn for turn in given["turns"])
    turns = [
        SpokenTurn(
            who=turn["who"],
            text=turn["text"].strip(),
            items=tuple(turn.get("items", ())),
            language=turn.get("language", given["language"]),
            translation=turn.get("en", "").strip(),
            withdrawn=bool(turn.get("withdrawn")),
            first=_readings(turn.get("codings")),
            second=_second(turn, double=double and turn["who"] in interviewees),
        )
        for turn in given["turns"]
    ]
    return Conversation(
        label=label,
        marks=tuple(given["strands"]),
        kind=given["kind"],
        mode=given["mode"],
        language=given["language"],
        day=given["day"],
        ties=given["ties"].strip(),
        recall_period=recall.get("period", ""),
        recall_confirmed=recall.get("confirmed"),
        speakers=tuple(_speaker(one) for one in given["participants"]),
        turns=tuple(turns),
    )


def _speaker(given: Mapping[str, Any]) -> Speaker:
    member = given.get("member")
    return Speaker(
        label=given["label"],
        role=given["role"],
        quoting=given.get("quoting", "none"),
        member=member is not None,
        region=(member or {}).get("region", ""),
        kind=(member or {}).get("kind", ""),
        position="" if member else given.get("position", ""),
        hides_region=bool(given.get("hides_region")),
        withdraws=bool(given.get("withdraws")),
    )


def _saying(given: Mapping[str, Any]) -> OpenSaying:
    return OpenSaying(
        part=given["part"],
        language=given["language"],
        unit=Unit(given["unit"]),
        region=given.get("region", ""),
        kind=given.get("kind", ""),
        quoting=given["quoting"],
        text=given["text"].strip(),
        translation=given.get("en", "").strip(),
        first=_readings(given.get("codings")),
        second=_second(given, double="second" in given),
    )

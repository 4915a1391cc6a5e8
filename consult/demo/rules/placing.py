"""Which member organisation says what: interviews first, then open answers, so that no theme hangs on a few of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from consult.collection.rules import QUOTING_PART, Unit
from consult.demo.rules.register import DemoOrganisation
from consult.demo.rules.sources import SEED
from consult.demo.rules.voices import LARGE, Conversation, OpenSaying, conversations, open_sayings

if TYPE_CHECKING:
    from consult.demo.rules.answers import DemoAnswer

SHORT_FORM = ("F6.text", "J3.text")
STRICTNESS = ("none", "member_only", "region_and_kind")


class NobodyToSayItError(ValueError):
    """No organisation of the register fits what somebody says."""


def place_speakers(register: Sequence[DemoOrganisation]) -> dict[tuple[str, str], DemoOrganisation]:
    """Return the organisation of every speaker who is a member, by (conversation, label): a different one for each.

    Whoever must be of a certain kind chooses before those who may be of any.
    """
    placed: dict[tuple[str, str], DemoOrganisation] = {}
    wanted = [(one, speaker) for one in conversations() for speaker in one.speakers if speaker.member]
    for one, speaker in sorted(wanted, key=lambda pair: (not pair[1].kind, pair[0].label, pair[1].label)):
        language = one.language_of(speaker)
        fitting = [
            member
            for member in register
            if all(member.answers_in(mark) for mark in one.marks)
            and member.language == language
            and member.region.value == speaker.region
            and speaker.kind in ("", member.kind.value)
            and member.large is (one.label == LARGE)
            and member not in placed.values()
        ]
        if not fitting:
            raise NobodyToSayItError(f"{one.label}: {speaker.label}")
        placed[one.label, speaker.label] = fitting[0]
    return placed


def already_said(register: Sequence[DemoOrganisation], mark: str) -> dict[str, set[str]]:
    """Return {organisation: the themes it raises in interviews of one coalition}."""
    said: dict[str, set[str]] = {}
    for (label, who), member in place_speakers(register).items():
        one = _named(label)
        if mark in one.marks:
            codes = {reading.code for turn in one.turns if turn.who == who for reading in turn.first}
            said.setdefault(member.key, set()).update(codes)
    return said


def _named(label: str) -> Conversation:
    return next(one for one in conversations() if one.label == label)


def place_sayings(mark: str, answers: Iterable[DemoAnswer], said: Mapping[str, set[str]]) -> list[DemoAnswer]:
    """Give every open answer of a coalition to somebody who fits it, first to those who said nothing like it yet."""
    chance = Random(f"{SEED} sayings {mark}")  # noqa: S311 - invented data, to be the same on every machine
    given = list(answers)
    themes = {key: set(codes) for key, codes in said.items()}
    for one in sorted(open_sayings(mark), key=lambda saying: (not saying.kind, not saying.region)):
        places = [at for at, answer in enumerate(given) if _fits(answer, one)]
        if not places:
            raise NobodyToSayItError(f"{mark} {one.part} {one.language}: {one.text[:40]}")
        codes = {reading.code for reading in one.first}

        def costs(at: int, codes: set[str] = codes) -> tuple[int, int, float]:
            answer = given[at]
            key = answer.organisation if answer.unit is Unit.ORGANISATION else str(at)
            return len(codes & themes.get(key, set())), len(answer.words), chance.random()

        at = min(places, key=costs)
        key = given[at].organisation if one.unit is Unit.ORGANISATION else str(at)
        themes.setdefault(key, set()).update(codes)
        given[at] = _with(given[at], one)
    return given


def _fits(answer: DemoAnswer, one: OpenSaying) -> bool:
    return (
        answer.unit is one.unit
        and answer.language == one.language
        and one.part not in answer.words
        and one.region in ("", answer.region.value)
        and one.kind in ("", answer.document.get("A1"))
        and (not answer.short or one.part in SHORT_FORM)
    )


def _with(answer: DemoAnswer, one: OpenSaying) -> DemoAnswer:
    """Return the answer with the words; of two wishes about quoting the stricter stands."""
    before = str(answer.document.get(QUOTING_PART, one.quoting))
    document = {**answer.document, QUOTING_PART: min(before, one.quoting, key=STRICTNESS.index)}
    if one.part == "J3.text" and one.quoting != "none":
        document["J3.aloud"] = True
    return replace(answer, document=document, words={**answer.words, one.part: one.text})

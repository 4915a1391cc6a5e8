"""A transcript and its translation on the way in: what was found, what is wrong, what should be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from consult.interview.rules.aligning import misaligned
from consult.interview.rules.given import NewTurn
from consult.interview.rules.speaking import Speech, SpokenTurn, read_speech
from consult.interview.rules.troubles import Noted, Trouble, noted

FEW_TURNS = 4
"""In a conversation this short everybody may speak only once."""

TURN_LIMIT = 3_000
"""A day's meeting has some hundreds; more are several conversations, or no conversation."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transcript read, with its translation turn by turn (none: "")."""

    speech: Speech
    translations: tuple[str, ...] = ()
    faults: tuple[Noted, ...] = ()
    warnings: tuple[Noted, ...] = ()

    def turns(self, translation_language: str) -> tuple[NewTurn, ...]:
        """Return the turns as they are handed in."""
        texts = self.translations or ("",) * len(self.speech.turns)
        return tuple(
            NewTurn(
                pseudonym=turn.speaker,
                text=turn.text,
                translations={translation_language: text} if text else {},
            )
            for turn, text in zip(self.speech.turns, texts, strict=True)
        )


def prepare(text: str, translation: str = "", *, also: Collection[str] = (), never: Collection[str] = ()) -> Prepared:
    """Return what a transcript holds; `also` and `never` are labels people settled themselves."""
    speech = read_speech(text, also=also, never=never)
    if not speech.turns:
        return Prepared(speech, faults=(noted(Trouble.NO_TURNS),), warnings=tuple(_warnings(speech)))
    if many := too_many(len(speech.turns)):
        return Prepared(Speech(()), faults=(many,))
    translated, faults = _translated(speech.turns, translation) if translation.strip() else ((), ())
    return Prepared(speech, translated, faults, tuple(_warnings(speech)))


def too_many(turn_count: int) -> Noted | None:
    """Return the fault of more turns than are taken in at once."""
    return noted(Trouble.TOO_MANY_TURNS, count=turn_count, limit=TURN_LIMIT) if turn_count > TURN_LIMIT else None


def _warnings(speech: Speech) -> Iterator[Noted]:
    if speech.nobodys:
        yield noted(Trouble.BEFORE_FIRST, 1, words=" ".join(speech.nobodys.split()))
    yield from (noted(Trouble.DOUBTFUL_LABEL, doubt.line, label=doubt.label) for doubt in speech.doubts)
    if len(speech.turns) > FEW_TURNS and not speech.thread:
        lines = {turn.speaker: turn.line for turn in speech.turns}
        once = (name for name, count in speech.speakers.items() if count == 1)
        yield from (noted(Trouble.SPEAKS_ONCE, lines[name], speaker=name) for name in once)


def _translated(original: tuple[SpokenTurn, ...], translation: str) -> tuple[tuple[str, ...], tuple[Noted, ...]]:
    """Return the translation of each turn, or where it leaves its original."""
    other = read_speech(translation)
    found = misaligned(original, other.turns)
    if found:
        again = read_speech(translation, never=[name for name, count in other.speakers.items() if count == 1])
        if misaligned(original, again.turns) is None:
            other, found = again, None
    if found is None:
        return tuple(turn.text for turn in other.turns), ()
    one, other_one = found.original_speaker, found.translation_speaker
    fault = noted(
        Trouble.MISALIGNED_SPEAKER if one and other_one else Trouble.MISALIGNED_COUNT,
        original=found.original_count,
        translation=found.translation_count,
        turn=found.turn,
        speaker=one or other_one,
        other=other_one,
    )
    return (), (fault,)

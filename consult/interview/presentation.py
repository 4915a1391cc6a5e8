"""What the pages of interviews show: who was heard, turns in their languages, consent in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _

from consult.collection.labels import DISPOSITIONS
from consult.collection.queries import CoverageView
from consult.instrument.rules import Compiled
from consult.instrument.rules.structure import Item, Short
from consult.interview.labels import KINDS, MODES, NOT_SHOWN_WORDS, PLAN_STATES, QUOTING, REDACTIONS, ROLES, opened
from consult.interview.queries import InterviewView, ParticipantView, RedactionView, Tally, TurnView
from consult.interview.queries.plans import PlannedPersonView, PlanView
from consult.interview.queries.returns import ReturnedTurn, VersionView
from consult.interview.rules import NOT_SHOWN, Quoting, SpeakerRole
from consult.interview.rules.following import Moved, pieces
from consult.interview.rules.planning import CAN_BE_TAKEN_IN, PlanState
from consult.interview.rules.redacting import ORIGINAL, Redacted, cut
from consult.interview.rules.returning import seen
from consult.membership.labels import KINDS as ORGANISATION_KINDS
from consult.membership.labels import REGIONS, language_name
from consult.shared.wording import Language, language

_REGIONS: Mapping[str, LazyString] = {code.value: words for code, words in REGIONS.items()}
_ORGANISATION_KINDS: Mapping[str, LazyString] = {code.value: words for code, words in ORGANISATION_KINDS.items()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A few words with a colour: ok, warn, bad or nothing."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewLine:
    """One interview in the list."""

    view: InterviewView
    kind: str
    mode: str
    language: str
    speakers: tuple[tuple[str, int], ...]
    consent: tuple[Mark, ...]
    tally: Tally
    item_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """The interviews of a strand, and what they come to."""

    lines: tuple[InterviewLine, ...]
    speaker_count: int
    turn_count: int
    items: tuple[str, ...]
    silent_items: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerLine:
    """One speaker on the page of an interview."""

    view: ParticipantView
    role: str
    described: str
    language: str
    consent: tuple[Mark, ...]
    turn_count: int
    interviewed: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words in their language and direction; `pieces` with what is marked in them, in words ("" for nothing)."""

    language: Language
    text: str
    name: str = ""
    pieces: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnLine:
    """One turn on the page of an interview."""

    view: TurnView
    asks: bool
    said: Spoken
    translations: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class MarkLine:
    """One mark of a turn, to be taken away again: the words it covers and what they are."""

    id: str
    words: Spoken
    kind: str


@dataclass(frozen=True, slots=True)
class ItemChoice:
    """An item a turn can be about, in words."""

    code: str
    text: str
    language: str
    chosen: bool


def heard(views: Sequence[InterviewView], tallies: Mapping[str, Tally], asked: Sequence[str]) -> Heard:
    """Return the list of a strand's interviews; `asked` are the items a conversation can cover."""
    lines = tuple(_line(view, tallies.get(view.id, Tally(0, 0, ())), asked) for view in views)
    covered = {item for line in lines for item in line.tally.items}
    return Heard(
        lines=lines,
        speaker_count=sum(len(_standing(line.view)) for line in lines),
        turn_count=sum(line.tally.turn_count - line.tally.withdrawn_count for line in lines),
        items=tuple(item for item in asked if item in covered),
        silent_items=tuple(item for item in asked if item not in covered),
    )


def _line(view: InterviewView, tally: Tally, asked: Sequence[str]) -> InterviewLine:
    return InterviewLine(
        view=view,
        kind=str(KINDS[view.kind]),
        mode=str(MODES[view.mode]),
        language=language_name(view.language),
        speakers=tuple(Counter(described(person) for person in _standing(view)).most_common()),
        consent=consent_of(view),
        tally=tally,
        item_count=len(set(tally.items) & set(asked)),
    )


def _standing(view: InterviewView) -> list[ParticipantView]:
    return [p for p in view.participants if p.role is SpeakerRole.INTERVIEWEE and p.withdrawn_on is None]


def consent_of(view: InterviewView) -> tuple[Mark, ...]:
    """Return the state of consent at a glance: how many can be quoted, how many cannot, who withdrew."""
    standing = _standing(view)
    quoted = sum(person.quoting is not Quoting.NONE for person in standing)
    silent = len(standing) - quoted
    gone = sum(person.withdrawn_on is not None for person in view.participants)
    found = []
    if quoted:
        found.append(Mark(ngettext("%(num)s can be quoted", "%(num)s can be quoted", quoted), "ok"))
    if silent:
        found.append(Mark(ngettext("%(num)s not quoted", "%(num)s not quoted", silent)))
    if gone:
        found.append(Mark(ngettext("%(num)s withdrew", "%(num)s withdrew", gone), "warn"))
    return tuple(found)


def described(person: ParticipantView) -> str:
    """Return what is said of somebody beside their pseudonym: region and kind, or what else they are."""
    if person.position:
        return person.position
    region = NOT_SHOWN_WORDS if person.region == NOT_SHOWN else _REGIONS.get(person.region, "")
    kind = _ORGANISATION_KINDS.get(person.kind, "")
    return " · ".join(str(words) for words in (region, kind) if words)


def speakers_of(view: InterviewView, turns: Iterable[TurnView]) -> tuple[SpeakerLine, ...]:
    """Return everybody who speaks, whoever was interviewed first."""
    said: dict[str, int] = {}
    for turn in turns:
        said[turn.participant.id] = said.get(turn.participant.id, 0) + (turn.withdrawn_on is None)
    lines = [
        SpeakerLine(
            view=person,
            role=str(ROLES[person.role]),
            described=described(person),
            language=language_name(person.language) if person.language else "",
            consent=_agreed(person),
            turn_count=said.get(person.id, 0),
            interviewed=person.role is SpeakerRole.INTERVIEWEE,
        )
        for person in view.participants
    ]
    return tuple(sorted(lines, key=lambda line: (line.view.withdrawn_on is not None, not line.interviewed)))


def _agreed(person: ParticipantView) -> tuple[Mark, ...]:
    if person.withdrawn_on is not None or person.role is not SpeakerRole.INTERVIEWEE:
        return ()
    ticks = ((person.may_contact, _("may be asked again")), (person.may_record, _("recorded")))
    quoting = Mark(str(QUOTING[person.quoting]), "ok" if person.quoting is not Quoting.NONE else "")
    return (quoting, *(Mark(text) for agreed, text in ticks if agreed))


def turn_lines(turns: Iterable[TurnView], marks: Iterable[RedactionView] = ()) -> tuple[TurnLine, ...]:
    """Return turns with the direction each has to be written in, and with what is marked in them."""
    placed: dict[tuple[str, str], list[Redacted]] = {}
    for one in marks:
        placed.setdefault((one.turn_id, one.language), []).append(one.mark)
    return tuple(
        TurnLine(
            view=turn,
            asks=turn.participant.role is SpeakerRole.INTERVIEWER,
            said=_spoken(turn.language, turn.text, placed.get((turn.id, ORIGINAL), ())),
            translations=tuple(
                _spoken(tag, text, placed.get((turn.id, tag), ()), name=language_name(tag))
                for tag, text in turn.translations.items()
            ),
        )
        for turn in turns
    )


def _spoken(tag: str, text: str, marks: Iterable[Redacted], name: str = "") -> Spoken:
    pieces = tuple((words, str(REDACTIONS[kind]) if kind else "") for words, kind in cut(text, marks))
    return Spoken(language(tag), text, name, pieces)


def mark_lines(turn: TurnView, marks: Iterable[RedactionView]) -> tuple[MarkLine, ...]:
    """Return the marks of one turn and its translations with the words they cover."""
    texts = {ORIGINAL: turn.text, **turn.translations}
    return tuple(
        MarkLine(
            one.id,
            Spoken(language(one.language or turn.language), texts[one.language][one.mark.start : one.mark.end]),
            str(REDACTIONS[one.mark.kind]),
        )
        for one in marks
        if one.turn_id == turn.id and one.language in texts
    )


def covered_in_talk(items: Iterable[Item]) -> tuple[str, ...]:
    """Return the items a conversation can cover: neither consent nor what only the short form asks."""
    return tuple(
        item.code
        for item in items
        if not item.code.startswith("Z") and any(part.short is not Short.ONLY for part in item.parts)
    )


def item_choices(instrument: Compiled, chosen: Iterable[str]) -> tuple[ItemChoice, ...]:
    """Return the items to choose from, in the reader's words."""
    picked = set(chosen)
    offered = set(covered_in_talk(instrument.structure.items)) | picked
    found: dict[str, ItemChoice] = {}
    for section in instrument.sections:
        for page in section.pages:
            for item in page.items:
                if item.code in offered:
                    words = item.question
                    choice = ItemChoice(item.code, words.text, words.language, item.code in picked)
                    found.setdefault(item.code, choice)
    return tuple(found.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One planned interview in the list."""

    view: PlanView
    kind: str
    language: str
    gap: str
    state: Mark


STATE_MARKS = {PlanState.AGREED: "ok", PlanState.HELD: "warn", PlanState.TAKEN_IN: "ok"}


def plan_lines(plans: Iterable[PlanView]) -> tuple[PlanLine, ...]:
    """Return planned interviews in words, those that are over last."""
    lines = [
        PlanLine(
            view=one,
            kind=str(KINDS[one.kind]),
            language=language_name(one.language),
            gap=_group(one.region, one.organisation_kind),
            state=Mark(str(PLAN_STATES[one.state]), STATE_MARKS.get(one.state, "")),
        )
        for one in plans
    ]
    return tuple(sorted(lines, key=lambda line: (line.view.state not in CAN_BE_TAKEN_IN, line.view.label)))


def _group(region: str, kind: str) -> str:
    words = (_REGIONS.get(region, ""), _ORGANISATION_KINDS.get(kind, ""))
    return " · ".join(str(one) for one in words if one)


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """Somebody who is to be interviewed, with what they agreed to in words."""

    view: PlannedPersonView
    consent: tuple[Mark, ...]


def planned_person(one: PlannedPersonView) -> PlannedLine:
    """Return one planned person for the page of the plan."""
    agreed = Mark(_("agreed to take part"), "ok") if one.took_part else Mark(_("has not agreed yet"), "warn")
    ticks = ((one.may_contact, _("may be asked again")), (one.may_record, _("recorded")))
    return PlannedLine(one, (agreed, Mark(str(QUOTING[one.quoting])), *(Mark(text) for tick, text in ticks if tick)))


@dataclass(frozen=True, slots=True)
class Gap:
    """The members of one region that were not heard: (name, where they stand, kind, whether somebody is planned)."""

    region: str
    name: str
    members: tuple[tuple[CoverageView, str, bool], ...]

    @property
    def planned_count(self) -> int:
        """Return of how many of them somebody is to be interviewed."""
        return sum(planned for _one, _stands, planned in self.members)


def gaps_of(unheard: Iterable[CoverageView], planned: Collection[str]) -> tuple[Gap, ...]:
    """Return who was not heard by region, the largest gap first."""
    found: dict[str, list[tuple[CoverageView, str, bool]]] = {}
    for one in unheard:
        line = (one, str(DISPOSITIONS[one.disposition]), one.organisation_id in planned)
        found.setdefault(one.region, []).append(line)
    gaps = (Gap(region, str(_REGIONS.get(region, region)), tuple(lines)) for region, lines in found.items())
    return tuple(sorted(gaps, key=lambda gap: (-len(gap.members), gap.region)))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedLine:
    """One turn of a transcript as its speaker reads it; `said` is None where it is not shown."""

    view: ReturnedTurn
    who: str
    said: Spoken | None
    translations: tuple[Spoken, ...]
    seen: str


def returned_lines(turns: Sequence[ReturnedTurn]) -> tuple[ReturnedLine, ...]:
    """Return turns for the page of whoever said some of them: what is covered for others is marked in their own.

    Several turns in a row that are not shown are one line: neither who spoke nor how often is told.
    """
    shown = [one for before, one in pairwise((None, *turns)) if one and (one.is_shown or not before or before.is_shown)]
    return tuple(
        ReturnedLine(
            view=turn,
            who=_("You") if turn.own else str(ROLES[turn.role]),
            said=None if turn.text is None else _spoken(turn.language, _readable(turn, turn.text), turn.marks),
            translations=tuple(
                _spoken(tag, _readable(turn, text), (), name=language_name(tag))
                for tag, text in turn.translations.items()
            ),
            seen=seen(turn.text or ""),
        )
        for turn in shown
    )


def _readable(turn: ReturnedTurn, text: str) -> str:
    return text if turn.own else opened(text)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One correction of a turn: when, and its words in pieces: ("", stayed), ("del", went), ("ins", came)."""

    at: datetime
    words: tuple[tuple[str, str], ...]


def corrections(
    versions: Mapping[str, Sequence[VersionView]], turns: Iterable[TurnView]
) -> dict[str, list[ChangeLine]]:
    """Return what was corrected in turns, the newest first, by the turn's id."""
    found = {}
    for turn in turns:
        earlier = versions.get(turn.id, ())
        texts = [*(one.text for one in earlier), turn.text]
        if earlier:
            steps = zip(earlier, pairwise(texts), strict=True)
            found[turn.id] = [ChangeLine(one.replaced_at, changed(*pair)) for one, pair in steps][::-1]
    return found


def changed(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Return one text made another, in pieces for reading."""
    return tuple(pieces(Moved.of(before, after)))

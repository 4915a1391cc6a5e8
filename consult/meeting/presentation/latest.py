"""The last things that happened at a meeting, each in a sentence that leads to its place on the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from consult.briefing.rules import TargetKind
from consult.meeting.labels import AMENDMENT_STATES, LEVELS, described
from consult.meeting.presentation.findings import Named, unnamed
from consult.meeting.presentation.reading import _
from consult.meeting.queries.amending import AmendmentView
from consult.meeting.queries.polling import PollView
from consult.meeting.queries.reacting import ReactionView
from consult.meeting.queries.record import Happening, What
from consult.meeting.queries.talking import InterventionView
from consult.meeting.rules.kinds import Level

SHOWN = 6


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, in a sentence; `anchor` is its place on the record."""

    at: datetime
    text: str
    anchor: str


def latest(
    happenings: Sequence[Happening], known: Mapping[tuple[TargetKind, str], Named], titles: Mapping[str, str]
) -> tuple[Event, ...]:
    """Return the last happenings, the newest first; `titles` names the sessions."""
    return tuple(Event(one.at, *_told(one, known, titles)) for one in reversed(happenings[-SHOWN:]))


def _told(one: Happening, known: Mapping[tuple[TargetKind, str], Named], titles: Mapping[str, str]) -> tuple[str, str]:
    match one.item:
        case ReactionView() as item:
            return _reacted(item, (known.get(item.target) or unnamed(item.target_kind)).label), f"r-{item.number}"
        case InterventionView() as item:
            return _said(item, titles.get(item.session_id, "")), f"i-{item.number}"
        case AmendmentView() as item:
            return _amended(one.what, item), f"a-{item.number}"
        case PollView() as item:
            return _polled(one.what, item), "polls"


def _said(item: InterventionView, session: str) -> str:
    if item.withdrawn_at is not None:
        return _("Words said in “%(session)s” were taken back", session=session)
    by = described(item.attribution, item.group, item.name)
    return _("Said in “%(session)s”: %(by)s", session=session, by=by)


def _reacted(item: ReactionView, finding: str) -> str:
    if item.withdrawn_at is not None:
        return _("An answer to “%(finding)s” was taken back", finding=finding)
    by = described(item.attribution, item.group, item.name)
    return _("Answer to “%(finding)s”: %(by)s", finding=finding, by=by)


def _amended(what: What, item: AmendmentView) -> str:
    if what is What.MOVED:
        return _("Amendment %(number)s was moved", number=item.number)
    return _("Amendment %(number)s: %(state)s", number=item.number, state=str(AMENDMENT_STATES[item.state]))


def _polled(what: What, item: PollView) -> str:
    if what is What.POLL_OPENED or item.result is None:
        return _("A poll was opened")
    counts = "; ".join(f"{LEVELS[level]} {item.result.counts[level]}" for level in Level)
    return _("A poll was closed: %(counts)s", counts=counts)

"""What the wall shows the room: the same in two languages, side by side, few words and large."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from flask_babel import force_locale
from sqlalchemy.orm import Session

from consult.briefing.rules import TargetKind
from consult.meeting.presentation.findings import findings, names, unnamed
from consult.meeting.presentation.polls import PollSeries, series_of
from consult.meeting.presentation.reading import Reading, _, of_texts
from consult.meeting.presentation.record import Line, reaction_line
from consult.meeting.queries.agenda import MeetingView, SessionView, sessions
from consult.meeting.queries.polling import PollView, polls_of
from consult.meeting.queries.reacting import ReactionView, reactions_of
from consult.shared.wording import Language, language

SHOWN = 3
TYPE = ((80, ""), (140, "long"), (210, "longer"))
"""Up to how many characters a headline is set in which type; beyond all of them in the smallest."""


class Showing(StrEnum):
    """What fills the wall; `LATEST`: whichever of the two happened last."""

    LATEST = "latest"
    ANSWERS = "answers"
    POLL = "poll"


@dataclass(frozen=True, slots=True)
class Wall:
    """What happened, before it is worded."""

    on: SessionView | None
    finding: tuple[TargetKind, str] | None
    answers: tuple[ReactionView, ...]
    polls: tuple[PollView, ...]
    showing: Showing


@dataclass(frozen=True, slots=True)
class Half:
    """One language of the wall, every word of it in that language."""

    language: Language
    meeting: Reading
    on: Reading | None
    finding: str
    answers: tuple[Line, ...]
    poll: PollSeries | None
    heading: str
    note: str

    @property
    def type(self) -> str:
        """Return the type the headline is set in, so that no question is cut on the wall."""
        length = len(self.poll.question.text if self.poll else self.finding)
        return next((name for most, name in TYPE if length <= most), "longest")


def wall(session: Session, meeting: MeetingView, chosen: tuple[TargetKind, str] | None, showing: Showing) -> Wall:
    """Return what the wall shows: the finding chosen, else the one answered last, with the newest answers to it."""
    polls = polls_of(session, meeting.id)
    shown = [one for one in reactions_of(session, meeting.id) if one.is_shown]
    finding = chosen or (shown[-1].target if shown else None)
    return Wall(
        on=next((one for one in sessions(session, meeting.id) if one.is_open), None),
        finding=finding,
        answers=tuple(reversed([one for one in shown if one.target == finding][-SHOWN:])),
        polls=polls,
        showing=_showing(polls, shown) if showing is Showing.LATEST else showing,
    )


def _showing(polls: Sequence[PollView], shown: Sequence[ReactionView]) -> Showing:
    """Show a poll while it is open, and its result until somebody answers a finding again."""
    if not polls:
        return Showing.ANSWERS
    closed = polls[-1].closed_at
    return Showing.POLL if closed is None or not shown or shown[-1].recorded_at < closed else Showing.ANSWERS


def half(session: Session, meeting: MeetingView, found: Wall, tag: str) -> Half:
    """Word the wall in one language."""
    with force_locale(tag):
        known = names(findings(session, meeting.consultation_id, tag)) if found.finding else {}
        label = (known.get(found.finding) or unnamed(found.finding[0])).label if found.finding else ""
        poll = series_of(found.polls, tag)[-1] if found.polls and found.showing is Showing.POLL else None
        return Half(
            language=language(tag),
            meeting=of_texts(meeting.title, tag),
            on=of_texts(found.on.title, tag) if found.on else None,
            finding=label,
            answers=tuple(reaction_line(one, tag) for one in found.answers),
            poll=poll,
            heading=_("Poll of the delegations") if poll else _("We are discussing"),
            note=_note(poll, label),
        )


def _note(poll: PollSeries | None, label: str) -> str:
    if poll is not None and poll.is_open:
        return _("Answer now, by phone or on paper. Nobody sees a number before the poll is closed.")
    return "" if poll or label else _("Answer a finding by phone, aloud or on paper.")

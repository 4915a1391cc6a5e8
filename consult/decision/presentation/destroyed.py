"""What is destroyed on which day, what stays, and what was destroyed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import lazy_gettext as _l

from consult.decision.labels import PROMISED
from consult.decision.queries.following import DestructionView
from consult.decision.rules.kinds import Promised

GOES = {
    Promised.TRANSCRIPTS: (
        _l("every turn of every interview, its translations, and which question it is about"),
        _l("who spoke: pseudonyms, consent, region and kind, and the organisation behind a pseudonym"),
        _l("every code on an interview with its memo; what was quoted from interviews reads “destroyed as promised”"),
        _l("what was said at the meeting, or as a reaction, on condition that it does not leave the room"),
    ),
    Promised.CONTACTS: (
        _l("invitations, and the links by which organisations read, commented and voted"),
        _l("which answer belongs to which organisation or person; receipt codes find nothing any more"),
        _l("that somebody answered in their own name, beyond the count"),
        _l("which organisation is behind a pseudonym of an interview"),
        _l("room codes of delegations, and which delegation said what it did not sign with its name"),
        _l("which organisation wrote which comment, and notes beside the coverage"),
    ),
}
STAYS = {
    Promised.TRANSCRIPTS: (
        _l("that each interview was held: label, kind, day, and the interviewer’s ties"),
        _l("open answers of the questionnaire with their codes"),
        _l("idea cards nobody signed, and what may be told of the meeting"),
        _l("every edition of the findings, under its hash; nothing is counted again"),
    ),
    Promised.CONTACTS: (
        _l("the register of members and its contacts: they are the coalition’s, not the consultation’s"),
        _l("answers, without anything that says whose they are, and who took part (the coverage)"),
        _l("the voter list: who voted, never how"),
        _l("every edition of the findings, under its hash; nothing is counted again"),
    ),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """How many of one thing were destroyed."""

    name: str
    count: str


@dataclass(frozen=True, slots=True)
class DestructionCard:
    """One promise: its day, what goes and what stays; once kept, when and how many of what."""

    code: str
    name: str
    due_on: date | None
    is_due: bool
    days_late: str
    done_on: date | None
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    gone: tuple[Gone, ...]


COUNTED = {
    "interviews": _l("interviews"),
    "turns": _l("turns"),
    "translations": _l("translations"),
    "speakers": _l("speakers"),
    "codes": _l("codes on interviews"),
    "confidences": _l("words that were not to leave the room"),
    "invitations": _l("invitations"),
    "answer_links": _l("links from somebody to an answer"),
    "individuals": _l("people who answered in their own name"),
    "identities": _l("organisations behind pseudonyms"),
    "room_codes": _l("room codes"),
    "unsigned": _l("delegations behind unsigned words"),
    "decision_links": _l("links to read, comment and vote"),
    "comment_links": _l("organisations behind comments"),
}


def destruction_cards(found: Mapping[Promised, DestructionView], today: date) -> tuple[DestructionCard, ...]:
    """Return both promises, made or not."""
    return tuple(_card(what, found.get(what), today) for what in Promised)


def _card(what: Promised, view: DestructionView | None, today: date) -> DestructionCard:
    promise = view.promise if view else None
    late = promise.days_late(today) if promise else 0
    return DestructionCard(
        code=what.value,
        name=str(PROMISED[what]),
        due_on=promise.due_on if promise else None,
        is_due=promise.is_due(today) if promise else False,
        days_late=ngettext("%(days)s day late", "%(days)s days late", late, days=format_decimal(late)) if late else "",
        done_on=promise.done_on if promise else None,
        goes=tuple(str(one) for one in GOES[what]),
        stays=tuple(str(one) for one in STAYS[what]),
        gone=tuple(
            Gone(str(COUNTED[key]), str(format_decimal(count)))
            for key, count in (view.counts if view else {}).items()
            if key in COUNTED
        ),
    )

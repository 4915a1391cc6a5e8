"""The three messages above a decision: what is shared, what stays its own, how it was decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask_babel import format_decimal
from flask_babel import gettext as _

from consult.decision.presentation.ballot import rule_words, share_words
from consult.decision.presentation.evidence import EvidenceLink, linked
from consult.decision.presentation.proposing import Links
from consult.decision.presentation.words import Names
from consult.decision.queries.voting import BallotResult, CoalitionResult
from consult.decision.rules.proposal import FORMS, LEVELS, ProposalContent
from consult.findings.presentation import listed

CLOSE = LEVELS[2:]
"""The levels at which something is shared: shared, fully merged."""
KEPT = FORMS[0]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and the words beside it."""

    number: str
    beside: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its figures, what it says, and what it rests on; `place` is the section that shows it whole."""

    figures: tuple[Figure, ...]
    title: str
    text: str
    place: str
    place_name: str
    evidence: tuple[EvidenceLink, ...] = ()
    against: str = ""


def messages_of(
    content: ProposalContent, counted: BallotResult | None, names: Names, links: Links
) -> tuple[Message, ...]:
    """Return the messages of a decided proposal; the third where it was voted on."""
    found = [_shared(content, names, links), _own(content, names, links)]
    return (*found, _how(counted)) if counted is not None else tuple(found)


def _figure(count: int, total: int, beside: str) -> Figure:
    return Figure(str(format_decimal(count)), str(beside) % {"total": format_decimal(total)})


def _shared(content: ProposalContent, names: Names, links: Links) -> Message:
    close = [one for one in content.aspects if one.level in CLOSE]
    text = listed([names.aspect(one.aspect) for one in close]) if close else str(_("Nothing is shared."))
    coordinated = [names.aspect(one.aspect) for one in content.aspects if one.level == LEVELS[1]]
    more = str(_("Coordinated: %(aspects)s.", aspects=listed(coordinated))) if coordinated else ""
    refs = [ref for one in close for ref in one.evidence]
    return Message(
        figures=(_figure(len(close), len(content.aspects), _("of %(total)s aspects")),),
        title=str(_("What is shared")),
        text=f"{text}{'.' if close else ''} {more}".strip(),
        place="structure",
        place_name=str(_("aspect by aspect")),
        evidence=linked(dict.fromkeys(refs), links)[:2],
    )


def _own(content: ProposalContent, names: Names, links: Links) -> Message:
    kept = [one for one in content.identity if one.form == KEPT]
    text = listed([names.part(one.part) for one in kept]) if kept else str(_("Nothing is kept apart."))
    others = [f"{names.part(one.part)} ({names.form(one.form)})" for one in content.identity if one not in kept]
    more = str(_("Otherwise: %(parts)s.", parts=listed(others))) if others else ""
    refs = [ref for one in kept for ref in one.evidence]
    return Message(
        figures=(_figure(len(kept), len(content.identity), _("of %(total)s parts of identity")),),
        title=str(_("What stays its own")),
        text=f"{text}{'.' if kept else ''} {more}".strip(),
        place="identity",
        place_name=str(_("identity")),
        evidence=linked(dict.fromkeys(refs), links)[:2],
    )


def _how(counted: BallotResult) -> Message:
    return Message(
        figures=tuple(_yes(counted)),
        title=str(_("How it was decided")),
        text=rule_words(counted.ballot.rule).majority,
        place="rule",
        place_name=str(_("rule and ballot")),
        against=listed([_against(one) for one in counted.coalitions]),
    )


def _yes(counted: BallotResult) -> Iterator[Figure]:
    for one in counted.coalitions:
        share = share_words(one.count.share, one.count.tally.decided, counted.ballot.rule.threshold)
        yield Figure(share or str(format_decimal(one.count.tally.yes)), str(_("yes in %(mark)s", mark=one.mark)))


def _against(one: CoalitionResult) -> str:
    return str(_("%(no)s no in %(mark)s", no=format_decimal(one.count.tally.no), mark=one.mark))

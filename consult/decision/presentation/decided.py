"""The decision page: what was decided, by which rule, resting on what, what follows from it, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.consultation.queries import ConsultationView
from consult.consultation.rules import DecisionRule, StrandState
from consult.decision.labels import HEADINGS, PROMISED
from consult.decision.presentation.ballot import ShownResult, shown_result
from consult.decision.presentation.commenting import SaidLine, hidden_words, said_line
from consult.decision.presentation.evidence import EvidenceLink, evidence_links, linked
from consult.decision.presentation.followed import ActionLine, action_lines
from consult.decision.presentation.messages import Message, messages_of
from consult.decision.presentation.proposing import Grid, Links, aspect_grid, identity_grid, numbered
from consult.decision.presentation.words import Names, Worded, names_in, worded
from consult.decision.queries.commenting import YouSaid, you_said_we_did
from consult.decision.queries.deciding import Basis, DecisionView, basis, counted
from consult.decision.queries.following import ActionView, followed
from consult.decision.queries.voting import BallotResult
from consult.decision.rules.following import Promise
from consult.decision.rules.kinds import BallotState, Heading, Promised, Reply
from consult.decision.rules.proposal import ProposalContent


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the register as people read it."""

    name: str
    title: Worded
    text: Worded
    clause: Worded
    evidence: tuple[EvidenceLink, ...]
    decided_on: date
    by_ballot: bool


@dataclass(frozen=True, slots=True)
class Ahead:
    """That nothing is decided yet, and what comes first; `key` says which page leads there."""

    title: str
    text: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Decided:
    """Everything the page shows."""

    kicker: str
    title: Worded
    lede: Worded
    ahead: Ahead | None
    messages: tuple[Message, ...]
    aspects: Grid | None
    identity: Grid | None
    takes_effect_on: date | None
    review_on: date | None
    result: ShownResult | None
    failed: bool
    register: tuple[tuple[str, tuple[Entry, ...]], ...]
    actions: tuple[ActionLine, ...]
    said: tuple[SaidLine, ...]
    hidden: str
    edition: str
    edition_hash: str
    promises: tuple[str, ...]

    @property
    def contents(self) -> list[tuple[str, str]]:
        """Return the sections of the page, for its table of contents."""
        found = [
            ("structure", _("What is shared"), self.aspects),
            ("identity", _("Identity"), self.identity),
            ("rule", _("Rule and result"), self.result),
            ("register", _("Register of decisions"), self.register),
            ("actions", _("Follow-up"), self.actions or self.register),
            ("said", _("You said, we did"), self.said or self.hidden),
            ("kept", _("What is kept, and until when"), not self.ahead),
        ]
        return [(key, name) for key, name, there in found if there]


def decided(session: Session, asked: ConsultationView, tag: str, today: date) -> Decided:
    """Return the decision page of a consultation in the reader's language."""
    behind = basis(session, asked.id)
    entries, actions = followed(session, asked.id)
    votes = counted(session, behind)
    if votes is None and not entries:
        return _nothing(asked, behind, tag)
    content = behind.content if _has_agreed(asked, votes) else None
    names = names_in(session, behind.instrument_id, tag)
    refs = (*(content.references if content else ()), *(ref for one in entries for ref in one.evidence))
    links = evidence_links(session, asked.id, refs, tag, asked)
    said = you_said_we_did(session, asked.id)
    page = _Page(asked, behind, entries, votes, content, names, links, tag)
    return _shown(page, actions, said, today)


def _has_agreed(asked: ConsultationView, votes: BallotResult | None) -> bool:
    """Tell whether the proposal is what was decided; an entry made without a ballot says nothing of one to come."""
    if votes is None:
        return asked.decision_rule is DecisionRule.DESIGNATED_LEADS
    return votes.passed


@dataclass(frozen=True, slots=True)
class _Page:
    """Everything that was looked up, before it is worded."""

    asked: ConsultationView
    behind: Basis
    entries: Sequence[DecisionView]
    votes: BallotResult | None
    content: ProposalContent | None
    names: Names
    links: Links
    tag: str

    @property
    def first(self) -> DecisionView | None:
        """Return the entry the page is named after: the first the members voted on, else the first."""
        return next((one for one in self.entries if one.ballot_id), next(iter(self.entries), None))

    @property
    def failed(self) -> bool:
        """Tell whether the last ballot was counted and did not pass."""
        return self.votes is not None and not self.votes.passed


def _shown(page: _Page, actions: Sequence[ActionView], said: YouSaid, today: date) -> Decided:
    title, lede = _named(page)
    content, tag = page.content, page.tag
    numbers = numbered(content) if content else {}
    return Decided(
        kicker=_kicker(page),
        title=title,
        lede=lede,
        ahead=None,
        messages=messages_of(content, page.votes, page.names, page.links) if content else (),
        aspects=aspect_grid(content.aspects, page.names, page.links, tag) if content else None,
        identity=identity_grid(content.identity, page.names, page.links, tag) if content else None,
        takes_effect_on=content.takes_effect_on if content else None,
        review_on=content.review_on if content else None,
        result=shown_result(page.votes) if page.votes else None,
        failed=page.failed,
        register=_register(page),
        actions=action_lines(actions, {one.id: one for one in page.entries}, tag, today),
        said=tuple(said_line(one, numbers, tag) for reply in Reply for one in said.with_reply(reply)),
        hidden=hidden_words(said.hidden),
        edition=_edition(page.behind),
        edition_hash=page.behind.edition_hash or "",
        promises=tuple(_promises(page.behind.destroyed)),
    )


def _named(page: _Page) -> tuple[Worded, Worded]:
    """Return the title and the first sentence: of the proposal that passed, else of the first entry."""
    tag, first = page.tag, page.first
    if page.failed and first is None:
        failed = _("The proposal did not pass")
        text = _("Nothing is decided by this ballot. Both coalitions have to agree, and at least one did not.")
        return Worded(str(failed), tag), Worded(str(text), tag)
    if page.content is not None:
        return worded(page.content.title, tag), worded(page.content.summary, tag)
    if first is None:  # what was voted on no longer matches its hash: nothing of it is shown
        return Worded(str(_("The members have agreed")), tag), Worded("", tag)
    return worded(first.title, tag), worded(first.text, tag)


def _kicker(page: _Page) -> str:
    first = page.first
    if first is None:
        day = page.behind.ballot.closes_on if page.behind.ballot else None
        return str(_("Ballot that closed on %(day)s", day=_day(day))) if day else ""
    names = {"first": first.name, "last": page.entries[-1].name, "day": _day(first.decided_on)}
    if first.ballot_id and len(page.entries) > 1:
        return str(_("Decisions D-1 to %(last)s · by vote of the members of both coalitions, %(day)s", **names))
    if first.ballot_id:
        return str(_("Decision %(first)s · by vote of the members of both coalitions, %(day)s", **names))
    return str(_("Decision %(first)s · %(day)s", **names))


def _day(day: date) -> str:
    return str(format_date(day, "long"))


def _edition(behind: Basis) -> str:
    if behind.edition_number is None:
        return ""
    return str(
        _(
            "Version %(version)s of the proposal, resting on edition %(edition)s of the findings",
            version=format_decimal(behind.version_number),
            edition=format_decimal(behind.edition_number),
        )
    )


def _register(page: _Page) -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """Return the entries under their three headings; a heading without any is left out."""
    entries: dict[Heading, list[Entry]] = {heading: [] for heading in Heading}
    for one in page.entries:
        clause = page.content.clause(one.clause) if page.content and one.clause else None
        entries[one.heading].append(
            Entry(
                name=one.name,
                title=worded(one.title, page.tag),
                text=worded(one.text, page.tag),
                clause=worded(clause.text, page.tag) if clause else Worded("", page.tag),
                evidence=linked(one.evidence, page.links),
                decided_on=one.decided_on,
                by_ballot=one.ballot_id is not None,
            )
        )
    return tuple((str(HEADINGS[heading]), tuple(own)) for heading, own in entries.items() if own)


def _promises(days: Mapping[Promised, Promise]) -> Iterator[str]:
    """Say what is destroyed when, for each of what was promised."""
    for what in Promised:
        promise = days.get(what)
        name = str(PROMISED[what])
        if promise is None:
            yield _("%(what)s: no day was promised yet.", what=name)
        elif promise.done_on is not None:
            yield _("%(what)s: destroyed as promised on %(day)s.", what=name, day=_day(promise.done_on))
        else:
            yield _("%(what)s: destroyed on %(day)s at the latest.", what=name, day=_day(promise.due_on))


def _nothing(asked: ConsultationView, behind: Basis, tag: str) -> Decided:
    ahead = _ahead(asked, behind)
    return Decided(
        kicker=str(_("Decision")),
        title=Worded(ahead.title, tag),
        lede=Worded("", tag),
        ahead=ahead,
        messages=(),
        aspects=None,
        identity=None,
        takes_effect_on=None,
        review_on=None,
        result=None,
        failed=False,
        register=(),
        actions=(),
        said=(),
        hidden="",
        edition="",
        edition_hash="",
        promises=(),
    )


def _ahead(asked: ConsultationView, behind: Basis) -> Ahead:
    """Say what comes before a decision, from where the consultation stands."""
    title, ballot = str(_("Nothing is decided yet")), behind.ballot
    if ballot is not None and ballot.state is BallotState.OPEN:
        text = _("The members are voting, until %(day)s. Nobody sees a number before that.", day=_day(ballot.closes_on))
        return Ahead(title, str(text), "ballot")
    if ballot is not None:
        text = _("A ballot is prepared. The members vote from %(day)s on.", day=_day(ballot.opens_on))
        return Ahead(title, str(text), "ballot")
    if behind.version_number is not None:
        text = _("The members have a proposal to comment on. When every comment is answered, they vote on it.")
        return Ahead(title, str(text), "proposal")
    if asked.all_have(StrandState.RELEASED):
        text = _("The findings are there. First the joint meeting reacts to them, then a proposal goes to the members.")
        return Ahead(title, str(text), "findings")
    text = _("First members answer, then both coalitions read the findings together, then they meet, propose and vote.")
    return Ahead(title, str(text), "overview")

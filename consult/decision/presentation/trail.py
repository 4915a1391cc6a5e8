"""What became of one answer, from receipt to outcome: stage by stage, the same for everybody asked the same.

It names no person, no receipt code and no theme, and shows no answer: none is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import COVERAGE, Target, targets
from consult.briefing.queries import EditionView, newest_edition
from consult.briefing.rules import TargetKind
from consult.collection.queries.receipt import CountedView
from consult.collection.rules import Unit
from consult.consultation.queries import ConsultationView, StrandView, consultation_of
from consult.consultation.rules import StrandState
from consult.decision.presentation.words import Names, Worded, worded
from consult.decision.queries.deciding import DecisionView
from consult.decision.queries.proposing import proposal_of, version
from consult.decision.queries.trail import Answered, Settled, answered, settled
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import BallotState
from consult.decision.rules.proposal import ProposalContent
from consult.decision.rules.trail import asked_of_everybody, cites_any, rests_on
from consult.instrument.queries import compiled, newest_version
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import NotFound


@dataclass(frozen=True, slots=True)
class Line:
    """One thing an answer counts towards, and beside it how it stands."""

    text: Worded
    note: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage: what can be said of it, what it holds, and whether it has happened."""

    key: str
    title: str
    text: str
    lines: tuple[Line, ...] = ()
    happened: bool = True


@dataclass(frozen=True, slots=True)
class Trail:
    """Everything the page shows."""

    title: Worded
    stages: tuple[Stage, ...]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer with everything that is looked up once."""

    counted: CountedView
    strand: StrandView
    asked: ConsultationView
    tag: str
    parts: tuple[str, ...]
    questions: tuple[Worded, ...]
    names: Names
    edition: EditionView | None

    @property
    def is_published(self) -> bool:
        """Tell whether members read the findings."""
        return self.asked.all_have(StrandState.PUBLISHED) and self.edition is not None and self.edition.intact


def trail(session: Session, counted: CountedView, tag: str) -> Trail:
    """Return what became of the answer a receipt stands for."""
    answer = _answer(session, counted, tag)
    title = worded(answer.asked.title, tag)
    if not counted.is_submitted:
        return Trail(title, (_not_submitted(answer),))
    found = _findings(session, answer)
    meeting = answered(session, answer.asked.id)
    own = [_reference(one) for one in found]
    said = [ref for finding in own for ref in meeting.reactions.get(finding, ())]
    known = frozenset(str(ref) for ref in (*own, *said))
    return Trail(
        title,
        (
            _counted(answer),
            _tables(answer),
            _findings_stage(answer, found),
            _reactions_stage(answer, meeting, found),
            _proposal_stage(session, answer, known),
            _decisions_stage(answer, settled(session, answer.asked.id), known),
        ),
    )


def _answer(session: Session, counted: CountedView, tag: str) -> _Answer:
    asked = consultation_of(session, counted.strand_id)
    newest = newest_version(session, counted.strand_id)
    if asked is None or newest is None:
        raise NotFound(counted.strand_id)
    own = next(one for one in asked.strands if one.id == counted.strand_id)
    instrument = compiled(session, newest.id, tag)
    parts = asked_of_everybody(instrument.structure, InstrumentUnit(counted.unit), short=counted.short)
    wordings = (instrument.parts[key].question for key in parts)
    return _Answer(
        counted=counted,
        strand=own,
        asked=asked,
        tag=tag,
        parts=parts,
        questions=tuple(Worded(one.text, one.language) for one in wordings),
        names=Names(
            {name: {one.code: one.label.text for one in options} for name, options in instrument.lists.items()}
        ),
        edition=newest_edition(session, asked.id),
    )


def _findings(session: Session, answer: _Answer) -> list[Target]:
    """Return the figures and sentences of the newest edition that count this answer; none before members read them."""
    if not answer.is_published or answer.edition is None:
        return []
    return [one for one in targets(session, answer.edition, answer.tag) if _counts(answer, one)]


def _counts(answer: _Answer, one: Target) -> bool:
    """Tell whether a finding counts an answer of this unit: sentences are about organisations, themes are left out."""
    organisation = answer.counted.unit is Unit.ORGANISATION
    if one.kind is TargetKind.FIGURE:
        return (organisation and one.key == COVERAGE) or rests_on(one.parts, answer.parts)
    return one.kind is TargetKind.SENTENCE and organisation and rests_on(one.parts, answer.parts)


def _reference(one: Target) -> Evidence:
    return Evidence(EvidenceKind(one.kind.value), one.key)


def _day(day: date) -> str:
    return str(format_date(day, "long"))


def _not_submitted(answer: _Answer) -> Stage:
    text = _("This answer was begun and not submitted, so it is counted nowhere.")
    if answer.strand.state is StrandState.OPEN:
        day = _day(answer.strand.closes_on)
        text = _("This answer was begun and is not submitted yet. You can submit it until %(day)s.", day=day)
    return Stage("counted", _("Is it counted?"), text, happened=False)


def _counted(answer: _Answer) -> Stage:
    title, edition = _("Is it counted?"), answer.edition
    if not answer.strand.has(StrandState.FROZEN):
        text = _("Yes, once the data are frozen. Until then you can still withdraw it.")
        return Stage("counted", title, text, happened=False)
    frozen = _day(answer.strand.dates[StrandState.FROZEN].date())
    if not answer.is_published or edition is None:
        text = _("Yes. The data of your coalition were frozen on %(day)s, and your answer is among them.", day=frozen)
        return Stage("counted", title, text)
    text = _(
        "Yes. The data of your coalition were frozen on %(day)s with your answer among them, and counted in edition "
        "%(number)s of the findings.",
        day=frozen,
        number=format_decimal(edition.number),
    )
    return Stage("counted", title, text)


def _tables(answer: _Answer) -> Stage:
    text = _(
        "These questions were put to everybody who filled in your form, and your answer counts in the table of each. "
        "What was left empty counts there as left empty. Questions that came up only after a certain answer are not "
        "listed, so that this page tells nobody what you answered."
    )
    if answer.counted.unit is Unit.INDIVIDUAL:
        apart = _("Individuals are counted in tables of their own, never added to organisations.")
        text = f"{text} {apart}"
    return Stage("tables", _("In which tables"), text, tuple(Line(one) for one in answer.questions))


def _findings_stage(answer: _Answer, found: Sequence[Target]) -> Stage:
    title = _("Towards which findings")
    if not answer.is_published:
        text = _("The findings are not published yet. Members read them before the joint meeting decides anything.")
        return Stage("findings", title, text, happened=False)
    if answer.counted.unit is Unit.INDIVIDUAL:
        text = _(
            "These figures have a table of individuals in which your answer counts. What the findings say in "
            "sentences is counted by organisation."
        )
    else:
        text = _("These figures and sentences rest on questions your answer counts in, whatever it says.")
    words = _("What was written or said in words is read and counted as themes; which of them, nobody can see here.")
    return Stage("findings", title, f"{text} {words}", tuple(Line(Worded(one.label, answer.tag)) for one in found))


def _reactions_stage(answer: _Answer, meeting: Answered, found: Sequence[Target]) -> Stage:
    title = _("What the joint meeting said to them")
    if not meeting.has_happened or not answer.is_published:
        return Stage("reactions", title, _meeting_ahead(answer, meeting), happened=False)
    lines = tuple(
        Line(
            Worded(one.label, answer.tag),
            ngettext("%(count)s reaction", "%(count)s reactions", count, count=format_decimal(count)),
        )
        for one in found
        if (count := len(meeting.reactions.get(_reference(one), ())))
    )
    if not lines:
        return Stage("reactions", title, _("Nobody at the meeting reacted to the findings above."))
    return Stage("reactions", title, _("At the meeting members reacted to these findings."), lines)


def _meeting_ahead(answer: _Answer, meeting: Answered) -> str:
    day = meeting.begins_on or answer.asked.meeting_on
    if day is None:
        return str(_("The meeting has not happened yet, and its day is not set."))
    return str(_("The meeting has not happened yet. It is planned for %(day)s.", day=_day(day)))


def _proposal_stage(session: Session, answer: _Answer, known: frozenset[str]) -> Stage:
    title, proposal = _("Which clauses of the proposal rest on them"), proposal_of(session, answer.asked.id)
    shown = proposal.before_members if proposal else None
    found = version(session, shown.id) if shown else None
    if found is None or found.content is None or not answer.is_published:
        return Stage("proposal", title, _("There is no proposal before the members yet."), happened=False)
    lines = tuple(_clauses(found.content, answer.names, answer.tag, known))
    number = format_decimal(found.number)
    if not lines:
        text = _("Version %(number)s of the proposal cites none of the findings above.", number=number)
        return Stage("proposal", title, text)
    text = _("Version %(number)s of the proposal cites them here.", number=number)
    return Stage("proposal", title, text, lines)


def _clauses(content: ProposalContent, names: Names, tag: str, known: frozenset[str]) -> Iterator[Line]:
    for clause in content.clauses:
        if cites_any(clause.evidence, known):
            yield Line(worded(clause.text, tag))
    for aspect in content.aspects:
        if cites_any(aspect.evidence, known):
            yield Line(Worded(names.aspect(aspect.aspect), tag), names.level(aspect.level))
    for part in content.identity:
        if cites_any(part.evidence, known):
            yield Line(Worded(names.part(part.part), tag), names.form(part.form))


def _decisions_stage(answer: _Answer, found: Settled, known: frozenset[str]) -> Stage:
    title = _("Which decisions rest on them")
    if not found.decisions or not answer.is_published:
        return Stage("decisions", title, _nothing_decided(found), happened=False)
    lines = tuple(_entries(found.decisions, answer.tag, known))
    if not lines:
        return Stage("decisions", title, _("No decision so far cites the findings above."))
    return Stage("decisions", title, _("These decisions cite them."), lines)


def _entries(entries: Iterable[DecisionView], tag: str, known: frozenset[str]) -> Iterator[Line]:
    for one in entries:
        if cites_any(one.evidence, known):
            yield Line(worded(one.title, tag), f"{one.name} · {_day(one.decided_on)}")


def _nothing_decided(found: Settled) -> str:
    if found.ballot is BallotState.OPEN and found.closes_on is not None:
        return str(_("Nothing is decided yet: members vote until %(day)s.", day=_day(found.closes_on)))
    if found.ballot is BallotState.CLOSED:
        return str(_("Members have voted; what follows from it is not in the register yet."))
    return str(_("Nothing is decided yet."))


__all__ = ["Line", "Stage", "Trail", "trail"]

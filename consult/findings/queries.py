"""A strand's findings: submitted answers and the frame become tallies, pass the gate and come out publishable.

Nothing of a strand is tabulated before its data are frozen, and a frozen dataset never changes: so findings
are kept in memory under the dataset's hash.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy.orm import Session

from consult.collection.operations import sealed_condition
from consult.collection.queries import CountedAnswer, counted_answers, coverage, earlier_answers
from consult.collection.rules import Disposition as Standing
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView, strand
from consult.consultation.rules import StrandState
from consult.disclosure.rules import (
    GatedTable,
    Mark,
    Merging,
    Net,
    Shape,
    Table,
    gate_breaks,
    gate_table,
    merge_consistently,
)
from consult.findings.rules import (
    AnswerRow,
    Columns,
    Disposition,
    Kind,
    Question,
    Tally,
    collapse,
    first_choices,
    read_answers,
    table_of,
    tally,
)
from consult.findings.rules.columns import Mask
from consult.findings.rules.heard import NEIGHBOURS, K, coverage_lines
from consult.findings.rules.published import (
    FigureKey,
    PublishedGroup,
    StrandCoverage,
    StrandFindings,
    Wave,
    WordingTrail,
)
from consult.findings.rules.waves import earlier_figures, without_few
from consult.instrument.queries import newest_version, re_asks, structure_of
from consult.instrument.rules import Part, PartType, Structure, applies, prune, rows_shown
from consult.instrument.rules import Unit as AskedUnit
from consult.instrument.rules.condition import leaves
from consult.shared.errors import N_, NotAllowedNow, NotFound

# The most important break first: a later one is merged further where both together would name somebody.
ATTRIBUTES = ("region", "language", "kind", "membership")
NETS: Mapping[str, tuple[Net, ...]] = {
    "acceptability": (Net("could_live_with", ("acceptable", "conditional")),),
    "support": (
        Net("in_favour", ("support", "strongly_support")),
        Net("opposed", ("strongly_oppose", "oppose")),
    ),
    "levels": (Net("open_to_sharing", ("shared", "merged")),),
}
# Which answers are broken down by what; everything else is shown for everybody together.
BREAKS: Mapping[Unit, Mapping[str, tuple[str, ...]]] = {
    Unit.ORGANISATION: {"F1": ("region",), "F2": ATTRIBUTES, "F4.level": ("region", "language")},
    Unit.INDIVIDUAL: {"F2": ("region", "language")},
}
DISPOSITIONS = {
    Standing.ANSWERED: Disposition.COMPLETE,
    Standing.PARTIAL: Disposition.PARTIAL,
    Standing.DECLINED: Disposition.REFUSED,
    Standing.UNREACHABLE: Disposition.NO_CONTACT,
    Standing.INVITED: Disposition.NO_CONTACT,
    Standing.NOT_INVITED: Disposition.NO_CONTACT,
}

Figures = dict[str, GatedTable]
Groups = Mapping[str, tuple[PublishedGroup, ...]]
_kept: dict[tuple[str, str], StrandFindings] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class Dataset:
    """The countable answers of one strand and unit, with the questions they answer."""

    unit: Unit
    questions: Mapping[str, Question]
    parts: Mapping[str, Part]
    columns: Columns


def question_of(part: Part) -> Question | None:
    """Return how a part is counted; None for words, consent and everything sealed."""
    if part.is_text or part.sealed or part.type is PartType.TICK or part.item.startswith("Z"):
        return None
    if part.type is PartType.RANKING:
        return Question(part.key, Kind.RANKING, options=part.rows)
    return Question(part.key, Kind(part.type.value), options=part.options, rows=part.rows)


def answer_row(structure: Structure, answer: CountedAnswer, unit: Unit) -> AnswerRow:
    """Return one answer as it counts: without branches that routing no longer asks, and with what was asked."""
    asked_unit = AskedUnit(unit.value)
    answers = prune(structure, asked_unit, answer.short, answer.document)
    asked: set[str] = set()
    for key, part in structure.parts.items():
        if applies(part, asked_unit, answer.short, answers):
            asked.add(key)
            if part.rows_when is not None:
                asked.update(f"{key}/{row}" for row in rows_shown(part, answers))
    attributes = {
        "region": answer.region,
        "language": answer.language,
        "kind": answer.kind,
        "membership": "both" if answer.in_both else "one",
    }
    return AnswerRow(answers=answers, asked=frozenset(asked), attributes=attributes)


def dataset(structure: Structure, answers: Iterable[CountedAnswer], unit: Unit) -> Dataset:
    """Return the integer columns of answers."""
    parts = {key: part for key, part in structure.parts.items() if part.unit.value in (unit.value, "both")}
    questions = {key: found for key, part in parts.items() if (found := question_of(part))}
    rows = [answer_row(structure, answer, unit) for answer in answers]
    return Dataset(unit, questions, parts, read_answers(rows, questions.values()))


def strand_findings(session: Session, strand_id: str) -> StrandFindings:
    """Return everything that may be read of a frozen strand; raise `NotAllowedNow` before its data are frozen."""
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    if not view.has(StrandState.FROZEN) or view.dataset_hash is None:
        raise NotAllowedNow(N_("Findings begin with the frozen data."))
    key = (view.id, view.dataset_hash)
    if key not in _kept:
        made = _make(session, view, view.dataset_hash)
        with _lock:
            if len(_kept) > 20:
                _kept.clear()
            _kept[key] = made
    return _kept[key]


def _make(session: Session, view: StrandView, dataset_hash: str) -> StrandFindings:
    newest = newest_version(session, view.id)
    if newest is None:
        raise NotFound(view.id)
    structure = structure_of(session, newest.id)
    figures: dict[str, GatedTable] = {}
    groups: dict[str, Mapping[str, tuple[PublishedGroup, ...]]] = {}
    bases: dict[str, int] = {}
    trails = re_asks(session, view.id)
    organisations = dataset(structure, counted_answers(session, view.id, Unit.ORGANISATION), Unit.ORGANISATION)
    for unit in Unit:
        answers = counted_answers(session, view.id, unit)
        found = dataset(structure, answers, unit)
        mergings = _merge(found.columns)
        merged = replace(found, columns=_regroup(found.columns, mergings))
        bases[unit.value] = found.columns.count
        groups[unit.value] = {by: _groups(merging) for by, merging in mergings.items()}
        figures |= _figures(merged, groups[unit.value])
        for part in dict.fromkeys(trail.part for trail in trails):
            before: Sequence[CountedAnswer] = answers
            for trail in reversed([one for one in trails if one.part == part]):
                before = before_re_ask(session, view.id, trail.id, before)  # the oldest last: it stands
            earlier = dataset(structure, before, unit)
            earlier = replace(earlier, columns=_regroup(earlier.columns, mergings))
            made = earlier_figures(_figures(earlier, groups[unit.value], only=part, now=figures), figures)
            figures |= without_few(made, figures, earlier.columns, merged.columns)
    return StrandFindings(
        strand_id=view.id,
        mark=view.mark,
        coalition_name=view.coalition_name,
        dataset_hash=dataset_hash,
        version_hash=newest.content_hash,
        core_hash=newest.core_hash,
        coverage=_coverage(session, view.id, organisations, groups[Unit.ORGANISATION.value]),
        bases=bases,
        groups=groups,
        figures=figures,
        trails=tuple(WordingTrail(t.part, t.languages, t.reason, t.opened_at.date().isoformat()) for t in trails),
        safety_condition=sealed_condition(session, view.id),
        k=K,
    )


def before_re_ask(
    session: Session, strand_id: str, re_ask_id: str, answers: Sequence[CountedAnswer]
) -> list[CountedAnswer]:
    """Return the answers as they stood before one re-ask."""
    earlier = {(e.answer_id, e.part): e.before for e in earlier_answers(session, strand_id, re_ask_id)}
    parts = {part for _, part in earlier}
    return [
        replace(
            answer,
            document={
                **answer.document,
                **{part: earlier[answer.answer_id, part] for part in parts if (answer.answer_id, part) in earlier},
            },
        )
        for answer in answers
    ]


def _merge(columns: Columns) -> dict[str, Merging]:
    if columns.count == 0:
        return {name: Merging((), withheld=True) for name in ATTRIBUTES}
    return merge_consistently({name: columns.memberships(name) for name in ATTRIBUTES}, NEIGHBOURS, K)


def _regroup(columns: Columns, mergings: Mapping[str, Merging]) -> Columns:
    for name, merging in mergings.items():
        if not merging.withheld:
            labels = [group.key for group in merging.groups]
            columns = columns.with_attribute(
                name, [merging.group_of(part) or "" for part in columns.memberships(name)], labels
            )
    return columns


def _groups(merging: Merging) -> tuple[PublishedGroup, ...]:
    return tuple(PublishedGroup(group.key, group.parts, group.base) for group in merging.groups)


def _figures(found: Dataset, groups: Groups, *, only: str | None = None, now: Figures | None = None) -> Figures:
    """Return every figure of a dataset; the breaks of one question pass the gate together.

    With the figures of `now`, those of the dataset are of the wave before them.
    """
    made: Figures = {}
    wave = Wave.NOW if now is None else Wave.BEFORE
    for key, question in found.questions.items():
        if only is not None and key != only:
            continue
        counted = _counted(found, question, "")
        breaks = {by: _counted(found, question, by) for by in BREAKS[found.unit].get(key, ()) if groups[by]}
        nets = NETS.get(found.parts[key].options_list or "", ())
        for row in counted.items:
            name = FigureKey(found.unit.value, key, row or "", wave=wave)
            if _tells_who_was_asked(found, made if now is None else now, counted, row):
                continue
            topline = table_of(counted, row, nets=nets)
            if not breaks:
                made[str(name)] = (_gate_firsts if question.kind is Kind.RANKING else gate_table)(topline, K)
                continue
            answered = found.columns.column(key, row) >= 0
            gated = gate_breaks(
                {by: _narrow(table, row, nets) for by, table in breaks.items()},
                topline=topline,
                memberships={by: _members(found.columns, by, answered) for by in breaks},
                k=K,
            )
            made[str(name)] = gated.topline
            made |= {str(replace(name, by=by)): table for by, table in gated.breaks.items()}
    return made


def _tells_who_was_asked(found: Dataset, made: Figures, counted: Tally, row: str | None) -> bool:
    """Tell whether a base gives away counts hidden where routing began, because nearly everybody asked answered."""
    part = found.parts[counted.question]
    route = part.when or (part.rows_when if row is not None else None)
    if route is None or counted.not_answered[counted.items.index(row)].sum() >= K:
        return False
    for chosen in leaves(route):
        began = made.get(str(FigureKey(found.unit.value, chosen.of, row or chosen.row or "")))
        nets = {net.row for net in began.nets} if began else set()
        hidden = {one for one in began.rows if isinstance(began.total(one), Mark)} - nets if began else set()
        if hidden & set(chosen.codes) and hidden - set(chosen.codes):
            return True
    return False


def _counted(found: Dataset, question: Question, by: str) -> Tally:
    counted = tally(found.columns, question, by=by or None)
    return first_choices(counted) if counted.kind is Kind.RANKING else counted


def _gate_firsts(table: Table, k: int) -> GatedTable:
    """Gate first choices as if everybody had exactly one: a reader may take it so, ties being few, and subtract."""
    if table.total_base < k:
        return gate_table(table, k)
    given = tuple(map(sum, zip(*table.counts, strict=True)))
    gated = gate_table(replace(table, bases=given, shape=Shape.PARTITION), k)
    return replace(gated, bases=table.bases, total_base=table.total_base, shape=table.shape)


def _narrow(counted: Tally, row: str | None, nets: tuple[Net, ...]) -> Table:
    """Return the gate's table of a break: only the sum a reader compares, where there is one."""
    return table_of(collapse(counted, {nets[0].row: nets[0].parts}) if nets else counted, row)


def _members(columns: Columns, by: str, answered: Mask) -> tuple[str, ...]:
    return tuple(group for group, given in zip(columns.memberships(by), answered, strict=True) if given)


def _coverage(session: Session, strand_id: str, found: Dataset, groups: Groups) -> StrandCoverage:
    """Return who was heard, past the gate; the register's size and the answers, under every figure, are always said."""
    members, complete = coverage(session, strand_id), Disposition.COMPLETE
    counts = Counter(DISPOSITIONS[member.disposition] for member in members)
    silent = [one for one in Disposition if one is not complete and one in DISPOSITIONS.values()]
    missing = tuple((counts[one],) for one in silent)
    rows, base = tuple(one.value for one in silent), (len(members) - counts[complete],)
    gated = gate_table(Table(rows, ("",), missing, base, Shape.PARTITION), K)
    return StrandCoverage(
        dispositions={complete.value: counts[complete]} | {row: gated.cell(row, "") for row in rows},
        lines={
            by: coverage_lines(
                groups.get(by, ()),
                Counter(getattr(member, by) for member in members),
                Counter(found.columns.memberships(by)),
            )
            for by in ("region", "language", "kind")
        },
        members=len(members),
    )

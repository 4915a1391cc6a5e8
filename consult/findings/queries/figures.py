"""Closed answers become tallies and pass the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from consult.collection.queries import CountedAnswer, earlier_answers
from consult.collection.queries.loaded import Brought
from consult.collection.rules import Unit
from consult.consultation.queries import FrameView
from consult.disclosure.rules import (
    GatedBreaks,
    GatedTable,
    Mark,
    Merging,
    Net,
    Rule,
    Shape,
    Table,
    gate_breaks,
    gate_table,
    merge_consistently,
)
from consult.findings.queries.amounts import BANDED, cuts_a_band, mirrors, scale_of, splits_hidden
from consult.findings.queries.asked import Asking
from consult.findings.rules import (
    AnswerRow,
    Columns,
    Kind,
    Question,
    Tally,
    collapse,
    first_choices,
    read_answers,
    table_of,
    tally,
)
from consult.findings.rules.columns import FIRST_REASON, NOT_ANSWERED, NOT_ASKED, Codes, Mask
from consult.findings.rules.heard import NEIGHBOURS, K
from consult.findings.rules.published import INSTEAD, FigureKey, PublishedGroup, Wave
from consult.findings.rules.tally import reasons
from consult.instrument.rules import Part, PartType, Structure
from consult.instrument.rules import Unit as AskedUnit
from consult.instrument.rules.condition import Chosen, Compared, leaves

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

ELSEWHERE = ("region", "language", "kind", "coalition")
"""What answers from elsewhere are broken down by, every one of them: nobody published a choice of breaks."""
NOTHING_BROUGHT = Brought("", {}, ())

Figures = dict[str, GatedTable]
Weights = NDArray[np.float64]
Groups = Mapping[str, tuple[PublishedGroup, ...]]


@dataclass(frozen=True, slots=True)
class Dataset:
    """The countable answers of one strand and unit, with the questions they answer and how much is hidden of them."""

    unit: Unit
    questions: Mapping[str, Question]
    parts: Mapping[str, Part]
    columns: Columns
    rule: Rule = Rule.FULL


def question_of(part: Part) -> Question | None:
    """Return how a part is counted; None for words, files, consent and everything sealed."""
    if part.is_text or part.sealed or part.type is PartType.TICK or part.item.startswith("Z"):
        return None
    if part.type.value not in set(Kind):
        return None
    if part.type is PartType.RANKING:
        return Question(part.key, Kind.RANKING, options=part.rows, reasons=part.instead)
    return Question(
        part.key,
        Kind(part.type.value),
        options=part.options,
        rows=part.rows,
        scale=scale_of(part),
        reasons=part.instead,
    )


def attributes_of(one: CountedAnswer | FrameView) -> dict[str, str]:
    """Return the groups one respondent is counted in."""
    return {
        "region": one.region,
        "language": one.language,
        "kind": one.kind,
        "membership": "both" if one.in_both else "one",
    }


def answer_row(asking: Asking, answer: CountedAnswer, brought: Brought = NOTHING_BROUGHT) -> AnswerRow:
    """Return one answer as it counts: without branches that routing no longer asks, and with what was asked."""
    answers, asked = asking.judge(answer.document, short=answer.short)
    attributes = {**attributes_of(answer), "coalition": brought.coalition}
    if brought.not_asked:
        asked = asking.without(asked, frozenset(brought.not_asked))
    return AnswerRow(answers=answers, asked=asked, attributes=attributes)


def dataset(
    structure: Structure,
    answers: Iterable[CountedAnswer],
    unit: Unit,
    brought: Mapping[str, Brought] | None = None,
) -> Dataset:
    """Return the integer columns of answers; `brought` is what those from elsewhere brought along, by id."""
    along, asking = brought or {}, Asking.of(structure, AskedUnit(unit.value))
    parts = {key: part for key, part in structure.parts.items() if part.unit.value in (unit.value, "both")}
    questions = {key: found for key, part in parts.items() if (found := question_of(part))}
    rows = [answer_row(asking, one, along.get(one.answer_id, NOTHING_BROUGHT)) for one in answers]
    return Dataset(unit, questions, parts, read_answers(rows, questions.values()))


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


def merge(columns: Columns, attributes: Sequence[str] = ATTRIBUTES) -> dict[str, Merging]:
    """Return the published groups of every break; breaks of an empty dataset are withheld."""
    if columns.count == 0:
        return {name: Merging((), withheld=True) for name in attributes}
    return merge_consistently({name: columns.memberships(name) for name in attributes}, NEIGHBOURS, K)


def regroup(columns: Columns, mergings: Mapping[str, Merging]) -> Columns:
    """Return columns whose attributes are the published groups; "" for whoever is in none of them."""
    for name, merging in mergings.items():
        if not merging.withheld:
            labels = [group.key for group in merging.groups]
            columns = columns.with_attribute(
                name, [merging.group_of(part) or "" for part in columns.memberships(name)], labels
            )
    return columns


def groups_of(merging: Merging) -> tuple[PublishedGroup, ...]:
    """Return the groups of a break as they are published."""
    return tuple(PublishedGroup(group.key, group.parts, group.base) for group in merging.groups)


def _past_the_gate(
    found: Dataset, question: Question, row: str | None, topline: Table, tables: Mapping[str, Table]
) -> GatedBreaks:
    """Return one row's counts and all its breaks, hidden together."""
    if question.kind is Kind.RANKING and row != INSTEAD:
        return _gate_firsts(topline, tables, _members(found, question, row, tables), found.rule)
    if not tables:
        return GatedBreaks(gate_table(topline, K, rule=found.rule), {})
    members = _members(found, question, row, tables)
    return gate_breaks(tables, topline=topline, memberships=members, k=K, rule=found.rule)


def figures_of(
    found: Dataset,
    groups: Groups,
    *,
    only: str | None = None,
    now: Figures | None = None,
    breaks: Sequence[str] | None = None,
    began: Figures | None = None,
) -> Figures:
    """Return every figure of a dataset; the breaks of one question pass the gate together.

    With the figures of `now`, those of the dataset are of the wave before them. `breaks` replaces the chosen breaks of
    each question, all its rows in each; `began` are figures of everything, where `only` one question is asked for.
    """
    made: Figures = {}
    wave = Wave.NOW if now is None else Wave.BEFORE
    known = next((one for one in (began, now) if one is not None), made)
    for key, question in found.questions.items():
        if only is not None and key != only:
            continue
        chosen = BREAKS[found.unit].get(key, ()) if breaks is None else breaks
        nets = NETS.get(found.parts[key].options_list or "", ())
        for row, counted, by_group in _every_row(found, question, [by for by in chosen if groups[by]]):
            name = FigureKey(found.unit.value, key, row or "", wave=wave)
            if _tells_who_was_asked(found, known, counted, row):
                continue
            item = None if row == INSTEAD else row
            topline = table_of(counted, item, nets=nets)
            narrow = nets if breaks is None else ()
            tables = {by: _narrow(table, item, narrow) for by, table in by_group.items()}
            gated = _past_the_gate(found, question, row, topline, tables)
            made[str(name)] = gated.topline
            made |= {str(replace(name, by=by)): table for by, table in gated.breaks.items()}
        for name_of_mirror in mirrors(question, made, earlier=wave is Wave.BEFORE):
            del made[name_of_mirror]
    return made


def items_of(question: Question) -> tuple[str | None, ...]:
    """Return the rows of a question that have figures: None for its only one, `INSTEAD` for reasons for no answer."""
    return (*question.items, INSTEAD) if question.reasons else question.items


def tally_of(
    found: Dataset, question: Question, row: str | None, by: str = "", weights: Weights | None = None
) -> Tally:
    """Count what a figure of one row is made of."""
    if row == INSTEAD:
        return reasons(found.columns, question, by=by or None, weights=weights)
    counted = tally(found.columns, question, by=by or None, weights=weights)
    return first_choices(counted) if counted.kind is Kind.RANKING else counted


def _every_row(
    found: Dataset, question: Question, breaks: Sequence[str]
) -> Iterator[tuple[str | None, Tally, dict[str, Tally]]]:
    """Yield each row of a question with its counts, of everybody and by group; rows that are counted alike once."""
    once: dict[bool, tuple[Tally, dict[str, Tally]]] = {}
    for row in items_of(question):
        alike = row == INSTEAD
        if alike not in once:
            once[alike] = (
                tally_of(found, question, row),
                {by: tally_of(found, question, row, by) for by in breaks},
            )
        yield (row, *once[alike])


def _codes(found: Dataset, question: Question, row: str | None) -> Codes:
    """Return a column that tells of one row who was asked, who answered and who gave a reason not to."""
    several = question.kind in (Kind.MULTIPLE, Kind.MATRIX_MULTIPLE, Kind.RANKING)
    item = question.items[0] if row == INSTEAD else row
    return found.columns.column(question.key, item, question.options[0] if several else None)


def answered(found: Dataset, question: Question, row: str | None) -> Mask:
    """Select who is in the base of one row of a question."""
    codes = _codes(found, question, row)
    chosen: Mask = codes <= FIRST_REASON if row == INSTEAD else codes >= 0
    return chosen


def _members(
    found: Dataset, question: Question, row: str | None, tables: Mapping[str, Table]
) -> dict[str, tuple[str, ...]]:
    """Return, per break, the group of everybody who answered, in one order of respondents."""
    given = answered(found, question, row)
    return {by: members_of(found.columns, by, given) for by in tables}


def _tells_who_was_asked(found: Dataset, made: Figures, counted: Tally, row: str | None) -> bool:
    """Tell whether a base gives away counts hidden where routing began, because nearly everybody asked answered."""
    part = found.parts[counted.question]
    route = part.when or (part.rows_when if row is not None else None)
    codes = _codes(found, found.questions[counted.question], row)
    if route is None or (codes == NOT_ANSWERED).sum() >= K:
        return False
    asked = codes != NOT_ASKED
    for leaf in leaves(route):
        reason = isinstance(leaf, Chosen) and set(leaf.codes) & set(found.parts[leaf.of].instead)
        places = (INSTEAD,) if reason else (leaf.row, row, None)
        keys = (str(FigureKey(found.unit.value, leaf.of, place or "")) for place in places)
        began = next((made[key] for key in keys if key in made), None)
        nets = {net.row for net in began.nets} if began else set()
        hidden = {one for one in began.rows if isinstance(began.total(one), Mark)} - nets if began else set()
        if not isinstance(leaf, Chosen):
            question = found.questions.get(leaf.of)
            if began and isinstance(leaf, Compared) and question and question.kind in BANDED:
                cut = cuts_a_band(found.columns, question, leaf.row or row, asked)
                if cut or splits_hidden(question, leaf, hidden):
                    return True
            elif hidden:  # whoever was asked is a group that no table shows
                return True
        elif hidden & set(leaf.codes) and hidden - set(leaf.codes):
            return True
    return False


def _gate_firsts(
    topline: Table, tables: Mapping[str, Table], members: Mapping[str, Sequence[str]], rule: Rule
) -> GatedBreaks:
    """Gate first choices as if everybody had exactly one: a reader may take it so, ties being few, and subtract.

    Where ties make more choices than there are people in a group, it would pass for larger than it is: no breaks then.
    """
    if topline.total_base < K:
        return GatedBreaks(gate_table(topline, K), {by: gate_table(table, K) for by, table in tables.items()})
    as_given = {by: _as_given(table) for by, table in tables.items()}
    tied = any(one > base for by, t in tables.items() for one, base in zip(as_given[by].bases, t.bases, strict=True))
    if tied or not tables:
        return GatedBreaks(_restored(gate_table(_as_given(topline), K, rule=rule), topline), {})
    gated = gate_breaks(as_given, topline=_as_given(topline), memberships=members, k=K, rule=rule)
    return GatedBreaks(
        _restored(gated.topline, topline), {by: _restored(one, tables[by]) for by, one in gated.breaks.items()}
    )


def _as_given(table: Table) -> Table:
    shape = Shape.PARTITION if len(table.rows) > 1 else table.shape
    return replace(table, bases=tuple(map(sum, zip(*table.counts, strict=True))), shape=shape)


def _restored(gated: GatedTable, table: Table) -> GatedTable:
    """Put back who answered: everybody's number, and that of each group the gate left a base."""
    whole = len(table.groups) == 1
    bases = tuple(
        base if whole or left is not None else None for left, base in zip(gated.bases, table.bases, strict=True)
    )
    return replace(gated, bases=bases, total_base=table.total_base, shape=table.shape)


def _narrow(counted: Tally, row: str | None, nets: tuple[Net, ...]) -> Table:
    """Return the gate's table of a break: only the sum a reader compares, where there is one."""
    return table_of(collapse(counted, {nets[0].row: nets[0].parts}) if nets else counted, row)


def members_of(columns: Columns, by: str, answered: Mask | None = None) -> tuple[str, ...]:
    """Return the group of everybody, or of those who answered, in one order of respondents."""
    groups = columns.memberships(by)
    return groups if answered is None else tuple(group for group, given in zip(groups, answered, strict=True) if given)

"""A strand's findings: everything that may be read of it, past the gate.

Nothing of a strand is tabulated before its data are frozen. A frozen dataset never changes, codes do until the findings
are released: so findings are kept in memory under the hashes of both.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock

from sqlalchemy.orm import Session

from consult.coding.queries import coding_hash
from consult.collection.operations import sealed_condition
from consult.collection.queries import CountedAnswer, counted_answers, coverage
from consult.collection.queries.loaded import brought_along
from consult.collection.rules import Disposition as Standing
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView, strand
from consult.consultation.rules import StrandState
from consult.disclosure.rules import By, GatedTable, Merging, Rule, Shape, Table, gate_table
from consult.findings.queries.amounts import means
from consult.findings.queries.figures import (
    Dataset,
    Groups,
    before_re_ask,
    dataset,
    figures_of,
    groups_of,
    merge,
    regroup,
)
from consult.findings.queries.late import late_answers
from consult.findings.queries.stretches import changes_of
from consult.findings.queries.themes import heard_in
from consult.findings.rules import Disposition
from consult.findings.rules.heard import K, coverage_lines
from consult.findings.rules.published import StrandCoverage, StrandFindings, WordingTrail
from consult.findings.rules.waves import earlier_figures, without_few
from consult.instrument.queries import ReAskView, newest_version, re_asks, structure_of
from consult.instrument.rules import Structure
from consult.shared.errors import N_, NotAllowedNow, NotFound

DISPOSITIONS = {
    Standing.ANSWERED: Disposition.COMPLETE,
    Standing.PARTIAL: Disposition.PARTIAL,
    Standing.DECLINED: Disposition.REFUSED,
    Standing.UNREACHABLE: Disposition.NO_CONTACT,
    Standing.INVITED: Disposition.NO_CONTACT,
    Standing.OPENED: Disposition.NO_CONTACT,
    Standing.NOT_ASKED: Disposition.NO_CONTACT,
    Standing.NOT_INVITED: Disposition.NO_CONTACT,
}
_kept: dict[tuple[str, str, str, int, int], Kept] = {}
_lock = Lock()


@dataclass(frozen=True, slots=True)
class UnitFigures:
    """What one unit's closed answers come to: how they are grouped, every figure past the gate, and mean points."""

    found: Dataset
    mergings: Mapping[str, Merging]
    groups: Groups
    figures: Mapping[str, GatedTable]
    means: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Kept:
    """A strand's findings, with what they were counted from and the lattices made of it so far, by unit and part."""

    findings: StrandFindings
    units: Mapping[str, UnitFigures]
    lattices: dict[tuple[str, str], Mapping[str, Mapping[By, GatedTable]]]


def strand_findings(session: Session, strand_id: str) -> StrandFindings:
    """Return everything that may be read of a frozen strand; raise `NotAllowedNow` before its data are frozen."""
    return kept_findings(session, strand_id).findings


def kept_findings(session: Session, strand_id: str) -> Kept:
    """Return everything that may be read of a frozen strand; raise `NotAllowedNow` before its data are frozen.

    Nor is anything counted after the transcripts, or who is who, were destroyed as promised: it would come out
    differently from what was frozen in the edition, and the difference would tell who was destroyed.
    """
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    if not view.has(StrandState.FROZEN) or view.dataset_hash is None:
        raise NotAllowedNow(N_("Findings begin with the frozen data."))
    if view.records_destroyed_on is not None:
        raise NotAllowedNow(
            N_("What these figures were counted from was destroyed as promised on %(day)s. Read the frozen edition."),
            day=view.records_destroyed_on.isoformat(),
        )
    coded = coding_hash(session, view.id)
    key = (view.id, view.dataset_hash, coded, *changes_of(session, view.id))
    if key not in _kept:
        made = _make(session, view, view.dataset_hash, coded)
        with _lock:
            if len(_kept) > 20:
                _kept.clear()
            _kept[key] = made
    return _kept[key]


def _make(session: Session, view: StrandView, dataset_hash: str, coded: str) -> Kept:
    newest = newest_version(session, view.id)
    if newest is None:
        raise NotFound(view.id)
    structure, trails = structure_of(session, newest.id), re_asks(session, view.id)
    units = {unit.value: _counted(session, view, structure, trails, unit) for unit in Unit}
    heard = {unit: heard_in(session, view, one.mergings, Unit(unit), structure) for unit, one in units.items()}
    organisations, said = units[Unit.ORGANISATION.value], heard[Unit.ORGANISATION.value]
    findings = StrandFindings(
        strand_id=view.id,
        mark=view.mark,
        coalition_name=view.coalition_name,
        dataset_hash=dataset_hash,
        version_hash=newest.content_hash,
        core_hash=newest.core_hash,
        coverage=_coverage(session, view.id, organisations.found, organisations.groups),
        bases={unit: one.found.columns.count for unit, one in units.items()},
        groups={unit: one.groups for unit, one in units.items()},
        figures={
            **{name: table for one in units.values() for name, table in one.figures.items()},
            **{name: table for one in heard.values() for name, table in one.figures.items()},
        },
        trails=tuple(WordingTrail(t.part, t.languages, t.reason, t.opened_at.date().isoformat()) for t in trails),
        safety_condition=sealed_condition(session, view.id) or said.sealed,
        k=K,
        coding_hash=coded,
        codes=said.codes,
        quotes=tuple(ref for one in heard.values() for ref in one.quotes),
        listening=said.listening,
        means={name: mean for one in units.values() for name, mean in one.means.items()},
        late=late_answers(session, view, organisations.found.columns.count, K),
        rule=organisations.found.rule,
    )
    return Kept(findings, units, {})


def _counted(
    session: Session, view: StrandView, structure: Structure, trails: Sequence[ReAskView], unit: Unit
) -> UnitFigures:
    """Count the closed answers of one unit, and parts that were asked again as they stood before."""
    answers, brought = counted_answers(session, view.id, unit), brought_along(session, view.id)
    rule = view.rule if unit is Unit.ORGANISATION and not brought else Rule.FULL
    found = replace(dataset(structure, answers, unit, brought), rule=rule)
    mergings = merge(found.columns)
    groups = {by: groups_of(merging) for by, merging in mergings.items()}
    merged = replace(found, columns=regroup(found.columns, mergings))
    figures = figures_of(merged, groups)
    asked = [(found.parts[key], question) for key, question in found.questions.items()]
    mean = means(unit.value, found.columns, asked, figures)
    for part in dict.fromkeys(trail.part for trail in trails):
        before: Sequence[CountedAnswer] = answers
        for trail in reversed([one for one in trails if one.part == part]):
            before = before_re_ask(session, view.id, trail.id, before)  # the oldest last: it stands
        earlier = replace(dataset(structure, before, unit), rule=rule)
        earlier = replace(earlier, columns=regroup(earlier.columns, mergings))
        made = earlier_figures(figures_of(earlier, groups, only=part, now=figures), figures)
        figures |= without_few(made, figures, earlier.columns, merged.columns)
    return UnitFigures(found, mergings, groups, figures, mean)


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

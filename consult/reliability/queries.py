"""How far the coders of a strand agree on what two of them have read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.coding import records
from consult.coding.queries import CodeTexts, PassageView, code_texts, double_read, passages_of, readings
from consult.coding.queries.counting import of_strand
from consult.coding.queries.in_vivo import is_shared
from consult.coding.records import Assignment, Code
from consult.consultation.queries import Outcomes, StrandView, Subject
from consult.consultation.rules import Outcome
from consult.reliability.rules import (
    Agreement,
    DoubleRead,
    Draws,
    Interval,
    Metric,
    Readings,
    Segment,
    Source,
    Unitizing,
    agreement_overall,
    agreement_per_code,
    disagreements,
    has_code,
    labels_given,
    largest_readership,
    lay_end_to_end,
    sets_of,
    share_double_read,
    unitizing_alpha,
)
from consult.shared.errors import N_


@dataclass(frozen=True, slots=True)
class Disputed:
    """A passage that some of its readers gave a code and others did not."""

    passage: PassageView
    gave: tuple[str, ...]
    gave_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """Which passages are asked about; "" and None stand for all."""

    language: str = ""
    source: Source | None = None

    def holds(self, passage: PassageView) -> bool:
        """Tell whether a passage is one of them."""
        return self.language in ("", passage.language) and self.source in (None, source_of(passage))


@dataclass(frozen=True, slots=True)
class Measured:
    """Agreement and the interval of its alpha, None where there are too few documents."""

    agreement: Agreement
    interval: Interval | None

    @property
    def alpha(self) -> float | None:
        """Alpha, or None where there is none."""
        return self.agreement.alpha


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """What can be said of one code: agreement, or why not, and the passages to talk about."""

    code: CodeTexts
    measured: Measured
    disputed: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True)
class Unitized:
    """Whether coders marked the same stretches: unitizing alpha of passages that `coders`, and nobody else, have read.

    `spans` counts what they marked per code.
    """

    coders: tuple[str, ...]
    passage_count: int
    spans: Mapping[str, int]
    found: Unitizing


@dataclass(frozen=True, slots=True)
class StrandAgreement:
    """Agreement in one strand: how much was read twice, overall and per code given at all by somebody.

    `overall` and `codes` are of the passages asked about, `groups` of each language and kind of source of all.
    Coders are called "1", "2" … in the order of their accounts' ids, which says nothing about them.
    """

    double: DoubleRead
    overall: Measured
    codes: tuple[CodeAgreement, ...]
    groups: Mapping[Within, Measured]
    unitized: Unitized
    coder_count: int


def source_of(passage: PassageView) -> Source:
    """Return whether a passage is a turn or an open answer."""
    return Source.TRANSCRIPT if passage.number else Source.ANSWERS


def strand_agreement(session: Session, view: StrandView, within: Within | None = None) -> StrandAgreement:
    """Return how far the coders of a strand agree; only finished readings count.

    Where nothing of what `within` asks about was read by two coders, it is about everything.
    """
    done = readings(session, view.id)
    names = {account: str(at) for at, account in enumerate(sorted(done), 1)}
    read = Readings(
        {names[account]: one.passages for account, one in done.items()},
        {names[account]: one.codes for account, one in done.items()},
    )
    codes = code_texts(session, view.consultation_id)
    passages = {one.id: one for one in passages_of(session, view.id)}
    groups = _groups(passages[unit] for unit in read.read_twice() if unit in passages)
    asked = _within(read, passages, within if within in groups else Within())
    return StrandAgreement(
        double=share_double_read(passages, read),
        overall=_overall(asked, passages, codes),
        codes=_codes(asked, passages, codes),
        groups={group: _overall(_within(read, passages, group), passages, codes) for group in groups},
        unitized=_unitized(asked, passages, _segments(session, view.id, names)),
        coder_count=len(names),
    )


def _within(read: Readings, passages: Mapping[str, PassageView], within: Within) -> Readings:
    return read.among([key for key, passage in passages.items() if within.holds(passage)])


def _groups(passages: Iterable[PassageView]) -> list[Within]:
    """Return every language and every kind of source there is."""
    every = list(passages)
    languages = [Within(language=one) for one in sorted({passage.language for passage in every} - {""})]
    found = {source_of(passage) for passage in every}
    return [*languages, *(Within(source=one) for one in Source if one in found)]


def _draws(read: Readings, passages: Mapping[str, PassageView]) -> Draws:
    """Draw interviews and answers: the turns of one interview stand together, every open answer by itself."""
    return Draws.of([_document(passages[unit]) for unit in read.read_twice()])


def _document(passage: PassageView) -> str:
    return f"interview {passage.label}" if source_of(passage) is Source.TRANSCRIPT else f"answer {passage.id}"


def _overall(read: Readings, passages: Mapping[str, PassageView], codes: Collection[str]) -> Measured:
    agreement = agreement_overall(read, codes)
    if agreement.alpha is None:
        return Measured(agreement, None)
    sets = sets_of(labels_given(read), codes)
    return Measured(agreement, _draws(read, passages).interval(sets, Metric.SETS))


def _codes(
    read: Readings, passages: Mapping[str, PassageView], codes: Mapping[str, CodeTexts]
) -> tuple[CodeAgreement, ...]:
    given = {key for coder in read.coders() for keys in read.coded.get(coder, {}).values() for key in keys}
    used = [key for key in codes if key in given]
    per_code = agreement_per_code(read, used)
    labels, draws, differing = labels_given(read), _draws(read, passages), disagreements(read, used)
    return tuple(
        CodeAgreement(
            codes[key],
            Measured(
                per_code[key],
                draws.interval(has_code(labels, key)) if per_code[key].alpha is not None else None,
            ),
            tuple(_disputed(read, key, [passages[unit] for unit in differing[key]])),
        )
        for key in used
    )


def _segments(session: Session, strand_id: str, names: Mapping[str, str]) -> list[Segment]:
    """Return what coders marked in finished readings, in one statement."""
    rows = session.execute(
        select(
            Assignment.account_id,
            Code.key,
            records.Segment.turn_id,
            records.Segment.words_id,
            records.Segment.start_at,
            records.Segment.end_at,
        )
        .join(records.Segment, records.Segment.assignment_id == Assignment.id)
        .join(Code, Code.id == records.Segment.code_id)
        .where(of_strand(strand_id), Assignment.done_on.is_not(None), records.Segment.removed_at.is_(None), is_shared())
    )
    return [
        Segment(names[account_id], key, turn_id or words_id or "", start, end)
        for account_id, key, turn_id, words_id, start, end in rows
        if account_id in names
    ]


def _unitized(read: Readings, passages: Mapping[str, PassageView], segments: Iterable[Segment]) -> Unitized:
    coders, units = largest_readership(read)
    lengths = [(unit, len(passage.text)) for unit, passage in passages.items() if unit in units]
    continuum, spans = lay_end_to_end(lengths, [one for one in segments if one.coder in coders])
    counts = Counter(span.code for span in spans)
    return Unitized(coders, len(units), counts, unitizing_alpha(continuum, coders, spans))


def _disputed(read: Readings, key: str, differing: Iterable[PassageView]) -> list[Disputed]:
    found = []
    for passage in differing:
        readers = [coder for coder in read.coders() if passage.id in read.units_of(coder)]
        gave = tuple(coder for coder in readers if key in read.codes_of(coder, passage.id))
        found.append(Disputed(passage, gave, tuple(coder for coder in readers if coder not in gave)))
    return found


def agreement_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether a fifth of the material was read by two coders (G5); a strand without material needs none."""
    found = double_read(session, [one.id for one in subject.strands])
    return {"read_twice": {strand_id: _read_twice(DoubleRead(*counts)) for strand_id, counts in found.items()}}


def _read_twice(read: DoubleRead) -> Outcome:
    if not read.units:
        return Outcome(True, N_("There is nothing to read."))
    words = N_("Read by two coders: %(double)s of %(units)s passages; a fifth is needed.")
    return Outcome(read.enough, words, {"double": read.double, "units": read.units})

"""How far the coders of a strand agree on what two of them have read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.coding.queries import CodeTexts, PassageView, code_texts, double_read, passages_of, readings
from consult.consultation.queries import Outcomes, StrandView, Subject
from consult.consultation.rules import Outcome
from consult.reliability.rules import (
    Agreement,
    DoubleRead,
    Readings,
    agreement_overall,
    agreement_per_code,
    disagreements,
    share_double_read,
)
from consult.shared.errors import N_


@dataclass(frozen=True, slots=True)
class Disputed:
    """A passage that some of its readers gave a code and others did not."""

    passage: PassageView
    gave: tuple[str, ...]
    gave_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CodeAgreement:
    """What can be said of one code: agreement, or why not, and the passages to talk about."""

    code: CodeTexts
    agreement: Agreement
    disputed: tuple[Disputed, ...]


@dataclass(frozen=True, slots=True)
class StrandAgreement:
    """Agreement in one strand: how much was read twice, overall and per code given at all by somebody.

    Coders are called "1", "2" … in the order of their accounts' ids, which says nothing about them.
    """

    double: DoubleRead
    overall: Agreement
    codes: tuple[CodeAgreement, ...]
    coder_count: int


def strand_agreement(session: Session, view: StrandView) -> StrandAgreement:
    """Return how far the coders of a strand agree; only finished readings count."""
    done = readings(session, view.id)
    names = {account: str(at) for at, account in enumerate(sorted(done), 1)}
    read = Readings(
        {names[account]: one.passages for account, one in done.items()},
        {names[account]: one.codes for account, one in done.items()},
    )
    codes = code_texts(session, view.consultation_id)
    passages = {one.id: one for one in passages_of(session, view.id)}
    per_code = agreement_per_code(read, codes)
    given = {key for one in done.values() for keys in one.codes.values() for key in keys}
    used = [key for key in codes if key in given]
    return StrandAgreement(
        double=share_double_read(passages, read),
        overall=agreement_overall(read, codes),
        codes=tuple(CodeAgreement(codes[key], per_code[key], tuple(_disputed(read, key, passages))) for key in used),
        coder_count=len(names),
    )


def _disputed(read: Readings, key: str, passages: Mapping[str, PassageView]) -> list[Disputed]:
    found = []
    for unit in disagreements(read, key):
        readers = [coder for coder in read.coders() if unit in read.units_of(coder)]
        gave = tuple(coder for coder in readers if key in read.codes_of(coder, unit))
        if unit in passages:
            found.append(Disputed(passages[unit], gave, tuple(coder for coder in readers if coder not in gave)))
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

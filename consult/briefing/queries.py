"""Reads of editions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.briefing.records import Edition, Erratum
from consult.briefing.rules import (
    ErratumView,
    FrozenFlips,
    Sealed,
    content_hash,
    differences,
    read_erratum,
    read_flips,
)
from consult.coding.queries.book import book_of
from consult.collection.queries import dataset_hash
from consult.collection.rules import canonical_hash
from consult.consultation.queries import Outcomes, StrandView, Subject, strands_of
from consult.consultation.records import StrandSeal
from consult.consultation.rules import DataSeal, Outcome, StrandState
from consult.findings.queries import strand_findings
from consult.findings.queries.seals import data_seal
from consult.findings.rules.published import StrandFindings, from_document
from consult.findings.rules.released import released_after
from consult.shared.errors import N_, NotAllowedNow, NotFound


@dataclass(frozen=True, slots=True)
class EditionView:
    """A frozen edition: both strands' findings, A before B. `intact` says that its hash still holds.

    One that is not intact has no findings: nobody is to read what was changed.
    """

    id: str
    consultation_id: str
    number: int
    content_hash: str
    frozen_at: datetime
    intact: bool
    strands: tuple[StrandFindings, ...]
    seals: tuple[Sealed, ...] = ()
    flips: tuple[FrozenFlips, ...] = ()
    errata: tuple[ErratumView, ...] = ()

    @property
    def erratum(self) -> ErratumView | None:
        """Return the correction this edition was made for, if it was."""
        return next((one for one in self.errata if one.edition == self.number), None)


@dataclass(frozen=True, slots=True)
class AskedErratum:
    """A correction one strand's lead consultant asked for, which nobody has confirmed yet."""

    id: str
    strand_id: str
    number: int
    reason: str
    by: str
    account_id: str
    asked_at: datetime


def newest_edition(session: Session, consultation_id: str) -> EditionView | None:
    """Return the newest edition of a consultation, or None before both strands released."""
    return _edition(session, consultation_id, Edition.consultation_id == consultation_id)


def numbered_edition(session: Session, consultation_id: str, number: int) -> EditionView | None:
    """Return one edition of a consultation by its number, or None."""
    return _edition(session, consultation_id, Edition.number == number)


def _edition(session: Session, consultation_id: str, wanted: ColumnElement[bool]) -> EditionView | None:
    row = session.execute(
        select(
            Edition.id,
            Edition.number,
            Edition.content_hash,
            Edition.frozen_at,
            cast(Edition.content, Text),  # as it stands in the database: reading it takes longer than finding it
        )
        .where(Edition.consultation_id == consultation_id, wanted)
        .order_by(Edition.number.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    edition_id, number, sealed_with, frozen_at, content = row
    held = _read(content, sealed_with)
    return EditionView(
        id=edition_id,
        consultation_id=consultation_id,
        number=number,
        content_hash=sealed_with,
        frozen_at=frozen_at,
        intact=held is not None,
        strands=held.strands if held else (),
        seals=held.seals if held else (),
        flips=held.flips if held else (),
        errata=held.errata if held else (),
    )


@dataclass(frozen=True, slots=True)
class _Held:
    strands: tuple[StrandFindings, ...]
    seals: tuple[Sealed, ...]
    flips: tuple[FrozenFlips, ...]
    errata: tuple[ErratumView, ...]


@lru_cache(maxsize=4)
def _read(content: str, sealed_with: str) -> _Held | None:
    """Return what an edition holds, None where the hash does not hold; the same text is read once.

    Editions up to format 2 know neither seals nor flips nor errata.
    """
    document = json.loads(content)
    if content_hash(document) != sealed_with:
        return None
    return _Held(
        strands=tuple(from_document(found) for found in document["strands"]),
        seals=tuple(Sealed(**{**one, "changed": tuple(one["changed"])}) for one in document.get("seals", ())),
        flips=tuple(read_flips(one) for one in document.get("flips", ())),
        errata=tuple(read_erratum(one) for one in document.get("errata", ())),
    )


def released_before(session: Session, consultation_id: str) -> tuple[tuple[StrandFindings, ...], ...]:
    """Return both strands' findings of every edition whose seal holds, the oldest first."""
    contents = session.scalars(
        select(Edition).where(Edition.consultation_id == consultation_id).order_by(Edition.number)
    )
    intact = [one.content for one in contents if content_hash(one.content) == one.content_hash]
    return tuple(tuple(from_document(found) for found in content["strands"]) for content in intact)


def next_findings(session: Session, strand_id: str, earlier: tuple[tuple[StrandFindings, ...], ...]) -> StrandFindings:
    """Return what may be read of a strand now, after all that was released of it before."""
    own = [found for edition in earlier for found in edition if found.strand_id == strand_id]
    return released_after(own, strand_findings(session, strand_id))


def sealed_now(session: Session, view: StrandView, found: StrandFindings | None = None) -> Sealed:
    """Return the fingerprints of a frozen strand as they are now, and which are no longer as they were sealed at G4.

    A strand frozen before there were such seals has the hash of its answers, and so have answers from elsewhere.
    """
    seal, now = session.get(StrandSeal, view.id), data_seal(session, view.id)
    frozen = view.dates.get(StrandState.FROZEN)
    changed: tuple[str, ...]
    if seal is None:
        changed = ("answers",) if dataset_hash(session, view.id) != view.dataset_hash else ()
    else:
        kept = DataSeal(frame=seal.frame, instrument=seal.instrument, answers=seal.answers, rules=seal.rules)
        changed = differences(kept, now) if kept.whole == view.dataset_hash else ("seal",)
    codes = canonical_hash(
        [one.key, one.parent, one.texts, one.reason, str(one.added_on or ""), str(one.retired_on or "")]
        for one in book_of(session, view.consultation_id)
    )
    return Sealed(
        mark=view.mark,
        exchanged=view.dataset_hash or "",
        on=frozen.date().isoformat() if frozen else "",
        frame=now.frame,
        instrument=now.instrument,
        answers=now.answers,
        rules=now.rules,
        codebook=codes,
        coding=found.coding_hash if found else "",
        changed=changed,
    )


@dataclass(frozen=True, slots=True)
class StrandVerdict:
    """One strand: what its data give now, None before they are frozen."""

    strand_id: str
    mark: str
    sealed: Sealed | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """A consultation: its strands, and its editions, the oldest first."""

    consultation_id: str
    strands: tuple[StrandVerdict, ...]
    editions: tuple[EditionView, ...]

    @property
    def holds(self) -> bool:
        """Tell whether everything that was sealed is as it was."""
        return all(one.sealed is None or one.sealed.holds for one in self.strands) and all(
            one.intact for one in self.editions
        )


def verified(session: Session, consultation_id: str) -> Verdict:
    """Recompute what was sealed of a consultation; raise `NotFound` if there is none."""
    views = strands_of(session, consultation_id)
    if not views:
        raise NotFound(f"there is no consultation {consultation_id}: `consult consultation list` names them")
    strands = tuple(
        StrandVerdict(one.id, one.mark, sealed_now(session, one) if one.has(StrandState.FROZEN) else None)
        for one in views
    )
    numbers = session.scalars(
        select(Edition.number).where(Edition.consultation_id == consultation_id).order_by(Edition.number)
    ).all()
    editions = (numbered_edition(session, consultation_id, number) for number in numbers)
    return Verdict(consultation_id, strands, tuple(one for one in editions if one is not None))


def asked_erratum(session: Session, consultation_id: str) -> AskedErratum | None:
    """Return the correction that waits for the second key, or None."""
    row = session.execute(
        select(Erratum, Account.name)
        .join(Account, Account.id == Erratum.asked_by)
        .where(Erratum.consultation_id == consultation_id, Erratum.edition_id.is_(None))
    ).first()
    if row is None:
        return None
    one, by = row
    return AskedErratum(one.id, one.strand_id, one.number, one.reason, by, one.asked_by, one.asked_at)


def has_changed_since(session: Session, edition: EditionView) -> bool:
    """Tell whether the findings are no longer those of an intact edition: words or an answer were withdrawn since.

    Once records were destroyed as promised nothing can be counted again: the edition is the last.
    """
    try:
        earlier = released_before(session, edition.consultation_id)
        return any(next_findings(session, found.strand_id, earlier) != found for found in edition.strands)
    except NotAllowedNow:
        return False


def release_conditions(session: Session, subject: Subject) -> Outcomes:
    """Say whether every strand has released, and whether the edition both read is the one that was frozen (G6)."""
    waiting = [one.mark for one in subject.consultation.strands if not one.has(StrandState.RELEASED)]
    edition = newest_edition(session, subject.consultation.id) if not waiting else None
    released = (
        Outcome(False, N_("Not released yet: %(marks)s."), {"marks": ", ".join(waiting)})
        if waiting
        else Outcome(True, N_("Every strand has released."))
    )
    if edition is None:
        intact = Outcome(False, N_("There is no edition before the last strand releases."))
    elif edition.intact:
        intact = Outcome(True, N_("Edition %(number)s is as it was frozen."), {"number": edition.number})
    else:
        intact = Outcome(False, N_("The seal of the edition does not hold."))
    return {"both_released": {"": released}, "edition_intact": {"": intact}}

"""Writes of the briefing: release, freeze, correct, publish. Nothing here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.briefing.queries import AskedErratum, asked_erratum, next_findings, released_before, sealed_now
from consult.briefing.records import Edition, Erratum
from consult.briefing.rules import (
    ErratumView,
    FrozenFlips,
    Sealed,
    changes,
    content_hash,
    erratum_document,
    flips_document,
)
from consult.consultation import operations as strands
from consult.consultation.queries import Gates, StrandView, strand, strands_of
from consult.consultation.records import Consultation
from consult.consultation.rules import Gate, StrandState
from consult.findings.queries import strand_findings
from consult.findings.queries.flips import statements_tried
from consult.findings.rules.published import StrandFindings, to_document
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text

FORMAT = 3
Content = dict[str, Any]  # Any: JSON
Released = tuple[tuple[StrandFindings, ...], ...]


def release_strand(session: Session, strand_id: str, moment: datetime, *, account_id: str | None = None) -> str | None:
    """Release a strand's findings; return the id of the edition if that was the last strand to do so.

    The edition is frozen in the same transaction, so both boards can open it in the same moment. Raises `NotAllowedNow`
    where register, instrument or answers are no longer those that were sealed at G4.
    """
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    everybody = strands.release(session, strand_id, moment, account_id=account_id)
    if everybody:
        return freeze_edition(session, view.consultation_id, moment)
    _demand_seal(sealed_now(session, view))
    return None


def freeze_edition(session: Session, consultation_id: str, moment: datetime) -> str:
    """Freeze both strands' gated findings under one hash, as the first edition is; return the edition's id."""
    views = strands_of(session, consultation_id)
    found = [strand_findings(session, view.id) for view in views]
    return _freeze(session, consultation_id, _content(session, views, found, []), moment)


def freeze_next_edition(session: Session, consultation_id: str, moment: datetime) -> str:
    """Freeze what the findings are now, after words were withdrawn; return the id of the new edition.

    Earlier editions stay as they are, and what is released passes the gate together with them. Raises `NotAllowedNow`
    before both strands have released, and where nothing has changed since the newest edition.
    """
    session.get(Consultation, consultation_id, with_for_update=True)  # two at once would take the same number
    views, found, newest = _changed(session, consultation_id, released_before(session, consultation_id))
    return _freeze(session, consultation_id, _content(session, views, found, newest.content.get("errata", [])), moment)


def ask_erratum(session: Session, strand_id: str, reason: str, *, account_id: str, moment: datetime) -> str:
    """Ask, as lead consultant of a strand, for a numbered correction of what was released; return its id.

    Nothing is published before the other strand's lead consultant confirms it. Raises `NotAllowedNow` without a reason,
    while another correction waits, and where nothing that may be published would be another than it is.
    """
    view, why = _held(session, strand_id), clean_text(reason).strip()
    if not why:
        raise NotAllowedNow(N_("Say what was wrong: a correction is published with its reason."))
    if asked_erratum(session, view.consultation_id) is not None:
        raise NotAllowedNow(N_("Another correction waits to be confirmed."))
    _changed(session, view.consultation_id, released_before(session, view.consultation_id))
    known = select(func.count()).where(Erratum.consultation_id == view.consultation_id)
    record = Erratum(
        consultation_id=view.consultation_id,
        strand_id=strand_id,
        number=(session.scalar(known) or 0) + 1,
        reason=why,
        asked_by=account_id,
        asked_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def withdraw_erratum(session: Session, strand_id: str) -> None:
    """Take back a correction that this strand asked for and nobody has confirmed."""
    asked = _waiting(session, _held(session, strand_id))
    if asked.strand_id != strand_id:
        raise NotAllowedNow(N_("The other strand asked for this correction; only that strand can take it back."))
    session.delete(session.get_one(Erratum, asked.id))
    session.flush()


def confirm_erratum(session: Session, strand_id: str, *, account_id: str, moment: datetime) -> str:
    """Confirm, as lead consultant of the other strand, a correction; return the id of the edition that has it."""
    view = _held(session, strand_id)
    asked = _waiting(session, view)
    if asked.strand_id == strand_id or asked.account_id == account_id:
        raise NotAllowedNow(N_("The lead consultant of the other strand confirms a correction, not who asked for it."))
    views, found, newest = _changed(
        session, view.consultation_id, before := released_before(session, view.consultation_id)
    )
    erratum = ErratumView(
        number=asked.number,
        mark=next(one.mark for one in views if one.id == asked.strand_id),
        reason=asked.reason,
        on=moment.date().isoformat(),
        corrects=newest.number,
        edition=newest.number + 1,
        changes=changes(before[-1], found),
    )
    errata = [*newest.content.get("errata", []), erratum_document(erratum)]
    edition_id = _freeze(session, view.consultation_id, _content(session, views, found, errata), moment)
    record = session.get_one(Erratum, asked.id)
    record.edition_id, record.confirmed_by, record.confirmed_at = edition_id, account_id, moment
    session.flush()
    return edition_id


def _held(session: Session, strand_id: str) -> StrandView:
    """Return a strand whose consultation nobody else corrects until the transaction ends."""
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    session.get(Consultation, view.consultation_id, with_for_update=True)
    return view


def _waiting(session: Session, view: StrandView) -> AskedErratum:
    asked = asked_erratum(session, view.consultation_id)
    if asked is None:
        raise NotAllowedNow(N_("No correction waits to be confirmed."))
    return asked


def _changed(
    session: Session, consultation_id: str, before: Released
) -> tuple[tuple[StrandView, ...], tuple[StrandFindings, ...], Edition]:
    """Return strands, findings as they may be released now, and the newest edition; refuse where these are the same."""
    views = strands_of(session, consultation_id)
    newest = _newest(session, consultation_id)
    if newest is None or not before or not all(view.has(StrandState.RELEASED) for view in views):
        raise NotAllowedNow(N_("The first edition is frozen when both strands have released their findings."))
    found = tuple(next_findings(session, view.id, before) for view in views)
    if found == before[-1]:
        raise NotAllowedNow(
            N_("Nothing has changed since edition %(number)s was frozen; the next one is frozen when something has."),
            number=newest.number,
        )
    return views, found, newest


def _content(
    session: Session, views: Sequence[StrandView], found: Sequence[StrandFindings], errata: Sequence[Content]
) -> Content:
    seals = [sealed_now(session, view, one) for view, one in zip(views, found, strict=True)]
    for seal in seals:
        _demand_seal(seal)
    return {
        "format": FORMAT,
        "consultation": views[0].consultation_id if views else "",
        "strands": [to_document(one) for one in found],
        "seals": [{**asdict(one), "changed": list(one.changed)} for one in seals],
        "flips": [flips_document(FrozenFlips(*statements_tried(session, one))) for one in found],
        "errata": list(errata),
    }


def _demand_seal(seal: Sealed) -> None:
    if not seal.holds:
        raise NotAllowedNow(
            N_(
                "The data of strand %(mark)s are not those that were sealed when they were frozen (G4). Nothing is "
                "released: have whoever keeps the database find out what was changed."
            ),
            mark=seal.mark,
        )


def _newest(session: Session, consultation_id: str) -> Edition | None:
    wanted = select(Edition).where(Edition.consultation_id == consultation_id)
    return session.scalars(wanted.order_by(Edition.number.desc()).limit(1)).first()


def _freeze(session: Session, consultation_id: str, content: Content, moment: datetime) -> str:
    newest = _newest(session, consultation_id)
    record = Edition(
        consultation_id=consultation_id,
        number=newest.number + 1 if newest else 1,
        content=content,
        content_hash=content_hash(content),
        frozen_at=moment,
    )
    session.add(record)
    session.flush()
    return record.id


def publish_joint(
    session: Session, gates: Gates, consultation_id: str, moment: datetime, *, account_id: str | None = None
) -> None:
    """Open the edition to the members of both coalitions at once: that is passing G7."""
    strands.pass_gate(
        session, gates, Gate.MEETING, consultation_id=consultation_id, account_id=account_id, moment=moment
    )

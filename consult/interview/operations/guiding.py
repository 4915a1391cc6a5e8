"""Changing the guide of a strand, and writing down what became of it in one conversation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consult.interview.operations.planning import open_plan
from consult.interview.queries import known_items
from consult.interview.records import GuideNote, StrandGuide
from consult.interview.rules.guide import Guide, Reached, guide_to
from consult.interview.rules.planning import PlanFault
from consult.shared.errors import N_
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line, clean_text


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of one row in one conversation, and what was said."""

    reached: Reached
    notes: str


def save_guide(session: Session, strand_id: str, guide: Guide, *, account_id: str, day: date) -> None:
    """Keep a strand's own guide; rows without a lead question go. Raises `PlanFault` for an item nobody asks."""
    known = known_items(session, strand_id)
    rows = []
    for row in guide.rows:
        lead = clean_line(row.lead)
        if not lead:
            continue
        items = tuple(dict.fromkeys(one.strip().upper() for one in row.items if one.strip()))
        for item in items:
            if item not in known:
                raise PlanFault(N_("The instrument has no item %(item)s."), item=clean_line(item)[:20])
        if not items:
            raise PlanFault(N_("Say of every question which items it is about."))
        rows.append(replace(row, key=row.key or random_id(), items=items, lead=lead, probes=clean_line(row.probes)))
    if not rows:
        raise PlanFault(N_("A guide needs at least one question."))
    kept = replace(guide, opening=clean_text(guide.opening), closing=clean_text(guide.closing), rows=tuple(rows))
    found = session.get(StrandGuide, strand_id)
    if found is None:
        found = StrandGuide(strand_id=strand_id, document={}, changed_on=day, account_id=account_id)
        session.add(found)
    found.document, found.changed_on, found.account_id = guide_to(kept), day, account_id
    session.flush()


def use_reference_guide(session: Session, strand_id: str) -> None:
    """Go back to the guide as it is shipped."""
    session.execute(delete(StrandGuide).where(StrandGuide.strand_id == strand_id))


def save_sheet(session: Session, plan_id: str, given: Mapping[str, Noted], moment: datetime) -> None:
    """Keep what became of the rows of a guide; raise `PlanFault` once the interview was taken in or withdrawn."""
    open_plan(session, plan_id)
    there = {one.key: one for one in session.scalars(select(GuideNote).where(GuideNote.plan_id == plan_id))}
    for key, noted in given.items():
        notes = clean_text(noted.notes)
        if (found := there.get(key)) is None:
            session.add(GuideNote(plan_id=plan_id, key=key, reached=noted.reached, notes=notes, saved_at=moment))
        elif (found.reached, found.notes) != (noted.reached, notes):
            found.reached, found.notes, found.saved_at = noted.reached, notes, moment
    session.flush()

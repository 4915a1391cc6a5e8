"""Drawing what is read a second time: by a seed that is kept with everything that could have been drawn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from consult.coding.operations.assigning import check_unreleased
from consult.coding.operations.suggesting import forget
from consult.coding.queries.assignments import interviews_to_code, words_to_code
from consult.coding.queries.blind import readings_given
from consult.coding.records import AssignedWords, Assignment, SecondDraw
from consult.coding.rules.assigning import Pool, drawn, wanted_of
from consult.coding.rules.attributes import Material
from consult.consultation.queries import StrandView
from consult.consultation.rules import StrandState
from consult.shared.errors import N_, NotAllowedNow

INTERVIEWS = ""
"""Stands for the interviews among the parts of the instrument."""


def draw_second_readings(
    session: Session, strand: StrandView, reader_id: str, *, share: int, seed: str, by: str, moment: datetime
) -> int:
    """Draw what is read twice until `share` in a hundred of each kind is, and give it to a coder; return how many.

    What the coder reads first is not in the draw. Raises `NotAllowedNow` for a share that is none, and where nothing
    is left to draw.
    """
    if not 1 <= share <= 100:
        raise NotAllowedNow(N_("Choose a share from 1 to 100 in a hundred."))
    parts, pools = _pools(session, strand, reader_id, share)
    chosen = drawn(pools, seed)
    if not chosen:
        raise NotAllowedNow(N_("There is nothing left to draw for this coder."))
    pool = {group: {"wanted": one.wanted, "documents": dict(one.documents)} for group, one in pools.items()}
    session.add(
        SecondDraw(
            strand_id=strand.id, share=share, seed=seed, pool=pool, reader_id=reader_id, account_id=by, drawn_at=moment
        )
    )
    _give(session, strand, reader_id, {one: parts[one] for one in chosen}, moment)
    return len(chosen)


def _pools(
    session: Session, strand: StrandView, reader_id: str, share: int
) -> tuple[Mapping[str, str], Mapping[str, Pool]]:
    """Return {document: its part}, and by part what can be drawn: not read twice yet, nor first by the reader."""
    material = [(one.id, INTERVIEWS, one.language) for one in interviews_to_code(session, strand.id)]
    if strand.has(StrandState.FROZEN):
        material += [(one.id, one.part, one.language) for one in words_to_code(session, strand.id)]
    given = readings_given(session, strand.id)
    twice = {one.document for one in given if one.second}
    own = {one.document for one in given if one.account_id == reader_id}
    parts = {document: part for document, part, _language in material}
    pools = {}
    for part in dict.fromkeys(parts.values()):
        inside = {document: language for document, where, language in material if where == part}
        wanted = wanted_of(len(inside), len(twice & set(inside)), share)
        free = {document: language for document, language in inside.items() if document not in twice | own}
        pools[part] = Pool(wanted, free)
    return parts, pools


def _give(session: Session, strand: StrandView, reader_id: str, chosen: Mapping[str, str], moment: datetime) -> None:
    """Give drawn documents to a coder: an assignment for each interview, and one for the answers to each part."""
    records: dict[str, Assignment] = {}
    for document, part in chosen.items():
        spoken = part == INTERVIEWS
        records.setdefault(
            document if spoken else part,
            Assignment(
                strand_id=strand.id,
                account_id=reader_id,
                material=Material.INTERVIEW if spoken else Material.OPEN_ANSWERS,
                interview_id=document if spoken else None,
                part=part,
                second=True,
                assigned_on=moment.date(),
            ),
        )
    check_unreleased(session, next(iter(records.values())))
    interviews = [one.interview_id for one in records.values() if one.interview_id is not None]
    forget(session, strand.id, interviews, moment.date())
    session.add_all(records.values())
    session.flush()
    session.add_all(
        AssignedWords(assignment_id=records[part].id, words_id=document)
        for document, part in chosen.items()
        if part != INTERVIEWS
    )
    session.flush()

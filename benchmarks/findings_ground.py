"""Strands with as many answers as asked for, to count: the reference instrument, all routing kept to, data frozen.

Organisations of four regions, three languages and four kinds, some of them in both coalitions, each with an answer to
nearly every closed question and opinions that differ by region; a tenth as many more give none.
"""

from __future__ import annotations

import random
from datetime import timedelta
from itertools import islice
from pathlib import Path

from flask import Flask
from ground import Ground
from sqlalchemy import insert
from sqlalchemy.orm import Session

from consult.app import create_app
from consult.collection.records import Answer, Coverage, Participation
from consult.collection.rules import AnswerState, Disposition, Unit
from consult.consultation.operations import add_strand, create_consultation, open_strand, pass_gate
from consult.consultation.queries import Gates, strand
from consult.consultation.records import FrameMember
from consult.consultation.rules import PER_STRAND, Gate, Mandate
from consult.findings.queries.seals import data_seal
from consult.instrument.operations import publish, reference_document
from consult.instrument.rules import Part, PartType, Structure, prune, reference_structure, reference_wordings
from consult.instrument.rules import Unit as AskedUnit
from consult.instrument.rules.condition import Value
from consult.membership.records import Coalition, Membership, Organisation
from consult.membership.rules import OrganisationKind, Region
from consult.settings import read_settings
from consult.shared import schema
from consult.shared.database import db
from consult.shared.identifiers import random_id
from consult.shared.time import now, today

REGIONS = (Region.AFRICA, Region.EUROPE, Region.AMERICAS, Region.EASTERN_EUROPE_CENTRAL_ASIA)
LANGUAGES = ("en", "fr", "es")
KINDS = tuple(OrganisationKind)[:4]
GOALS = {"goal_1": {"en": "A treaty"}, "goal_2": {"en": "Help for those harmed"}}
AT_ONCE = 5_000
Row = dict[str, object]


def laid(folder: Path, answers: int) -> tuple[Flask, str]:
    """Make an installation with one frozen strand of so many answers; return an application on it, and the strand."""
    made = Ground(folder, f"sqlite:///{folder / 'consult.db'}", "", ())
    app = create_app(read_settings(made.environment))
    with app.app_context():
        schema.upgrade(db.engine)
        session = db.session()
        strand_id, version_id = _asked(session)
        _answered(session, strand_id, version_id, answers)
        for gate in (Gate.COLLECTION, Gate.DATA, Gate.CODING):
            _pass(session, strand_id, gate)
        session.commit()
    return app, strand_id


def _asked(session: Session) -> tuple[str, str]:
    coalition = Coalition(mark="A", name="Coalition A", agreement="Treaty A")
    session.add(coalition)
    session.flush()
    one = Organisation(name="House", name_key="house", country="KE", region=REGIONS[0], kind=KINDS[0], languages=["en"])
    session.add(one)
    session.flush()
    session.add(Membership(coalition_id=coalition.id, organisation_id=one.id))
    texts = {name: {"en": f"The {name}"} for name in ("title", "question", "already_discussed", "still_open")}
    mandate = Mandate(
        **texts,
        criteria=[{"en": "Members stay heard"}],
        languages=["en"],
        opens_on=today() - timedelta(days=90),
        closes_on=today() - timedelta(days=30),
        withdraw_until=today() - timedelta(days=10),
    )
    strand_id = add_strand(session, create_consultation(session, mandate), coalition.id)
    structure = reference_structure()
    document = reference_document(structure, reference_wordings(structure), GOALS)
    version_id = publish(session, strand_id=strand_id, document=document, reason="First", moment=now())
    for gate in (Gate.MANDATE, Gate.INSTRUMENT, Gate.REGISTER):
        _pass(session, strand_id, gate)
    open_strand(session, strand_id, now() - timedelta(days=80))
    return strand_id, version_id


def _pass(session: Session, strand_id: str, gate: Gate) -> None:
    found = strand(session, strand_id)
    assert found is not None
    own = strand_id if gate in PER_STRAND else None
    at, gates = now() - timedelta(days=1), Gates((), data_seal)
    pass_gate(session, gates, gate, consultation_id=found.consultation_id, strand_id=own, account_id=None, moment=at)


def _answered(session: Session, strand_id: str, version_id: str, answers: int) -> None:
    draw, structure = random.Random(2031), reference_structure()
    everybody = (
        _rows(draw, structure, (strand_id, version_id), at, gave=at < answers) for at in range(answers + answers // 10)
    )
    while several := list(islice(everybody, AT_ONCE)):
        for place, record in enumerate((Organisation, FrameMember, Coverage, Participation, Answer)):
            rows = [{"id": random_id(), **one[place]} for one in several if one[place]]
            if rows:
                session.execute(insert(record), rows)
        session.commit()


def _rows(draw: random.Random, structure: Structure, ids: tuple[str, str], at: int, *, gave: bool) -> tuple[Row, ...]:
    strand_id, version_id = ids
    region = draw.choices(REGIONS, (5, 4, 3, 1))[0]
    kind, language, both = draw.choice(KINDS), draw.choices(LANGUAGES, (6, 3, 1))[0], draw.random() < 0.2
    house = random_id()
    known = {"region": region.value, "kind": kind.value, "in_both": both}
    own = {"strand_id": strand_id, "organisation_id": house}
    stands = Disposition.ANSWERED if gave else Disposition.INVITED
    took_part = {**own, "unit": Unit.ORGANISATION, "code_hash": random_id(), "began_on": today(),
                 "submitted_on": today() - timedelta(days=40)}  # fmt: skip
    answer = {
        "strand_id": strand_id,
        "version_id": version_id,
        "unit": Unit.ORGANISATION,
        "state": AnswerState.SUBMITTED,
        "document": _said(draw, structure, REGIONS.index(region)),
        "language": language,
        "submitted_at": (now() - timedelta(days=40)).replace(minute=0, second=0, microsecond=0),
        **known,
        **{name: {} for name in ("consents", "revisions", "read_in")},
        "re_asks": [],
    }
    return (
        {"id": house, "name": f"House {at}", "name_key": f"house {at}", "country": "KE", "region": region,
         "kind": kind, "languages": [language], "profile": {}},
        {**own, **known, "language": language},
        {**own, "disposition": stands},
        took_part if gave else {},
        answer if gave else {},
    )  # fmt: skip


def _said(draw: random.Random, structure: Structure, lean: int) -> dict[str, Value]:
    given: dict[str, Value] = {}
    for key, part in structure.parts.items():
        if not part.sealed and not part.is_text and draw.random() < 0.95:
            value = _value(draw, part, lean)
            if value is not None:
                given[key] = value
    given |= {"Z1": "organisation", "Z2.take_part": True}
    return prune(structure, AskedUnit.ORGANISATION, False, given)


def _value(draw: random.Random, part: Part, lean: int) -> Value | None:
    weights = [1 + (at + lean) % len(part.options) for at in range(len(part.options))] if part.options else []
    value: Value | None = None
    match part.type:
        case PartType.SINGLE:
            value = draw.choices(part.options, weights)[0]
        case PartType.MULTIPLE:
            value = draw.sample(part.options, draw.randint(1, min(3, len(part.options))))
        case PartType.MATRIX if part.rows:
            value = dict(zip(part.rows, draw.choices(part.options, weights, k=len(part.rows)), strict=True))
        case PartType.MATRIX_MULTIPLE:
            value = {row: draw.sample(part.options, 2) for row in part.rows}
        case PartType.RANKING:
            value = {row: at for at, row in enumerate(draw.sample(part.rows, 3), 1)}
        case PartType.YEAR:
            value = draw.randint(1980, 2020)
        case PartType.TICK:
            value = True
    return value

"""Many stored answers in little time: the rows of one real answer, copied under new ids."""

from __future__ import annotations

import secrets
from typing import Any

from ground import Ground
from sqlalchemy import Table, insert, select

from consult.collection.records import Answer, AnswerLink, PagePost, Participation, Words
from consult.shared.database import db, writing
from consult.shared.identifiers import digest, random_id

Row = dict[str, Any]  # Any: whatever a column holds
BATCH = 500


def fill(ground: Ground, size: int) -> None:
    """Copy the answer that was submitted first until there are so many; what is sealed in copies opens nothing."""
    with ground.app().app_context():
        writing.set(True)
        session = db.session()
        answer = _rows(Answer.__table__, Answer.state == "submitted")[0]
        own = [
            (table.__table__, _rows(table.__table__, table.answer_id == answer["id"])) for table in (Words, PagePost)
        ]
        link = _rows(AnswerLink.__table__, AnswerLink.answer_id == answer["id"])[0]
        part = _rows(Participation.__table__, Participation.submitted_on.is_not(None))[0]
        count = size - session.query(Answer).count()
        while count > 0:
            ids = [random_id() for _one in range(min(count, BATCH))]
            session.execute(
                insert(Participation.__table__),
                [part | {"id": random_id(), "code_hash": digest(random_id())} for _id in ids],
            )
            session.execute(insert(Answer.__table__), [answer | {"id": each} for each in ids])
            session.execute(
                insert(AnswerLink.__table__), [link | {"mark": random_id(), "answer_id": each} for each in ids]
            )
            for table, rows in own:
                copies = [row | {"answer_id": each} | _new(row) for each in ids for row in rows]
                session.execute(insert(table), copies)
            session.commit()
            count -= len(ids)
        db.session.remove()
        db.engine.dispose()


def _rows(table: Any, wanted: Any) -> list[Row]:
    assert isinstance(table, Table)
    return [dict(row._mapping) for row in db.session.execute(select(table).where(wanted))]


def _new(row: Row) -> Row:
    """Return what is random in a row, anew."""
    found: Row = {"id": random_id()} if "id" in row else {"key": random_id()}
    return found | {name: secrets.token_bytes(len(row[name])) for name in row if name == "sealed"}

"""The control: the same people in a schema nobody should use. Every attacker must find nearly all of them."""

from __future__ import annotations

import random
from datetime import timedelta

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

from consult.shared.identifiers import digest, random_id
from consult.shared.time import now
from tests.security.linkability.evidence import (
    Attributes,
    Evidence,
    Log,
    Person,
    Poll,
    file_bytes,
    in_log_order,
    places,
    rows,
)

metadata = MetaData()
INVITATION = Table(
    "naive_invitation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("organisation_id", Text),
    Column("token_hash", Text),
    Column("answered", Boolean),
    Column("answered_at", DateTime),
)
ANSWER = Table(
    "naive_answer",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("key", Text),
    Column("token_hash", Text),
    Column("region", Text),
    Column("kind", Text),
    Column("language", Text),
    Column("in_both", Boolean),
    Column("document", Text),
    Column("created_at", DateTime),
)


def naive(engine: Engine, register: dict[str, Attributes], seed: int) -> tuple[Evidence, dict[int, str]]:
    """Have everybody of the register answer in the naive schema; return the evidence and the truth.

    Mark and answer in one transaction, row numbers that count up, the moment, the register's attributes.
    """
    chance = random.Random(seed)
    metadata.create_all(engine)
    tokens = {one: digest(random_id()) for one in register}
    with engine.begin() as connection:
        connection.execute(
            insert(INVITATION),
            [{"organisation_id": one, "token_hash": tokens[one], "answered": False} for one in register],
        )
    log = Log(engine)
    polls, people, truth = [_poll(engine)], [], {}
    moment = now()
    for number, one in enumerate(chance.sample(sorted(register), len(register))):
        truth[number] = random_id()
        moment += timedelta(seconds=chance.randrange(1, 4000))
        _answer(engine, one, truth[number], tokens[one], register[one], moment=moment.replace(tzinfo=None))
        people.append(Person(number, one, len(polls)))
        polls.append(_poll(engine))
    logged = in_log_order(log.read(), truth.values())
    with engine.connect() as connection:
        answers, named = rows(connection, "naive_answer", "key"), rows(connection, "naive_invitation", "id")
    files = file_bytes(engine, ("naive_answer",))
    evidence = Evidence(people=people, register=register, answers=answers, named=named, logged=logged, polls=polls)
    evidence.places = places(files, [row.key for row in answers])
    return evidence, truth


def _answer(
    engine: Engine, organisation_id: str, key: str, token: str, attributes: Attributes, *, moment: object
) -> None:
    region, kind, language, in_both = attributes
    with engine.begin() as connection:
        connection.execute(
            insert(ANSWER).values(
                key=key,
                token_hash=token,
                region=region,
                kind=kind,
                language=language,
                in_both=in_both,
                document='{"C2": "national"}',
                created_at=moment,
            )
        )
        own = INVITATION.c.organisation_id == organisation_id
        connection.execute(update(INVITATION).where(own).values(answered=True, answered_at=moment))


def _poll(engine: Engine) -> Poll:
    with engine.connect() as connection:
        answers = frozenset(connection.scalars(select(ANSWER.c.key)))
        board = connection.execute(select(INVITATION.c.organisation_id, func.coalesce(INVITATION.c.answered, False)))
        return Poll(answers, {}, {one: str(answered) for one, answered in board})

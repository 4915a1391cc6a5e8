"""A collection as it comes: people who answer anonymously and organisations that answer confidentially, drafts given
up, retries, changes, withdrawals, processes killed, and the clock that mixes in between.
"""

from __future__ import annotations

import logging
import os
import random
import signal
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from itertools import product
from unittest.mock import patch

from flask import Flask
from sqlalchemy import Engine, event, func, select, text
from sqlalchemy.orm import Session

from consult.collection.operations import begin, cover_frame, keep, mixing, submit
from consult.collection.operations.anonymous import (
    begin_anonymous,
    keep_anonymous,
    submit_anonymous,
    withdraw_anonymous,
)
from consult.collection.queries.anonymous import Derived, derive
from consult.collection.records import Answer, Coverage, Invitation, Spooled, Words
from consult.collection.rules import Unit, in_fives
from consult.consultation.queries import frame
from consult.membership.records import Coalition, Membership, Organisation
from consult.membership.rules import OrganisationKind, Region
from consult.shared.database import db, writing
from consult.shared.erasing import erase_order
from consult.shared.identifiers import digest, random_id
from consult.shared.jobs import Jobs, run_next, wind
from consult.shared.time import now, today
from tests.builders import MOMENT, World
from tests.builders_anonymous import anonymous_world
from tests.builders_collection import signed
from tests.builders_gates import closed, opened
from tests.security.linkability.evidence import (
    WORDS,
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

PEOPLE, ORGANISATIONS = 300, 40
CHANGES, WITHDRAWALS, GIVEN_UP, EARLY = 60, 10, 20, 60
ROUND = 45  # events between two rounds of the clock
HOUR = timedelta(hours=1)
EFFORTS = ("national", "regional", "international", "balanced")
NAMED = ("invitation", "coverage", "participation", "mail")
JOBS = Jobs(
    handlers={"collection.mix": mixing.mix_spools, "collection.erase_order": mixing.erase_mixed_order},
    clock={"collection.mix": HOUR},
)


@dataclass(slots=True)
class Somebody:
    """One person of the simulation; `said` is what their answer must hold in the end."""

    number: int
    organisation_id: str
    code: str = ""
    said: tuple[str, str] = ("", "")
    event: int = 0

    def own(self, strand_id: str) -> Derived:
        return derive(self.code, strand_id)


@dataclass(slots=True, kw_only=True)
class Collected:
    """What came of it: the evidence, whose answer is whose, and what must not be found."""

    strand_id: str
    evidence: Evidence
    truth: dict[int, str]
    said: dict[str, tuple[str, str]]
    secrets: list[str]
    named_while_waiting: list[str] = field(default_factory=list)


class Collecting:
    """One collection in one database, watched after every event."""

    def __init__(self, app: Flask, chance: random.Random) -> None:
        self.chance = chance
        self.engine: Engine = db.engine
        self.world = anonymous_world(db.session(), opened=False)
        self.strand_id = self.world.strands["A"]
        self.register = enlarge(db.session(), self.world, chance)
        self.invitations = invite_each(db.session(), self.strand_id, self.register)
        db.session.commit()
        if self.engine.dialect.name == "sqlite":
            self.engine.dispose()
            event.listen(self.engine, "connect", _keep_log)
        self.polls = [self.poll()]
        self.logged: list[str] = []
        self.leaked: list[str] = []
        self.log = Log(self.engine)
        self.clock = now()
        wind(db.session(), JOBS, self.clock)

    # What happens

    def start(self, who: Somebody) -> None:
        """Begin, and keep a page."""
        if not who.code:
            self.begin(who)
            self.keep_page(who, {"A2.role": ["member"]}, {})

    def begin(self, who: Somebody) -> None:
        who.code = begin_anonymous(db.session(), self.strand_id, short=False, order_seed=who.number)
        db.session.commit()

    def keep_page(self, who: Somebody, entries: dict[str, object], words: dict[str, str | None]) -> None:
        """Keep a page; now and then it is sent twice."""
        key = random_id()
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            keep_anonymous(
                db.session(),
                *(self.strand_id, who.code),
                entries=entries,  # type: ignore[arg-type]  # - plain values
                words=words,
                language="en",
                key=key,
                revision=99,
            )
            db.session.commit()

    def say(self, who: Somebody) -> None:
        who.said = self.chance.choice(EFFORTS), f"{random_id()} ".ljust(self.chance.randrange(30, 1500), "w")
        self.keep_page(who, {"Z2.take_part": True, "C2": who.said[0]}, {"B2": who.said[1]})

    def answer(self, who: Somebody) -> None:
        """Say something and submit; now and then twice."""
        if not who.code:
            self.begin(who)
        self.say(who)
        for _ in range(self.chance.choice((1, 1, 1, 2))):
            submit_anonymous(db.session(), self.strand_id, who.code)
            db.session.commit()
        who.event = len(self.polls)

    def take_back(self, who: Somebody) -> None:
        withdraw_anonymous(db.session(), self.strand_id, who.code, moment=now())
        db.session.commit()

    def organisation_answers(self, organisation_id: str) -> None:
        """An organisation answers confidentially, beside the anonymous ones."""
        begun = begin(
            db.session(),
            self.invitations[organisation_id],
            unit=Unit.ORGANISATION,
            short=False,
            language="en",
            day=today(),
            order_seed=1,
        )
        keep(
            db.session(),
            begun.answer_id,
            entries={"Z2.take_part": True, "C2": self.chance.choice(EFFORTS)},
            words={"B2": "Words of an organisation"},
            language="en",
            key=random_id(),
            revision=0,
            moment=now(),
            version_id=self.world.versions["A"],
        )
        db.session.commit()
        signed(db.session(), begun.answer_id)
        submit(db.session(), begun.answer_id, day=today(), moment=now())
        db.session.commit()

    # What is watched

    def poll(self) -> Poll:
        """Look at the answers, at what waits, and at the board, as whoever copies the database after every event."""
        with self.engine.connect() as connection:
            individual = Answer.unit == Unit.INDIVIDUAL
            answers = frozenset(connection.scalars(select(Answer.id).where(individual)))
            size = func.length(Spooled.sealed)
            waiting = {row.id: row.size for row in connection.execute(select(Spooled.id, size.label("size")))}
            standing = connection.execute(select(Coverage.organisation_id, Coverage.disposition))
            board = {organisation_id: str(state) for organisation_id, state in standing}
        return Poll(answers, waiting, {**board, "individuals": str(in_fives(len(answers)))})

    def read_log(self, *_: object) -> None:
        """Read the log before it is cut; note in which order new answers stand in it."""
        with self.engine.connect() as connection:
            there = set(connection.scalars(select(Answer.id).where(Answer.unit == Unit.INDIVIDUAL)))
        self.logged += in_log_order(self.log.read(), there - set(self.logged))

    def copy(self, people: Collection[Somebody]) -> None:
        """Take a backup; note every answer it names although it still waits."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                raw = connection.connection.driver_connection
                assert raw is not None
                content = raw.serialize()
            else:
                names = ("spooled", "anonymous_draft")
                content = b"".join(str(tuple(connection.execute(text(f"SELECT * FROM {n}")))).encode() for n in names)
        for who in people:
            own = who.own(self.strand_id)
            if own.spool_id.encode() in content and own.answer_id not in self.polls[-1].answers:
                self.leaked += [one for one in (own.answer_id, who.code) if one.encode() in content]

    def mix(self) -> None:
        """Let an hour pass."""
        self.clock += HOUR

        def watched(*arguments: object) -> None:
            self.read_log()
            erase_order(*arguments)  # type: ignore[arg-type]  # - passed on as they came

        with patch.object(mixing, "erase_order", watched), patch.object(mixing, "now", lambda: self.clock):
            while run_next(db.session(), JOBS, lambda: self.clock):
                db.session.remove()
        self.polls.append(self.poll())

    # What goes wrong

    def killed(self, work: Callable[[], object]) -> None:
        """Have another process do something, and kill it before it can end."""
        db.session.remove()
        pid = os.fork()
        if not pid:
            try:
                self.engine.dispose(close=False)
                work()
            finally:
                os.kill(os.getpid(), signal.SIGKILL)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        self.read_log()
        self.polls.append(self.poll())

    def mix_half(self) -> None:
        mixing.mix(db.session(), self.strand_id, moment=now(), chance=random.Random(5))
        db.session.flush()

    def mix_without_erasing(self) -> None:
        mixing.mix_spools(db.session())
        db.session.commit()


def collect(app: Flask, seed: int) -> Collected:
    """Run a whole collection and return what an attacker has."""
    writing.set(True)
    chance = random.Random(seed)
    with app.app_context(), _logs() as said:
        at = Collecting(app, chance)
        organisations = chance.sample(sorted(at.register), PEOPLE + WITHDRAWALS + GIVEN_UP)
        everybody = [Somebody(number, one) for number, one in enumerate(organisations)]
        people = everybody[:PEOPLE]
        _happen(at, everybody)
        db.session.remove()
        closed(db.session(), at.strand_id, now())
        db.session.commit()
        at.polls.append(at.poll())
        at.mix()
        at.clock += timedelta(days=60)  # no answer can be withdrawn any more
        at.mix()
        return _gathered(at, everybody, people, said)


def _planned(at: Collecting, everybody: list[Somebody]) -> list[Callable[[], object]]:
    """Return all that happens, in a random order in which everybody begins before they submit, and so on."""
    chance = at.chance
    plan: list[tuple[float, Callable[[], object]]] = []
    for who in everybody[: PEOPLE + WITHDRAWALS]:
        moment = chance.uniform(0.1, 0.9)
        plan.append((moment, partial(at.answer, who)))
        if who.number % (PEOPLE // EARLY) == 0:
            plan.append((moment - chance.uniform(0, 0.1), partial(at.start, who)))
        if who.number >= PEOPLE:
            plan.append((chance.uniform(moment, 1), partial(at.take_back, who)))
        elif who.number % (PEOPLE // CHANGES) == 1:
            plan.append((chance.uniform(moment, 1), partial(at.say, who)))
    plan += [(chance.random(), partial(at.start, who)) for who in everybody[PEOPLE + WITHDRAWALS :]]
    answering = chance.sample(sorted(at.register), ORGANISATIONS)
    plan += [(chance.random(), partial(at.organisation_answers, one)) for one in answering]
    return [happens for _moment, happens in sorted(plan, key=lambda one: one[0])]


def _happen(at: Collecting, everybody: list[Somebody]) -> None:
    """Have everything happen, processes be killed, and the clock strike in between."""
    for number, happens in enumerate(_planned(at, everybody), start=1):
        happens()
        at.polls.append(at.poll())
        if number == 3 * ROUND:
            at.killed(at.mix_half)
        if number == 4 * ROUND:
            unlucky = next(who for who in everybody if not who.code)
            at.start(unlucky)
            at.killed(partial(submit_anonymous, db.session(), at.strand_id, unlucky.code))
        if number == 5 * ROUND:
            at.killed(at.mix_without_erasing)
        if number % ROUND == 0:
            at.copy([who for who in everybody if who.code])
            at.mix()


def _gathered(at: Collecting, everybody: list[Somebody], people: list[Somebody], said: list[str]) -> Collected:
    with at.engine.connect() as connection:
        answers = rows(connection, "answer", "id", "unit = 'individual'")
        named = [row for table in NAMED for row in rows(connection, table, "id")]
        lengths = select(Words.answer_id, func.sum(func.length(Words.sealed))).group_by(Words.answer_id)
        written = {answer_id: int(length) for answer_id, length in connection.execute(lengths)}
    answers = [replace(row, values={**row.values, WORDS: written.get(row.key, 0)}) for row in answers]
    files = file_bytes(at.engine, ("answer", "words", "sealed_answer", "spooled", "anonymous_draft"))
    evidence = Evidence(
        people=[Person(w.number, w.organisation_id, w.event) for w in sorted(people, key=lambda who: who.event)],
        register=at.register,
        answers=answers,
        named=named,
        places=places(files, [row.key for row in answers]),
        logged=at.logged,
        polls=at.polls,
        said="\n".join(said),
        files=files,
    )
    owns = {who.number: who.own(at.strand_id) for who in everybody}
    return Collected(
        strand_id=at.strand_id,
        evidence=evidence,
        truth={who.number: owns[who.number].answer_id for who in people},
        said={owns[who.number].answer_id: who.said for who in people},
        secrets=[who.code for who in everybody],
        named_while_waiting=at.leaked,
    )


def enlarge(session: Session, made: World, chance: random.Random) -> dict[str, Attributes]:
    """Fill coalition A with members no two of which share region, kind, language and membership; open its strand."""
    a, b = (session.get_one(Coalition, made.coalitions[mark]) for mark in "AB")
    tags = ("en", "fr", "es", "pt", "ru", "ar")
    every = list(product(Region, OrganisationKind, tags, (False, True)))
    for number, (region, kind, tag, both) in enumerate(chance.sample(every, PEOPLE + WITHDRAWALS + GIVEN_UP)):
        name = f"Member {number}"
        one = Organisation(name=name, name_key=name.casefold(), country="KE", region=region, kind=kind, languages=[tag])
        session.add(one)
        session.flush()
        session.add_all(Membership(coalition_id=c.id, organisation_id=one.id) for c in ([a, b] if both else [a]))
    opened(session, made.strands["A"], MOMENT)
    cover_frame(session, made.strands["A"])
    known = set(made.organisations.values())
    return {
        one.organisation_id: (one.region, one.kind, one.language, one.in_both)
        for one in frame(session, made.strands["A"])
        if one.organisation_id not in known
    }


def invite_each(session: Session, strand_id: str, register: Collection[str]) -> dict[str, str]:
    """Give every organisation a link; return {organisation's id: invitation's id}."""
    made = {
        one: Invitation(
            strand_id=strand_id,
            organisation_id=one,
            token_hash=digest(random_id()),
            language="en",
            expires_at=now() + timedelta(days=30),
        )
        for one in register
    }
    session.add_all(made.values())
    session.flush()
    return {one: invitation.id for one, invitation in made.items()}


def _keep_log(raw: object, _record: object) -> None:
    raw.execute("PRAGMA wal_autocheckpoint=0")  # type: ignore[attr-defined]  # - sqlite3's connection; nothing is lost


@contextmanager
def _logs() -> Iterator[list[str]]:
    """Collect whatever anything logs."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    ear, root = Ear(), logging.getLogger()
    before = root.level
    root.addHandler(ear)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(ear)
        root.setLevel(before)

"""An installation to be measured: fifteen questions in two languages, members with links, and a server to kill.

As the peers were measured: eleven single choices of five, one multiple choice of five, three long texts, in three
groups, in English and Arabic (with our consent on the first page, which nobody can leave out here).
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask

from consult.app import create_app
from consult.collection.operations import cover_frame, invite
from consult.collection.queries import dataset_hash
from consult.consultation.operations import add_strand, create_consultation, open_strand, pass_gate
from consult.consultation.queries import Gates, strand
from consult.consultation.rules import PER_STRAND, Gate, Mandate
from consult.instrument.operations import publish
from consult.instrument.rules import TranslationState, Wordings, read_structure, to_document
from consult.instrument.rules.wording import expected_keys
from consult.membership.records import Coalition, Membership, Organisation
from consult.membership.rules import OrganisationKind, Region
from consult.settings import read_settings
from consult.shared import schema
from consult.shared.database import db
from consult.shared.time import now, today

LANGUAGES = ("en", "ar")
SINGLES = [f"Q{number}" for number in range(1, 12)]
MULTIPLE, TEXTS = "Q12", ["Q13", "Q14", "Q15"]
PAGES = [["Z2", *SINGLES[:5]], [*SINGLES[5:10]], [SINGLES[10], MULTIPLE, *TEXTS]]
SCALE = ("strongly_disagree", "disagree", "neither", "agree", "strongly_agree")
SAID = {"en": "What members said about it, in a sentence or two. ", "ar": "ما قاله الأعضاء عن ذلك في جملة أو جملتين. "}
ORGANISATIONS = 100


def instrument() -> dict[str, object]:
    """Return the published form of the fifteen questions."""
    structure = read_structure(
        {
            "code": "fifteen-questions",
            "number": 1,
            "languages": list(LANGUAGES),
            "consent": ["use", "voluntary"],
            "lists": [
                {"name": "units", "codes": ["organisation", "individual"]},
                {"name": "scale", "codes": list(SCALE), "scale": True},
                {"name": "several", "codes": ["a", "b", "c", "d", "e"]},
            ],
            "sections": [{"code": "Z", "pages": [["Z1"]]}, {"code": "Q", "pages": PAGES}],
            "items": [
                {"code": "Z1", "type": "single", "options": "units", "required": True, "short": "also"},
                {"code": "Z2", "short": "also", "parts": [{"name": "take_part", "type": "tick", "required": True}]},
                *({"code": code, "type": "single", "options": "scale"} for code in SINGLES),
                {"code": MULTIPLE, "type": "multiple", "options": "several"},
                *({"code": code, "type": "text"} for code in TEXTS),
            ],
        }
    )
    wordings = Wordings({}, {})
    for tag, words in (("en", "The words of"), ("ar", "نص السؤال")):
        texts = {
            key: f"{words} {key}, as long as a question in a survey usually is?" for key in expected_keys(structure)
        }
        wordings = wordings.with_language(tag, texts, TranslationState.REVIEWED)
    return to_document(structure, wordings)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where it stands, and the links of its members."""

    folder: Path
    database_url: str
    strand_id: str
    tokens: tuple[str, ...]

    @property
    def environment(self) -> dict[str, str]:
        """What a server on it is started with."""
        return {**os.environ, "CONSULT_INSTANCE": str(self.folder), "DATABASE_URL": self.database_url}

    def app(self) -> Flask:
        """Return an application on it, for looking into the database."""
        return create_app(read_settings(self.environment))


def lay(folder: Path, database_url: str = "") -> Ground:
    """Make an installation whose collection is open."""
    url = database_url or f"sqlite:///{folder / 'consult.db'}"
    app = create_app(read_settings({"CONSULT_INSTANCE": str(folder), "DATABASE_URL": url}))
    with app.app_context():
        schema.upgrade(db.engine)
        session = db.session()
        coalition = Coalition(mark="A", name="Coalition A", agreement="Treaty A")
        session.add(coalition)
        session.flush()
        organisations = [_organisation(number) for number in range(ORGANISATIONS)]
        session.add_all(organisations)
        session.flush()
        session.add_all(Membership(coalition_id=coalition.id, organisation_id=one.id) for one in organisations)
        strand_id = add_strand(session, create_consultation(session, _mandate()), coalition.id)
        publish(session, strand_id=strand_id, document=instrument(), reason="First", moment=now())
        _open(strand_id)
        tokens = tuple(
            invite(
                session,
                strand_id=strand_id,
                organisation_id=one.id,
                contact_id=None,
                language=LANGUAGES[at % 2],
                expires_at=now() + timedelta(days=30),
            )
            for at, one in enumerate(organisations)
        )
        session.commit()
        db.engine.dispose()
    return Ground(folder, url, strand_id, tokens)


def _organisation(number: int) -> Organisation:
    return Organisation(
        name=f"House {number}",
        name_key=f"house {number}",
        country="KE",
        region=Region.AFRICA,
        kind=OrganisationKind.NATIONAL_NGO,
        languages=["en"],
    )


def _mandate() -> Mandate:
    texts = ("title", "question", "already_discussed", "still_open")
    return Mandate(
        **{name: dict.fromkeys(LANGUAGES, f"The {name} of the mandate") for name in texts},
        criteria=[dict.fromkeys(LANGUAGES, "Members stay heard")],
        languages=list(LANGUAGES),
        opens_on=today() - timedelta(days=1),
        closes_on=today() + timedelta(days=30),
        withdraw_until=today() + timedelta(days=40),
    )


def _open(strand_id: str) -> None:
    session, gates = db.session(), Gates((), dataset_hash)
    found = strand(session, strand_id)
    assert found is not None
    for gate in (Gate.MANDATE, Gate.INSTRUMENT, Gate.REGISTER):
        pass_gate(
            session,
            gates,
            gate,
            consultation_id=found.consultation_id,
            strand_id=strand_id if gate in PER_STRAND else None,
            account_id=None,
            moment=now(),
        )
    open_strand(session, strand_id, now())
    cover_frame(session, strand_id)


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class Server:
    """Gunicorn with the product's own settings (2 workers of 4 threads), as a process group of its own."""

    ground: Ground
    port: int
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.process = subprocess.Popen(
            [sys.executable, __file__, str(self.port)],
            env=self.ground.environment,
            stdout=subprocess.DEVNULL,
            stderr=(self.ground.folder / "server.log").open("ab"),
            start_new_session=True,
        )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            assert self.process.poll() is None, "the server stopped: see server.log"
            time.sleep(0.02)
        raise RuntimeError("the server did not answer")

    @property
    def pids(self) -> list[int]:
        """The processes of the server: the one that was started first, then its workers."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, children.read_text().split())]

    def cpu(self) -> float:
        """Return the seconds of processor time all of them have taken."""
        ticks = os.sysconf("SC_CLK_TCK")
        found = 0.0
        for pid in self.pids:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            found += (int(fields[11]) + int(fields[12])) / ticks
        return found

    def kill(self) -> None:
        """Kill all of them at once."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


@contextmanager
def serving(ground: Ground) -> Iterator[Server]:
    """A server on `ground`, as long as the block lasts."""
    server = Server(ground, free_port())
    server.start()
    try:
        yield server
    finally:
        server.kill()


if __name__ == "__main__":
    from consult.demo.cli import run

    run(create_app(), bind=f"127.0.0.1:{sys.argv[1]}", ready="ready")

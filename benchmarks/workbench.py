"""How long a coder waits: `.venv/bin/python benchmarks/workbench.py [--acts 300] [--taguette PATH] [--paint]`.

An interview of 200,000 words in turns of 80, with 5,000 coded spans, on SQLite, over the network of this machine, the
client on the same processors: from sending a chosen span with its code to the answer, which comes after the durable
commit (aims: p50 10 ms, p99 30 ms); taking a code off; undoing; a window of the page. The same of shorter interviews,
of fewer spans, and of one turn that holds all 200,000 words; growth is the slope of a straight line through the
logarithms (aim: at most 0.1). With `--paint`, a real Chromium: the first paint of the page (aim: 1 s) and how long its
frames take while somebody scrolls through it.

Beside it Taguette, as its own environment has it (`python -m venv T && T/bin/pip install taguette`, then `--taguette
T/bin/taguette`): a highlight with one tag in the same text with as many highlights, in one round with ours. Without it
the figure measured before on this kind of machine is shown: 171 ms.
"""

from __future__ import annotations

import argparse
import math
import random
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from ground import Ground, Server, lay, serving
from members import slope
from respondent import Browser
from sqlalchemy import insert, select
from taguette import Taguette, tagging
from workbench_paint import painted

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.coding.operations import assign_interview
from consult.coding.records import Code, Segment
from consult.consultation.records import Strand
from consult.interview.records import Interview, InterviewStrand, Participant, Turn
from consult.interview.rules import InterviewKind, Mode, SpeakerRole
from consult.shared.database import db, writing
from consult.shared.identifiers import random_id
from consult.shared.time import now, today

EMAIL, PASSWORD = "coder@house.example", "four words put together"
WORDS = [
    *("house", "member", "treaty", "office", "staff", "finance", "merge", "voice", "region", "board", "campaign"),
    *("survivor", "promise", "letter", "we", "the", "and", "of", "with", "from", "after", "before", "nobody"),
    *("everybody", "should", "could", "مكتب", "التحالف", "شكراً", "🕊️", "again"),
]
TURN, SPAN = 80, (4, 16)
AIMS = {"p50": 10.0, "p99": 30.0}
PEER_BEFORE = 171.0


@dataclass(frozen=True, slots=True)
class Material:
    """One interview given to the coder: its assignment, and (turn, text) of all that can be coded."""

    assignment_id: str
    turns: tuple[tuple[str, str], ...]


def said(words: int) -> list[str]:
    """Return paragraphs of so many words in all."""
    draw = random.Random(words)
    return [" ".join(draw.choices(WORDS, k=TURN)) + "." for _at in range(words // TURN)]


def stretch(draw: random.Random, text: str) -> tuple[int, int]:
    """Return where some words of a text begin and end."""
    at = text.rfind(" ", 0, draw.randrange(1, len(text))) + 1
    end = at
    for _word in range(draw.randint(*SPAN)):
        end = text.find(" ", end + 1)
        if end < 0:
            return at, len(text)
    return at, end


def coder(ground: Ground) -> str:
    """Make somebody who may code, and return their account."""
    session = db.session()
    strand = session.get_one(Strand, ground.strand_id)
    account = create_account(session, email=EMAIL, name="Noor", password_hash=hash_password(PASSWORD))
    grant_role(session, account.id, GrantValue(Role.CODER, strand.coalition_id), at=now())
    session.commit()
    return account.id


def material(ground: Ground, account_id: str, turns: list[str], spans: int) -> Material:
    """Give the coder an interview of these turns, with so many spans in it."""
    session, draw = db.session(), random.Random(spans)
    strand = session.get_one(Strand, ground.strand_id)
    interview = Interview(
        consultation_id=strand.consultation_id, label=random_id()[:8], kind=InterviewKind.SEMI_STRUCTURED,
        mode=Mode.VIDEO, language="en", held_on=today(), imported_at=now(),
    )  # fmt: skip
    session.add(interview)
    session.flush()
    session.add(InterviewStrand(interview_id=interview.id, strand_id=strand.id))
    person = Participant(interview_id=interview.id, pseudonym="Nour", role=SpeakerRole.INTERVIEWEE, took_part=True)
    session.add(person)
    session.flush()
    rows = [
        {"id": random_id(), "interview_id": interview.id, "number": at, "participant_id": person.id, "language": "en",
         "text": text}
        for at, text in enumerate(turns, 1)
    ]  # fmt: skip
    session.execute(insert(Turn), rows)
    given = assign_interview(session, strand.id, account_id, interview.id, day=today())
    codes = session.scalars(select(Code.id).where(Code.parent != "")).all()
    taken, coded = set[tuple[str, int, int, str]](), list[dict[str, object]]()
    while len(coded) < spans:
        turn = draw.choice(rows)
        place = (str(turn["id"]), *stretch(draw, str(turn["text"])), draw.choice(codes))
        if place not in taken:
            taken.add(place)
            coded.append(
                {"id": random_id(), "assignment_id": given, "turn_id": place[0], "start_at": place[1],
                 "end_at": place[2], "code_id": place[3], "made_at": now()}
            )  # fmt: skip
    session.execute(insert(Segment), coded)
    session.commit()
    return Material(given, tuple((str(row["id"]), str(row["text"])) for row in rows))


def sign_in(port: int) -> Browser:
    """Return a browser of the coder."""
    browser = Browser(port)
    page = browser.get("/sign-in")
    seen = browser.ask("POST", "/sign-in", [*page.hidden, ("email", EMAIL), ("password", PASSWORD)])
    assert seen.status in (302, 303), seen.page[-2000:]
    return browser


def timed(browser: Browser, path: str, fields: list[tuple[str, str]]) -> tuple[float, str]:
    """Send a form; return milliseconds until its answer, and where that leads."""
    began = time.perf_counter()
    seen = browser.ask("POST", path, fields)
    taken = (time.perf_counter() - began) * 1000
    assert seen.status == 303, (seen.status, seen.page[-2000:])
    return taken, seen.place


def coding(server: Server, given: Material, acts: int) -> dict[str, list[float]]:
    """Put codes on words, take some off and undo some; return the milliseconds each took."""
    browser, draw = sign_in(server.port), random.Random(acts)
    page = browser.get(f"/coding/{given.assignment_id}")
    token = ("csrf_token", dict(page.hidden)["csrf_token"])
    codes = sorted({one.split('"')[0] for one in page.page.split('data-code="')[1:]})
    times: dict[str, list[float]] = {"put": [], "take off": [], "undo": [], "window": []}
    for act in range(acts):
        turn_id, text = draw.choice(given.turns)
        start, end = stretch(draw, text)
        fields = [token, ("passage", turn_id), ("start", str(start)), ("end", str(end)), ("code", draw.choice(codes))]
        taken, place = timed(browser, f"/coding/{given.assignment_id}/codes", fields)
        times["put"].append(taken)
        if act % 5 == 0:
            segment = place.split("segment=")[1].split("#")[0].split("&")[0]
            path = f"/coding/{given.assignment_id}/segments/{segment}"
            times["take off"].append(timed(browser, path, [token, ("go", "remove")])[0])
            times["undo"].append(timed(browser, f"/coding/{given.assignment_id}/undo", [token, ("go", "undo")])[0])
            began = time.perf_counter()
            browser.get(place.split("#")[0])
            times["window"].append((time.perf_counter() - began) * 1000)
    return {name: sorted(taken) for name, taken in times.items()}


def line(name: str, times: dict[str, list[float]]) -> None:
    """Print the middle and the slow end of every act."""
    told = []
    for act, taken in times.items():
        slow = taken[min(len(taken) - 1, math.ceil(len(taken) * 0.99) - 1)]
        over = act == "put" and (statistics.median(taken) > AIMS["p50"] or slow > AIMS["p99"])
        told.append(f"{act} {statistics.median(taken):.1f} / {slow:.1f}{' OVER' if over else ''}")
    print(f"{name:34} p50 / p99 ms: {', '.join(told)}", flush=True)


def beside(server: Server, given: Material, texts: list[str], spans: int, asked: argparse.Namespace) -> None:
    """Measure Taguette in turns with ours, so that a busy moment meets both."""
    if asked.taguette is None:
        print(f"Taguette not given: measured before, {PEER_BEFORE:.0f} ms a highlight in a text of 200,000 words")
        return
    with tempfile.TemporaryDirectory() as name, tagging(asked.taguette, Path(name)) as peer:
        peer.fill("".join(f"<p>{text}</p>" for text in texts), spans)
        own, theirs = list[float](), list[float]()
        for _round in range(4):
            own += coding(server, given, asked.acts // 8)["put"]
            theirs += _highlights(peer, asked.acts // 8, len(" ".join(texts).encode()))
        middle, other = statistics.median(own), statistics.median(theirs)
        print(f"in turns: ours {middle:.1f} ms, Taguette {other:.1f} ms, {other / middle:.0f} times")


def _highlights(peer: Taguette, count: int, length: int) -> list[float]:
    draw = random.Random(count)
    places = [draw.randrange(length - 200) for _act in range(count)]
    return [peer.highlight(place, place + 60) for place in places]


def main() -> None:
    """Fill, measure, and print."""
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--acts", type=int, default=300)
    given.add_argument("--taguette", type=Path, default=None)
    given.add_argument("--paint", action="store_true")
    asked = given.parse_args()
    whole = said(200_000)
    wanted = {
        "10,000 words, 500 spans": (said(10_000), 500),
        "50,000 words, 500 spans": (said(50_000), 500),
        "200,000 words, 500 spans": (whole, 500),
        "200,000 words, 50 spans": (whole, 50),
        "200,000 words, 5,000 spans": (whole, 5_000),
        "the same in one turn": (["\n".join(whole)], 5_000),
    }
    with tempfile.TemporaryDirectory() as name:
        ground = lay(Path(name))
        with ground.app().app_context():
            writing.set(True)
            account_id = coder(ground)
            made = {key: material(ground, account_id, *what) for key, what in wanted.items()}
            db.session.remove()
            db.engine.dispose()
        with serving(ground) as server:
            coding(server, made["10,000 words, 500 spans"], 20)
            found = {key: coding(server, one, asked.acts) for key, one in made.items()}
            for key, times in found.items():
                line(key, times)
            middle = {key: statistics.median(times["put"]) for key, times in found.items()}
            keys = list(middle)
            by_words = slope([10_000, 50_000, 200_000], [middle[key] for key in keys[:3]])
            by_spans = slope([50, 500, 5_000], [middle[key] for key in (keys[3], keys[2], keys[4])])
            print(f"growth of putting a code, in words {by_words:+.3f}, in spans {by_spans:+.3f} (aim: at most 0.1)")
            beside(server, made[keys[4]], whole, 5_000, asked)
            if asked.paint:
                for key in (keys[4], keys[5]):
                    print(f"{key}: {painted(server.port, made[key].assignment_id, EMAIL, PASSWORD)}", flush=True)


if __name__ == "__main__":
    main()

"""How long findings take: `.venv/bin/python benchmarks/findings.py [--answers 1000 10000 100000] [--rounds 7]`.

Against limits, medians of rounds: the topline of 60 items over 1,000,000 answers and one crosstab, beside the numpy
core they stand on (and pandas.crosstab, where pandas is installed); at each number of answers, in the reference
instrument on SQLite, the cold build of a strand's findings, the board warm (request to answer in one process, no
network) and how its time grows; the export of 10,000 answers as CSV; 60 charts as SVG. Processor time decides, which
other work on the machine hardly touches; the time that passed is shown too. Exits with 1 where a limit is not kept.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import math
import statistics
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from findings_ground import LANGUAGES, laid
from flask import Flask
from flask.testing import FlaskClient

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.collection.presentation import answers_file
from consult.collection.rules import Unit
from consult.consultation.queries import strand
from consult.consultation.records import Strand
from consult.findings.charts import Category, Heading, Meaning, StackedBars, StackedRow, Voice, draw
from consult.findings.queries import strand as kept_strands
from consult.findings.rules import Columns, Kind, Question, tally
from consult.findings.rules.columns import Attribute, ColumnKey
from consult.shared.database import db
from consult.shared.time import now

ITEMS, ANSWERS, OPTIONS, GROUPS = 60, 1_000_000, 6, 6
PEER_STATISTICS = 630.0
"""What the statistics page of LimeSurvey 6.4.2 took over 10,000 answers, measured on this kind of machine."""
EMAIL, PASSWORD = "reader@house.example", "four words put together"


@dataclass(frozen=True, slots=True)
class Took:
    """The median of what an act takes: milliseconds of processor time, and milliseconds that passed."""

    cpu: float
    wall: float


@dataclass(slots=True)
class Report:
    """Lines of a table, and whether every limit was kept."""

    kept: bool = True

    def line(self, name: str, took: Took, limit: float | None = None) -> None:
        """Print one time with its limit, both in milliseconds."""
        self.say(name, f"{took.cpu:10,.1f}{took.wall:12,.1f}", None if limit is None else took.cpu <= limit, limit)

    def ratio(self, name: str, value: float, limit: float, *, least: bool = False) -> None:
        """Print one number that has to be at most, or at least, another."""
        self.say(name, f"{value:10.2f}{'':12}", value >= limit if least else value <= limit, limit)

    def say(self, name: str, figures: str, met: bool | None, limit: float | None) -> None:
        """Print a line; `met` None is a figure without a limit."""
        self.kept = self.kept and met is not False
        told = "" if met is None else "met" if met else "NOT MET"
        print(f"{name:58}{figures}{'' if limit is None else f'{limit:10,.2f}':>10}  {told}", flush=True)


def took(act: Callable[[], object], rounds: int) -> Took:
    """Do something once unmeasured, then so many times."""
    act()
    return fresh(act, rounds)


def fresh(act: Callable[[], object], rounds: int) -> Took:
    """Do something so many times, the first one counted too."""
    cpu, wall = [], []
    for _ in range(rounds):
        began = time.process_time(), time.perf_counter()
        act()
        cpu.append((time.process_time() - began[0]) * 1000)
        wall.append((time.perf_counter() - began[1]) * 1000)
    return Took(statistics.median(cpu), statistics.median(wall))


def counting(report: Report, rounds: int) -> None:
    """Compare toplines and one crosstab with numpy doing nothing but the counting."""
    draw_of = np.random.default_rng(2031)
    questions = [Question(f"Q{at}", Kind.SINGLE, tuple("abcdef")) for at in range(ITEMS)]
    values = {ColumnKey(one.key): draw_of.integers(-2, OPTIONS, ANSWERS).astype(np.int8) for one in questions}
    groups = draw_of.integers(0, GROUPS, ANSWERS).astype(np.int8)
    columns = Columns(ANSWERS, values, {"region": Attribute(groups, tuple("uvwxyz"))})
    first = values[ColumnKey("Q0")]
    core = took(lambda: [np.bincount(one.view(np.uint8), minlength=256) for one in values.values()], rounds)
    ours = took(lambda: [tally(columns, one) for one in questions], rounds)
    pair = took(lambda: np.bincount(groups.astype(np.int16) * 8 + first + 2), rounds)
    cross = took(lambda: tally(columns, questions[0], by="region"), rounds)
    report.line(f"numpy core: topline of {ITEMS} × {ANSWERS:,}", core)
    report.line("topline", ours)
    report.ratio("topline, × the core", ours.cpu / core.cpu, 3)
    report.line("numpy core: one crosstab", pair)
    report.line("crosstab", cross)
    report.ratio("crosstab, × the core", cross.cpu / pair.cpu, 3)
    if importlib.util.find_spec("pandas") is None:
        print("pandas is not installed: pandas.crosstab was left out")
        return
    pandas = importlib.import_module("pandas")
    whose, said = pandas.Series(groups), pandas.Series(first)
    peer = took(lambda: pandas.crosstab(whose, said), rounds)
    report.line("pandas.crosstab", peer)
    report.ratio("pandas.crosstab, × ours", peer.cpu / cross.cpu, 15, least=True)


def statistics_of(report: Report, rounds: int) -> None:
    """Count every item of 10,000 answers, beside the page of a peer that does no more."""
    draw_of = np.random.default_rng(2031)
    questions = [Question(f"Q{at}", Kind.SINGLE, tuple("abcdef")) for at in range(ITEMS)]
    values = {ColumnKey(one.key): draw_of.integers(-2, OPTIONS, 10_000).astype(np.int8) for one in questions}
    columns = Columns(10_000, values, {})
    report.line(
        f"all {ITEMS} items of 10,000 answers", took(lambda: [tally(columns, one) for one in questions], rounds)
    )


VOICE = Voice(
    number=lambda count: f"{count:,}",
    percent=lambda share: f"{share} %",
    of=lambda part, whole: f"{part} of {whole}",
    few="fewer than 5",
    few_short="<5",
    withheld="not shown",
    withheld_name="not shown, to protect members",
    count_head="Count",
    base_head="Of",
    share_head="Share",
    low_head="Fewest",
    high_head="Most",
    total_head="All",
    bins=("a", "b", "c", "d"),
)


def charts(report: Report, rounds: int) -> None:
    """Draw sixty charts, one question with five options each."""
    heading = Heading(title="A finding", base_line="C2, 400 answers", table_caption="Counts", row_name="Option")
    meanings = (Meaning.YES, Meaning.CONDITIONS, Meaning.NEUTRAL, Meaning.RATHER_AGAINST, Meaning.AGAINST)
    categories = tuple(Category(label=one.value, meaning=one) for one in meanings)
    rows = (StackedRow(label="Everybody", values=(120, 100, 80, 60, 40), base=400),)
    specs = [StackedBars(heading=heading, categories=categories, rows=rows) for _one in range(ITEMS)]
    report.line(f"{ITEMS} charts as SVG", took(lambda: [draw(one, VOICE, rtl=False) for one in specs], rounds), 5)


def signed_in(app: Flask, strand_id: str) -> FlaskClient:
    """Return a browser of somebody who reads the strand's findings."""
    with app.app_context():
        session = db.session()
        account = create_account(session, email=EMAIL, name="Noor", password_hash=hash_password(PASSWORD))
        coalition = session.get_one(Strand, strand_id).coalition_id
        grant_role(session, account.id, GrantValue(Role.LEAD_CONSULTANT, coalition), at=now())
        session.commit()
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    assert browser.post("/sign-in", data={"email": EMAIL, "password": PASSWORD}).status_code == 302
    return browser


def cold(app: Flask, strand_id: str) -> None:
    """Make a strand's findings as if nobody had asked for them yet."""
    with app.app_context():
        kept_strands._kept.clear()
        kept_strands.strand_findings(db.session(), strand_id)


def page(browser: FlaskClient, path: str) -> None:
    """Ask for a page."""
    assert browser.get(path).status_code == 200


def board(report: Report, folder: Path, answers: int, rounds: int) -> Took:
    """Measure one strand cold and warm, and its export where it has 10,000 answers; return its board warm."""
    app, strand_id = laid(folder, answers)
    browser = signed_in(app, strand_id)
    limit = 2_000.0 if answers == 100_000 else None
    report.line(f"{answers:,} answers: findings built cold", fresh(partial(cold, app, strand_id), 1), limit)
    warm = took(partial(page, browser, f"/strands/{strand_id}/findings"), rounds)
    report.line(f"{answers:,} answers: the board, warm", warm, 60)
    if answers == 10_000:
        report.ratio("LimeSurvey's statistics, × our board", PEER_STATISTICS / warm.cpu, 20, least=True)
        export(report, app, strand_id, rounds)
    return warm


def export(report: Report, app: Flask, strand_id: str, rounds: int) -> None:
    """Write the answers as CSV, and see how much memory that takes."""
    with app.app_context():
        found = strand(db.session(), strand_id)
        assert found is not None
        write = partial(answers_file, db.session(), found, Unit.ORGANISATION, "csv", language=LANGUAGES[0])
        report.line("10,000 answers as CSV", took(write, min(rounds, 3)), 450)
        tracemalloc.start()
        write()
        report.ratio("10,000 answers as CSV: memory at its highest, MB", tracemalloc.get_traced_memory()[1] / 1e6, 20)
        tracemalloc.stop()


def main() -> None:
    """Measure everything, print a table; exit 1 where a limit is not kept."""
    given = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    given.add_argument("--answers", type=int, nargs="*", default=[1_000, 10_000, 100_000])
    given.add_argument("--rounds", type=int, default=7)
    asked, report = given.parse_args(), Report()
    print(f"{'':58}{'ms of CPU':>10}{'ms passed':>12}{'limit':>10}")
    counting(report, asked.rounds)
    statistics_of(report, asked.rounds)
    charts(report, asked.rounds)
    boards = {}
    for answers in asked.answers:
        with tempfile.TemporaryDirectory() as folder:
            boards[answers] = board(report, Path(folder), answers, asked.rounds).cpu
    least, most = min(boards, default=1), max(boards, default=1)
    if most > least:
        growth = math.log(boards[most] / boards[least]) / math.log(most / least)
        report.ratio("the board, warm: growth exponent", growth, 0.1)
    sys.exit(0 if report.kept else 1)


if __name__ == "__main__":
    main()

"""A file of answers from elsewhere and the instrument they were given to, for tests."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from click.testing import CliRunner, Result

from consult.collection.cli import group as collection

INSTRUMENT = """
code: survey
number: 1
languages: [en]
lists:
  - {name: yes_no, codes: ["yes", "no", cannot_judge], aside: [cannot_judge]}
  - {name: tasks, codes: [advocacy, training, relief, prefer_not], aside: [prefer_not], exclusive: [prefer_not]}
  - {name: places, codes: [here, there]}
  - {name: ways, codes: [alone, together, slowly]}
  - {name: purposes, codes: [staff, travel]}
  - {name: reasons, codes: [prefer_not, cannot_judge]}
  - {name: faces, codes: [smile, frown, not_sure]}
sections:
  - {code: A, pages: [[A1], [A2], [A3], [A4], [A5], [A6], [A7], [A8], [A9]]}
items:
  - {code: A1, type: single, options: faces}
  - {code: A2, type: multiple, options: tasks}
  - {code: A3, type: matrix, rows: places, options: yes_no}
  - {code: A4, type: ranking, rows: ways, instead: reasons}
  - {code: A5, type: year, instead: reasons}
  - {code: A6, type: single, options: yes_no, when: {of: A1, in: [smile]}}
  - {code: A7, type: text}
  - {code: A8, type: allocation, rows: purposes, total: 100, instead: reasons}
  - {code: A9, type: number, minimum: 0, maximum: 500, instead: reasons}
"""
REGIONS, LANGUAGES, KINDS = ("africa", "americas", "europe"), ("en", "fr"), ("women", "youth")
COALITIONS, WEIGHTS = ("A", "B"), ("0.5", "1", "2.25")
Line = dict[str, str]


def line(**cells: str) -> Line:
    """One answer of an organisation, as a row whose columns are called like what they hold."""
    own = {"unit": "organisation", "region": "africa", "language": "en", "kind": "women", "coalition": "A"}
    return {**own, "weight": "1", **cells}


def random_lines(seed: int, count: int) -> list[Line]:
    """Many answers, with every reason for there being none among them."""
    chance = random.Random(seed)
    return [
        line(
            unit=chance.choice(["organisation", "individual"]),
            region=chance.choice(REGIONS),
            language=chance.choice(LANGUAGES),
            kind=chance.choice(KINDS),
            coalition=chance.choice(COALITIONS),
            weight=chance.choice(WEIGHTS),
            A1=chance.choice(["smile", "frown", "not_sure", "", "not_asked"]),
            A2=";".join(one for one in ("advocacy", "training", "relief") if chance.random() < 0.5),
            **{f"A3:{row}": chance.choice(["yes", "no", "cannot_judge", "", "not_asked"]) for row in ("here", "there")},
            **dict(zip(("A4:alone", "A4:together", "A4:slowly"), chance.sample("123", 3), strict=True)),
        )
        for _ in range(count)
    ]


def as_text(lines: Sequence[Line], *, delimiter: str = ",", headings: Sequence[str] = ()) -> str:
    """The lines as a table, in the order of `headings` or as they come."""
    columns = headings or list(dict.fromkeys(name for one in lines for name in one))
    rows = [columns, *([one.get(name, "") for name in columns] for one in lines)]
    return "\n".join(delimiter.join(row) for row in rows) + "\n"


def load(
    cli: CliRunner, folder: Path, answers: str | bytes, *options: str, mapped: str = "", instrument: str = INSTRUMENT
) -> Result:
    """Import a file as the command line does."""
    (folder / "answers.csv").write_bytes(answers.encode() if isinstance(answers, str) else answers)
    (folder / "instrument.yaml").write_text(instrument, encoding="utf-8")
    given = ["import", str(folder / "answers.csv"), "--instrument", str(folder / "instrument.yaml"), *options]
    if mapped:
        (folder / "map.yaml").write_text(mapped, encoding="utf-8")
        given += ["--map", str(folder / "map.yaml")]
    return cli.invoke(collection, given)


def loaded(
    cli: CliRunner, folder: Path, answers: str | bytes, *, mapped: str = "", instrument: str = INSTRUMENT
) -> str:
    """Import a file without a fault; return the strand's id."""
    done = load(cli, folder, answers, mapped=mapped, instrument=instrument)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout.strip().splitlines()[-1]

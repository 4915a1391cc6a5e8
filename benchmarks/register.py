"""How long 1,500 organisations take through `consult membership import`: `.venv/bin/python benchmarks/register.py`.

The budget is 5 seconds on SQLite, reading the file included. Each round has a new database.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from flask import Flask

from consult.app import create_app
from consult.membership.cli import group
from consult.settings import Settings
from consult.shared.database import Record, db

SIZE = 1_500
BUDGET = 5.0
HEAD = ["Organisation", "Pays", "Languages", "Type", "Survivor-led", "Coalition", "Endorsed call", "Member since"]
HEAD += ["Contact", "E-mail", "Phone", "Web site", "Notes"]
COUNTRIES = ("Côte d'Ivoire", "Liban", "Россия", "México", "DRC", "Viet Nam", "Türkiye", "Burma")
NAMES = ("Maison Été", "دار السلام", "Союз Велимост", "Red Niñez", "Plain House")


def register() -> list[list[str]]:
    """Return a register as an ordinary spreadsheet has it."""
    rows = [HEAD]
    for n in range(SIZE):
        place = COUNTRIES[n % len(COUNTRIES)]
        row = [f"{NAMES[n % len(NAMES)]} {n}", place, "français et anglais", "ONG", "oui" if n % 5 == 0 else "non"]
        row += ["both" if n % 7 == 0 else "AB"[n % 2], "2014-05-03", str(1995 + n % 30)]
        rows.append([*row, f"Zoé {n}", f"c{n}@house.example", "+33 1 00 00", "https://house.example", "a note"])
    return rows


def as_csv(rows: list[list[str]]) -> bytes:
    """Return the register as Excel exports it in Western Europe."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=";").writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(rows: list[list[str]]) -> bytes:
    """Return the register as a workbook."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def new_app(folder: Path, name: str) -> Flask:
    """Return an application with an empty database."""
    app = create_app(
        Settings(
            database_url=f"sqlite:///{folder / name}.db",
            secret_key="a key for the benchmark only, long enough",
            base_url="http://127.0.0.1:8000",
            instance=folder,
            demo=False,
        )
    )
    with app.app_context():
        Record.metadata.create_all(db.engine)
    return app


def timed(app: Flask, *arguments: str) -> float:
    """Return the seconds a command took; it must succeed."""
    began = time.perf_counter()
    with app.app_context():
        done = CliRunner().invoke(group, list(arguments))
    assert done.exit_code == 0, done.output[:2000]
    return time.perf_counter() - began


def main() -> None:
    """Time creating, repeating and rehearsing the import of both formats."""
    rows = register()
    create = ["--create-coalition", "A=Ember", "--create-coalition", "B=Drift"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, content in (("csv", as_csv(rows)), ("xlsx", as_xlsx(rows))):
            path = folder / f"members.{kind}"
            path.write_bytes(content)
            app = new_app(folder, kind)
            for what, options in (("dry run", [*create, "--dry-run"]), ("new", create), ("again", [])):
                seconds = timed(app, "import", str(path), *options)
                print(f"{kind:5} {what:8} {SIZE} organisations {seconds:6.2f} s {'' if seconds < BUDGET else 'OVER'}")


if __name__ == "__main__":
    main()

"""The submitted answers of a strand as a file: in codes, or with labels for a statistics program.

No row says whose it is, none stands where it was stored, and no sealed item has a column.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy.orm import Session

from consult.collection.exchange.answers_csv import ExportRow, as_csv
from consult.collection.exchange.raw_r import as_r
from consult.collection.exchange.raw_sav import as_sav
from consult.collection.exchange.raw_variables import Variable, variables_of
from consult.collection.queries.exporting import counted_with_words
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView
from consult.instrument.queries import compiled, newest_version, structure_of
from consult.instrument.rules import cells_of
from consult.instrument.rules.structure import Structure
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import NotFound
from consult.shared.time import today

MIMETYPES = {"csv": "text/csv; charset=utf-8", "sav": "application/x-spss-sav", "zip": "application/zip"}
"""What the answers are taken out as: codes, a system file of SPSS, or codes and a script for R."""
TOLD = {
    "not_answered": "not answered",
    "not_asked": "not asked",
    "unranked": "given no place",
    "written": "written",
    "1": "yes",
    "0": "no",
}
"""The words of what is no code of an instrument."""


@dataclass(frozen=True, slots=True)
class AnswersFile:
    """A file, and how many answers it holds."""

    content: bytes
    count: int


def answers_file(
    session: Session,
    found: StrandView,
    unit: Unit,
    kind: str,
    *,
    language: str,
    words: bool = False,
    told: Mapping[str, str] = TOLD,
) -> AnswersFile:
    """Return the answers of one unit as a kind of `MIMETYPES`, labelled in a language; raise `NotFound` if none asks.

    An SPSS file holds no words.
    """
    version = newest_version(session, found.id)
    if version is None:
        raise NotFound("no instrument is published yet: `consult instrument publish` does it")
    structure = structure_of(session, version.id)
    answers = counted_with_words(session, found.id, unit)
    rows = [ExportRow(unit, one.answer.short, one.answer.document, one.words) for one in answers]
    SystemRandom().shuffle(rows)
    text = as_csv(structure, rows, words=words, fictitious=found.fictitious)
    if kind == "csv":
        return AnswersFile(text.encode(), len(rows))
    variables, notes = (
        variables_of(compiled(session, version.id, language), told),
        _notes(found, unit, version.content_hash),
    )
    if kind == "zip":
        return AnswersFile(as_r(text, variables, notes), len(rows))
    title = " ".join(["Fictitious:"] * found.fictitious + [found.coalition_name])
    values = _values(structure, variables, rows)
    return AnswersFile(as_sav(variables, values, title=title, notes=notes, day=today()), len(rows))


def _values(structure: Structure, variables: tuple[Variable, ...], rows: list[ExportRow]) -> list[list[float]]:
    made = []
    for row in rows:
        cells = cells_of(structure, InstrumentUnit(row.unit), row.short, row.answers, row.words)
        made.append([one.value(cells[one.column]) for one in variables])
    return made


def _notes(found: StrandView, unit: Unit, version_hash: str) -> tuple[str, ...]:
    invented = ("Fictitious demonstration: nothing in this file is real.",) if found.fictitious else ()
    return (
        *invented,
        f"Answers of {'organisations' if unit is Unit.ORGANISATION else 'individuals'}, one each, in no order.",
        "No name, no region, no sealed item. Do not pass this file on.",
        f"Instrument sha256 {version_hash[:40]}",
        f"                  {version_hash[40:]}",
    )

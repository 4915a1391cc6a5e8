"""Commands of reliability."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from pathlib import Path
from typing import TypeVar

import click
import regex
from flask_babel import force_locale

from consult.coding.exchange.lines import as_csv
from consult.coding.queries.adjudication import LoggedDecision, decision_log
from consult.coding.queries.exchanged import is_brought_in
from consult.consultation.queries import demand_release, strand
from consult.reliability.exchange.labels_csv import read_labels
from consult.reliability.exchange.spans_csv import read_spans
from consult.reliability.exchange.tables import SIZE_LIMIT
from consult.reliability.labels import NOT_UNITIZABLE, REASONS
from consult.reliability.rules import Agreement, Continuum, Metric, NotUnitizable, Ratings, measure, unitizing_alpha
from consult.shared.commands import stands_alone
from consult.shared.database import db, reading
from consult.shared.errors import InputRefused

Read = TypeVar("Read")
LEVELS = [metric.value for metric in Metric if metric is not Metric.SETS]


class ContinuumType(click.ParamType[Continuum]):
    """START:LENGTH, both whole numbers."""

    name = "continuum"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Continuum:
        """Return the continuum, or fail with one sentence."""
        found = regex.fullmatch(r"([0-9]{1,15}):([0-9]{1,15})", str(value).strip())
        if not found or int(found[2]) < 1:
            self.fail(f"{value} is not START:LENGTH, two whole numbers such as 0:1200", param, ctx)
        return Continuum(int(found[1]), int(found[2]))


@click.group("reliability")
def group() -> None:
    """Whether coders agree."""


@group.command("alpha")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="nominal",
    show_default=True,
    help="How the labels were measured; all but nominal need numbers.",
)
@click.option("--json", "as_json", is_flag=True, help='Print {"alpha", "units", "pairs", "reason"} and nothing else.')
@stands_alone
def alpha(file: Path, level: str, as_json: bool) -> None:
    """Print Krippendorff's alpha of the labels in FILE, with percent agreement and Cohen's kappa.

    FILE is a CSV in UTF-8, its cells divided by commas, semicolons or tabs: a heading, then a row for each unit and a
    column for each coder. An empty cell means that the coder did not label the unit. The first column holds the names
    of the units if its heading is empty or one of unit, id, item, case, segment, text, document, name.

    Only units with two labels or more count (units). The pairs are the pairs of labels of one unit that are compared:
    one of a unit with two labels, three of one with three, six of one with four. Where there is no alpha the reason
    says why. Kappa is the mean of every two coders where there are more than two.
    """
    metric = Metric(level)
    ratings = _read(file, lambda content, name: read_labels(content, name, metric))
    found = measure(ratings, metric)
    with force_locale("en"):
        if as_json:
            click.echo(json.dumps(_document(found), ensure_ascii=False))
        else:
            for line in _lines(found, ratings, metric):
                click.echo(line)


@group.command("unitize")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--continuum",
    required=True,
    type=ContinuumType(),
    metavar="START:LENGTH",
    help="Where what was read begins, and how long it is.",
)
@click.option("--json", "as_json", is_flag=True, help='Print {"alpha", "codes": {code: alpha}} and nothing else.')
@stands_alone
def unitize(file: Path, continuum: Continuum, as_json: bool) -> None:
    """Print Krippendorff's unitizing alpha of the spans in FILE: do coders mark the same stretches?

    FILE is a CSV in UTF-8 with the columns coder, code, start and length, a row for each span; start and length are
    whole numbers. A row with a coder alone says that they read the continuum and marked nothing. Spans of one coder and
    code do not overlap; spans of different codes may.

    This is alpha as in Krippendorff 1995 and 2004: spans that overlap are compared by where they begin and end, spans
    in a gap of the other coder by their length. Overall it is 1 - (sum of observed) / (sum of expected) disagreement of
    all codes.
    """
    marked = _read(file, lambda content, name: read_spans(content, name, continuum))
    found = unitizing_alpha(continuum, marked.coders, marked.spans)
    with force_locale("en"):
        if as_json:
            click.echo(json.dumps({"alpha": found.alpha, "codes": found.codes}, ensure_ascii=False))
            if found.reason:
                click.echo(str(NOT_UNITIZABLE[found.reason]), err=True)
            return
        click.echo(f"Krippendorff’s unitizing alpha: {_written(found.alpha, found.reason)}")
        for code, value in found.codes.items():
            click.echo(f"  {code}: {_written(value, found.reason)}")
        click.echo(f"Spans: {len(marked.spans)}; coders: {len(marked.coders)}")


@group.command("log", context_settings={"ignore_unknown_options": True})
@click.argument("strand_id", metavar="ID")
@click.argument("out", metavar="OUT.csv", type=click.Path(dir_okay=False, path_type=Path))
def log(strand_id: str, out: Path) -> None:
    """Write what was decided where two coders of a strand differ to OUT.csv.

    A row for each decision, taken back or not, and for each disagreement that is still open: document, turn, code,
    what both gave, the decision, its reason, by whom and when. Nobody's words stand there, and what is sealed is not
    named. Refused before G6, except for an imported project.
    """
    with reading():
        session = db.session()
        view = strand(session, strand_id)
        if view is None:
            raise click.UsageError(f"there is no strand {strand_id}")
        if not is_brought_in(session, strand_id):
            demand_release(session, strand_id)
        lines = [asdict(line) for line in decision_log(session, view)]
        session.rollback()
    columns = [field.name for field in fields(LoggedDecision)]
    try:
        out.write_text(as_csv(lines, columns, fictitious=view.fictitious), encoding="utf-8", newline="")
    except OSError as error:
        raise click.UsageError(f"{out} cannot be written: {error.strerror}") from error
    if view.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    click.echo(f"{len(lines)} lines written to {out}", err=True)


def _written(alpha: float | None, reason: NotUnitizable | None) -> str:
    return f"{alpha:.3f}" if alpha is not None else str(NOT_UNITIZABLE[reason or NotUnitizable.NO_ROOM])


def _read(file: Path, reader: Callable[[bytes, str], Read]) -> Read:
    """Return what a reader makes of a file, or say its faults and end."""
    with file.open("rb") as opened:
        content = opened.read(SIZE_LIMIT + 1)
    try:
        return reader(content, file.name)
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)


def _because(found: Agreement) -> str | None:
    return str(REASONS[found.reason]) if found.reason else None


def _document(found: Agreement) -> dict[str, object]:
    return {"alpha": found.alpha, "units": found.units, "pairs": found.pairs, "reason": _because(found)}


def _lines(found: Agreement, ratings: Ratings, metric: Metric) -> list[str]:
    coders = len(ratings.coders)
    percent = "no unit has two labels" if found.percent is None else f"{found.percent:.1%}"
    kappa = "not computable" if found.kappa is None else f"{found.kappa:.3f}"
    alpha = _because(found) if found.alpha is None else f"{found.alpha:.3f}"
    units = f"{found.units} of {len(ratings.units)}; pairs of labels: {found.pairs}; coders: {coders}"
    return [
        f"Krippendorff’s alpha ({metric.value}): {alpha}",
        f"Cohen’s kappa{'' if coders == 2 else ', mean of every two coders'}: {kappa}",
        f"Percent agreement: {percent}",
        f"Units with two labels or more: {units}",
    ]

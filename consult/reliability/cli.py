"""Commands of reliability."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click
from flask_babel import force_locale

from consult.reliability.exchange.labels_csv import read_labels
from consult.reliability.exchange.tables import SIZE_LIMIT
from consult.reliability.labels import REASONS
from consult.reliability.rules import Agreement, Metric, Ratings, measure
from consult.shared.errors import InputRefused

Read = TypeVar("Read")
LEVELS = [metric.value for metric in Metric if metric is not Metric.SETS]


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

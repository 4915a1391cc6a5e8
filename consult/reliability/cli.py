"""Commands of reliability."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click
from flask_babel import force_locale

from consult.reliability.exchange.labels_csv import SIZE_LIMIT, read_labels
from consult.reliability.labels import REASONS
from consult.reliability.rules import Agreement, Metric, Ratings, measure
from consult.shared.errors import InputRefused

METRICS = [metric.value for metric in Metric if metric is not Metric.SETS]


@click.group("reliability")
def group() -> None:
    """Whether coders agree."""


@group.command("alpha")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--metric", "name", type=click.Choice(METRICS), default="nominal", show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def alpha(file: Path, name: str, as_json: bool) -> None:
    """Print percent agreement and Krippendorff's alpha of the labels in FILE.

    FILE is a CSV in UTF-8: a heading, then a row for each unit, its name in the first column and the label of each
    coder in a column of its own. An empty cell means that the coder did not label the unit.
    """
    metric = Metric(name)
    with file.open("rb") as opened:
        content = opened.read(SIZE_LIMIT + 1)
    try:
        ratings = read_labels(content, file.name, metric)
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)
    found = measure(ratings, metric)
    with force_locale("en"):
        if as_json:
            click.echo(json.dumps(_document(found, ratings, metric), ensure_ascii=False))
        else:
            for line in _lines(found, ratings, metric):
                click.echo(line)


def _because(found: Agreement) -> str | None:
    return str(REASONS[found.reason]) if found.reason else None


def _document(found: Agreement, ratings: Ratings, metric: Metric) -> dict[str, object]:
    return {
        "metric": metric.value,
        "percent": None if found.percent is None else found.percent * 100,
        "alpha": found.alpha,
        "reason": found.reason.value if found.reason else None,
        "because": _because(found),
        "units": len(ratings.units),
        "units_by_two": found.units,
        "coders": len(ratings.coders),
    }


def _lines(found: Agreement, ratings: Ratings, metric: Metric) -> list[str]:
    because = _because(found)
    percent = because if found.percent is None else f"{found.percent:.1%}"
    alpha = because if found.alpha is None else f"{found.alpha:.3f}"
    return [
        f"Percent agreement: {percent}",
        f"Krippendorff’s alpha ({metric.value}): {alpha}",
        f"Units labelled by two coders or more: {found.units} of {len(ratings.units)}; coders: {len(ratings.coders)}",
    ]

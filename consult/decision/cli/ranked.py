"""How counted ranked ballots are printed."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import click

from consult.decision.rules.ranking import Blanks, Outcome, Round

Line = dict[str, Any]  # Any: JSON
NAMES = {
    "condorcet": "Condorcet",
    "schulze": "Schulze",
    "irv": "instant run-off",
    "borda": "Borda",
    "plurality": "plurality",
}
MEANINGS = {
    Blanks.LAST: "options left out share the last place",
    Blanks.NONE: "options left out are compared with nobody",
}


def print_ranked(counted: Outcome, blanks: Blanks, *, as_json: bool) -> None:
    """Print what every rule makes of the papers, the pairwise matrix first."""
    if as_json:
        click.echo(json.dumps(_document(counted), ensure_ascii=False, indent=1))
        return
    click.echo(f"{counted.papers} papers, {counted.blank_papers} of them blank; {MEANINGS[blanks]}")
    for block in (_matrix(counted), _rounds(counted), _scores(counted), _named(counted)):
        click.echo()
        for line in block:
            click.echo(line)
    click.echo()
    click.echo(_banner(counted))


def _document(counted: Outcome) -> Line:
    return {
        "pairwise": counted.pairwise.as_numbers(),
        "condorcet": counted.condorcet,
        "schulze": list(counted.schulze),
        "irv": {"winner": counted.irv.winner, "rounds": [_round(one) for one in counted.irv.rounds]},
        "borda": _decimals(counted.borda.points),
        "plurality": _decimals(counted.plurality.points),
        "agree": counted.agree,
    }


def _round(one: Round) -> Line:
    return {
        "votes": _decimals(one.votes),
        "exhausted": one.exhausted,
        "eliminated": list(one.eliminated),
        "tied": list(one.tied),
    }


def _decimals(numbers: Mapping[str, Fraction]) -> dict[str, int | float]:
    return {name: int(one) if one.denominator == 1 else float(one) for name, one in numbers.items()}


def _matrix(counted: Outcome) -> Iterable[str]:
    yield "Papers that rank the option of the row before that of the column"
    found, options = counted.pairwise.as_numbers(), counted.pairwise.options
    rows = [[a, *("-" if a == b else str(found[a][b]) for b in options)] for a in options]
    yield from _table([["", *options], *rows])


def _rounds(counted: Outcome) -> Iterable[str]:
    yield "First places in each round of instant run-off"
    rounds = counted.irv.rounds
    heading = ["", *(str(number) for number, _ in enumerate(rounds, 1))]
    rows = [
        [option, *(_exact(one.votes[option]) if option in one.votes else "" for one in rounds)]
        for option in counted.pairwise.options
    ]
    yield from _table([heading, *rows, ["(no rank left)", *(str(one.exhausted) for one in rounds)]])
    for number, one in enumerate(rounds, 1):
        if one.eliminated:
            yield f"Round {number}: {', '.join(one.eliminated)} {'goes' if len(one.eliminated) == 1 else 'go together'}"
        elif one.tied:
            yield f"Round {number}: {', '.join(one.tied)} are tied for the fewest; nobody wins"


def _scores(counted: Outcome) -> Iterable[str]:
    yield "Points"
    rows = [
        [option, _exact(counted.borda.points[option]), _exact(counted.plurality.points[option])]
        for option in counted.pairwise.options
    ]
    yield from _table([["", "Borda", "plurality"], *rows])


def _named(counted: Outcome) -> Iterable[str]:
    yield "Winners"
    for rule, winners in counted.standing.by_rule.items():
        said = winners[0] if len(winners) == 1 else f"tied: {', '.join(winners)}" if winners else "nobody"
        yield f"{NAMES[rule]}\t{said}"


def _banner(counted: Outcome) -> str:
    agreed = counted.standing.agreed
    if agreed is None:
        return "The rules disagree"
    silent = [NAMES[rule] for rule, winners in counted.standing.by_rule.items() if len(winners) != 1]
    return f"All rules agree: {agreed}" + (f" (no winner by {', '.join(silent)})" if silent else "")


def _table(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(len(row[at]) for row in rows) for at in range(len(rows[0]))]
    for first, *rest in rows:
        cells = [first.ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(rest, widths[1:], strict=True))]
        yield "  ".join(cells).rstrip()


def _exact(number: Fraction) -> str:
    whole, part = divmod(number, 1)
    return str(whole) if not part else str(part) if not whole else f"{whole} {part}"

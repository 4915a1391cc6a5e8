"""How counted papers that say yes, no or abstain are printed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import click

from consult.decision.rules.counting import Count, Rule, passed

Line = dict[str, Any]  # Any: JSON


def print_counts(counts: Mapping[str, Count], rule: Rule, *, as_json: bool, more: Line | None = None) -> None:
    """Print each coalition's count, and whether it is decided."""
    if as_json:
        click.echo(json.dumps(_document(counts, rule) | (more or {}), indent=1))
        return
    for mark, one in counts.items():
        for line in _lines(mark, one):
            click.echo(line)
    click.echo(f"passed\t{'yes' if passed(counts.values()) else 'no'}")
    for name, value in (more or {}).items():
        click.echo(f"{name}\t{value}")


def _lines(mark: str, one: Count) -> list[str]:
    tally = one.tally
    quorum = f"quorum {one.quorum_needed}: {'reached' if one.quorum_reached else 'missed'}"
    shares = [_percent(share) for share in (one.without_abstentions, one.with_abstentions, one.of_members)]
    return [
        f"{mark}\tyes {tally.yes}, no {tally.no}, abstain {tally.abstain}",
        f"{mark}\tballots cast {tally.cast} of {tally.members} members; {quorum}",
        f"{mark}\tyes with abstentions out {shares[0]}, in {shares[1]}, of all members {shares[2]}",
        f"{mark}\t{one.verdict.value}",
    ]


def _percent(share: Fraction | None) -> str:
    return "-" if share is None else f"{float(share):.1%}"


def _document(counts: Mapping[str, Count], rule: Rule) -> Line:
    return {
        "rule": {
            "rule": rule.rule.value,
            "base": rule.base.value,
            "threshold": rule.threshold,
            "quorum": rule.quorum,
        },
        "coalitions": {mark: _counted(one) for mark, one in counts.items()},
        "passed": passed(counts.values()),
    }


def _counted(one: Count) -> Line:
    tally = one.tally
    return {
        "yes": tally.yes,
        "no": tally.no,
        "abstain": tally.abstain,
        "members": tally.members,
        "cast": tally.cast,
        "quorum_needed": one.quorum_needed,
        "quorum_reached": one.quorum_reached,
        "share": _exact(one.share),
        "abstentions_out": _exact(one.without_abstentions),
        "abstentions_in": _exact(one.with_abstentions),
        "of_members": _exact(one.of_members),
        "verdict": one.verdict.value,
        "passes": one.passes,
    }


def _exact(share: Fraction | None) -> Line | None:
    """Return a share exactly, and in per cent with one decimal for reading."""
    if share is None:
        return None
    return {"fraction": f"{share.numerator}/{share.denominator}", "percent": round(float(share * 100), 1)}

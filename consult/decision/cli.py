"""Commands of deciding."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from consult.access.queries import accounts
from consult.access.rules import Permission, Scope, covers, normal_email, permits
from consult.consultation.queries import ConsultationView, consultation
from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.exchange.ballots_csv import SIZE_LIMIT, read_ballots
from consult.decision.operations.destroying import destroy
from consult.decision.queries.following import actions_of, destructions_of
from consult.decision.queries.voting import ballot, result
from consult.decision.rules.counting import Count, MiscountedError, Rule, count, passed, tally_of
from consult.decision.rules.following import CheckStanding, standing_of
from consult.decision.rules.kinds import Promised
from consult.shared.database import db, reading
from consult.shared.erasing import erase_traces
from consult.shared.errors import InputRefused, NotAllowedNow, NotFound
from consult.shared.time import now, today

Line = dict[str, Any]  # Any: JSON
RULES = [DecisionRule.MAJORITY.value, DecisionRule.CONSENSUS.value]
BASES = [base.value for base in DecisionBase]
SHARE = click.IntRange(0, 100)


class Numbered(click.ParamType[tuple[str, int]]):
    """A coalition and a number, written A=300."""

    name = "COALITION=NUMBER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """Return the two, or say how they are written."""
        if isinstance(value, tuple):
            return value
        mark, equals, number = str(value).rpartition("=")
        if not equals or not mark.strip() or not number.strip().isascii() or not number.strip().isdigit():
            self.fail(f"“{value}” is not written like A=300", param, ctx)
        return mark.strip(), int(number)


@click.group("decision")
def group() -> None:
    """Count ballots, read results, and keep what was promised."""


@group.command("count")
@click.argument("file", metavar="BALLOTS.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--threshold", type=click.IntRange(1, 100), required=True, help="Share that must say yes, in per cent.")
@click.option("--base", type=click.Choice(BASES), default=BASES[0], show_default=True)
@click.option("--quorum", type=SHARE, required=True, help="Share of the members that must cast a ballot, in per cent.")
@click.option("--members", type=Numbered(), multiple=True, required=True, help="How many members a coalition has.")
@click.option("--present", type=Numbered(), multiple=True, help="How many were present, for that base.")
@click.option("--rule", type=click.Choice(RULES), default=RULES[0], show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print the count as JSON.")
def count_file(
    file: Path,
    threshold: int,
    base: str,
    quorum: int,
    members: tuple[tuple[str, int], ...],
    present: tuple[tuple[str, int], ...],
    rule: str,
    as_json: bool,
) -> None:
    """Count the papers in BALLOTS.csv, a CSV in UTF-8 with the columns coalition and choice (yes, no, abstain).

    Every coalition must pass. Abstentions count for the quorum, and for the majority only if the base says so.
    """
    known, there = _unique(members, "--members"), _unique(present, "--present")
    if unknown := sorted(set(there) - set(known)):
        raise click.UsageError(f"--present names {unknown[0]}, --members does not")
    with file.open("rb") as opened:
        content = opened.read(SIZE_LIMIT + 1)
    by = Rule(DecisionRule(rule), DecisionBase(base), threshold, quorum)
    try:
        papers = read_ballots(content, file.name, known)
        counts = {mark: count(tally_of(papers[mark], known[mark], there.get(mark)), by) for mark in known}
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)
    except MiscountedError as error:
        raise click.UsageError("--present lies between the ballots cast and the members") from error
    _print(counts, by, as_json=as_json)


@group.command("ballot")
@click.argument("ballot_id", metavar="BALLOT")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def show_ballot(ballot_id: str, as_json: bool) -> None:
    """Print the result of a closed ballot; before it is closed nobody sees one, here neither."""
    with reading():
        session = db.session()
        held, found = ballot(session, ballot_id), result(session, ballot_id)
        view = consultation(session, held.consultation_id) if held else None
        session.rollback()
    if held is None or view is None:
        raise NotFound(f"there is no ballot {ballot_id}")
    if found is None:
        raise NotAllowedNow("The ballot is not closed: before that there is no result for anybody.")
    more: Line = {"papers_sha256": found.papers_hash, **({"fictitious": True} if view.fictitious else {})}
    if view.fictitious:
        click.echo("Fictitious demonstration: nothing here is real.", err=True)
    _print({one.mark: one.count for one in found.coalitions}, held.rule, as_json=as_json, more=more)


@group.command("due")
@click.argument("consultation_id", metavar="CONSULTATION")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def show_due(consultation_id: str, as_json: bool) -> None:
    """Print what is due: what was promised to be destroyed, and the checks of actions."""
    with reading():
        session, day = db.session(), today()
        if consultation(session, consultation_id) is None:
            raise NotFound(f"there is no consultation {consultation_id}")
        promises, actions = destructions_of(session, consultation_id), actions_of(session, consultation_id)
        session.rollback()
    lines: list[Line] = [
        {"destroy": what.value, "due_on": one.due_on.isoformat(), "days_late": one.promise.days_late(day)}
        for what, one in promises.items()
        if one.promise.is_due(day)
    ]
    lines += [
        {"action": f"D-{one.decision_number}.{one.number}", "check": check.months, "due_on": check.due_on.isoformat()}
        for one in actions
        for check in one.checks
        if standing_of(check, day) is CheckStanding.DUE
    ]
    if as_json:
        click.echo(json.dumps(lines, indent=1))
        return
    for line in lines:
        click.echo("\t".join(f"{name} {value}" for name, value in line.items()))


@group.command("destroy")
@click.argument("consultation_id", metavar="CONSULTATION")
@click.argument("what", type=click.Choice([one.value for one in Promised]))
@click.option("--by", "email", required=True, help="E-mail address of whose act it is.")
@click.confirmation_option(prompt="What is destroyed cannot be brought back. Destroy it?")
def destroy_promised(consultation_id: str, what: str, email: str) -> None:
    """Destroy what was promised, on its day or after it; nothing before."""
    session = db.session()
    asked = consultation(session, consultation_id)
    if asked is None:
        raise NotFound(f"there is no consultation {consultation_id}")
    counts = destroy(session, asked.id, what=Promised(what), account_id=_keeper(session, asked, email), moment=now())
    session.commit()
    erase_traces(db.engine)
    for name, number in counts.items():
        click.echo(f"{name}\t{number}")


def _keeper(session: Session, asked: ConsultationView, email: str) -> str:
    """Return the account with an address; raise `NotAllowedNow` unless it keeps decisions for every coalition."""
    found = next((one for one in accounts(session) if one.email == normal_email(email) and one.active), None)
    if found is not None:
        scopes = [Scope(coalition_id, asked.id) for coalition_id in asked.coalition_ids]
        own = [[grant.value for grant in found.grants if covers(grant.value, scope)] for scope in scopes]
        if all(permits(grants, Permission.KEEP_DECISIONS) for grants in own):
            return found.id
    raise NotAllowedNow("Nothing was destroyed: this account does not keep decisions for both coalitions.")


def _unique(given: Iterable[tuple[str, int]], option: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for mark, number in given:
        if mark in found:
            raise click.UsageError(f"{option} names {mark} twice")
        found[mark] = number
    return found


def _print(counts: Mapping[str, Count], rule: Rule, *, as_json: bool, more: Line | None = None) -> None:
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

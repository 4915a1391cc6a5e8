"""Counting a file of ballots: its columns say which kind they are."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypedDict, Unpack

import click

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.cli.group import group
from consult.decision.cli.papers import print_counts
from consult.decision.cli.ranked import print_ranked
from consult.decision.exchange import ranked_csv
from consult.decision.exchange.ballots_csv import COLUMNS, SIZE_LIMIT, read_ballots
from consult.decision.exchange.ranked_csv import heading_of, read_ranked
from consult.decision.rules.counting import MiscountedError, Rule, count, tally_of
from consult.decision.rules.ranking import Blanks, outcome, profile
from consult.shared.commands import stands_alone
from consult.shared.errors import InputFault, InputRefused

RULES = [DecisionRule.MAJORITY.value, DecisionRule.CONSENSUS.value]
BASES = [base.value for base in DecisionBase]
SHARE = click.IntRange(0, 100)


class Given(TypedDict):
    """What the options say; None or nothing where they are left out."""

    threshold: int | None
    base: str | None
    quorum: int | None
    members: tuple[tuple[str, int], ...]
    present: tuple[tuple[str, int], ...]
    rule: str | None
    blanks: str | None


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


@group.command("count")
@click.argument("file", metavar="BALLOTS.csv", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--blanks", type=click.Choice([one.value for one in Blanks]), help="Ranked: what options left out mean.")
@click.option("--threshold", type=click.IntRange(1, 100), help="Yes or no: share that must say yes, in per cent.")
@click.option("--base", type=click.Choice(BASES), show_default=BASES[0])
@click.option("--quorum", type=SHARE, help="Yes or no: share of the members that must cast a ballot, in per cent.")
@click.option("--members", type=Numbered(), multiple=True, help="Yes or no: how many members a coalition has.")
@click.option("--present", type=Numbered(), multiple=True, help="Yes or no: how many were present, for that base.")
@click.option("--rule", type=click.Choice(RULES), show_default=RULES[0])
@click.option("--json", "as_json", is_flag=True, help="Print the count as JSON.")
@stands_alone
def count_file(file: Path, as_json: bool, **given: Unpack[Given]) -> None:
    """Count the ballots in BALLOTS.csv, a CSV in UTF-8; its columns say which of two kinds they are.

    Yes or no: columns coalition and choice (yes, no, abstain), a row for each paper. Needs --threshold, --quorum and
    --members for every coalition. Every coalition must pass. Abstentions count for the quorum, and for the majority
    only if the base says so.

    Ranked: columns count and ballot, a row for each way of filling in a paper and how many did so. A ballot such as
    A>B=C ranks A first and B and C together second; an empty one is a blank paper. Needs --blanks, which says what
    becomes of options a paper leaves out.

    --blanks last: all options a paper leaves out share its last place, behind every ranked one; a blank paper puts
    all options on one place. --blanks none: an option left out is compared with nobody on that paper, and a paper none
    of whose ranked options remains counts no more.

    Equal ranks: neither is before the other in the pairwise matrix; each has half a point from the other in Borda's
    count (one point for every option behind, as in a tournament); a shared first place is divided in equal fractions
    in plurality and in every round of instant run-off. All is counted exactly; JSON has the nearest decimal.

    Ties are reported and never broken. Schulze's rule (winning votes) names everybody who is tied. Where several have
    the fewest first places, instant run-off drops them together if all theirs added up are fewer than anybody else's,
    for then their order changes nothing; otherwise it has no winner and names the tied. The rules agree when every
    rule that has a winner names the same single one.
    """
    with file.open("rb") as opened:
        content = opened.read(SIZE_LIMIT + 1)
    try:
        if _is_ranked(content, file.name):
            _count_ranked(content, file.name, given, as_json=as_json)
        else:
            _count_papers(content, file.name, given, as_json=as_json)
    except InputRefused as refused:
        for fault in refused.faults:
            click.echo(str(fault), err=True)
        sys.exit(2)


def _is_ranked(content: bytes, file_name: str) -> bool:
    """Tell which kind of ballots a file holds by its heading; raise `InputRefused` where it holds neither, or both."""
    heading = heading_of(content)
    if not heading:
        read_ballots(content, file_name, {})  # it says why nothing can be read
    ranked, papers = heading & set(ranked_csv.COLUMNS), heading & set(COLUMNS)
    if ranked and papers:
        what = "the heading names columns of ranked ballots and of papers that say yes or no"
        raise InputRefused([InputFault(file_name, what, "keep count,ballot or coalition,choice")])
    if not ranked and not papers:
        what = "the heading does not name one column coalition"
        todo = "begin the file with coalition,choice for yes or no, or with count,ballot for ranks"
        raise InputRefused([InputFault(f"{file_name}:1", what, todo)])
    return bool(ranked)


def _count_ranked(content: bytes, file_name: str, given: Given, *, as_json: bool) -> None:
    foreign = [f"--{name}" for name, value in given.items() if name != "blanks" and value not in (None, ())]
    if foreign:
        raise click.UsageError(
            f"{file_name} holds ranked ballots: leave out {', '.join(foreign)}, meant for papers that say yes or no"
        )
    if given["blanks"] is None:
        raise click.UsageError(f"{file_name} holds ranked ballots: add --blanks last or none, as declared")
    blanks = Blanks(given["blanks"])
    print_ranked(outcome(profile(read_ranked(content, file_name), blanks)), blanks, as_json=as_json)


def _count_papers(content: bytes, file_name: str, given: Given, *, as_json: bool) -> None:
    if given["blanks"] is not None:
        raise click.UsageError(f"{file_name} holds papers that say yes or no: leave out --blanks, meant for ranks")
    if given["threshold"] is None or given["quorum"] is None or not given["members"]:
        missing = [name for name in ("threshold", "quorum", "members") if given.get(name) in (None, ())]
        raise click.UsageError(
            f"{file_name} holds papers that say yes or no: add {', '.join(f'--{name}' for name in missing)}"
        )
    known, there = _unique(given["members"], "--members"), _unique(given["present"], "--present")
    if unknown := sorted(set(there) - set(known)):
        raise click.UsageError(f"--present names {unknown[0]}, --members does not")
    rule, base = DecisionRule(given["rule"] or RULES[0]), DecisionBase(given["base"] or BASES[0])
    by = Rule(rule, base, given["threshold"], given["quorum"])
    papers = read_ballots(content, file_name, known)
    try:
        counts = {mark: count(tally_of(papers[mark], known[mark], there.get(mark)), by) for mark in known}
    except MiscountedError as error:
        raise click.UsageError("--present lies between the ballots cast and the members") from error
    print_counts(counts, by, as_json=as_json)


def _unique(given: Iterable[tuple[str, int]], option: str) -> dict[str, int]:
    found: dict[str, int] = {}
    for mark, number in given:
        if mark in found:
            raise click.UsageError(f"{option} names {mark} twice")
        found[mark] = number
    return found

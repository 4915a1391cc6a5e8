"""The rule in words, and a closed ballot as sentences, a chart with its threshold, and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from babel.numbers import format_percent
from flask_babel import format_decimal
from markupsafe import Markup

from consult.consultation.rules import DecisionBase, DecisionRule
from consult.decision.queries.voting import SILENT, VOTED, BallotResult, CoalitionResult, RegionalTurnout
from consult.decision.rules.counting import Rule, Tally, Verdict, shown_percent
from consult.disclosure.rules import Mark
from consult.findings.charts import (
    BarRow,
    Bars,
    Category,
    Drawing,
    Heading,
    LegendEntry,
    Meaning,
    StackedBars,
    StackedRow,
    Table,
    draw,
)
from consult.findings.charts.pen import Pen, joined
from consult.findings.charts.voice import PERCENT_FROM
from consult.findings.labels import group_name
from consult.findings.labels import translated as _
from consult.findings.presentation.words import is_rtl, listed, percent, tag, voice

NEEDED = Markup('<line x1="12" y1="0" x2="12" y2="16" class="thr"/>')


@dataclass(frozen=True, slots=True)
class RuleWords:
    """The rule of a ballot, a sentence each: what must agree, what abstaining does, the quorum."""

    majority: str
    abstaining: str
    quorum: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one coalition's ballot went, in one sentence."""

    mark: str
    name: str
    passes: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A closed ballot as pages show it."""

    passed: bool
    title: str
    outcomes: tuple[Outcome, ...]
    rule: RuleWords
    drawing: Drawing


def rule_words(rule: Rule) -> RuleWords:
    """Return a ballot's rule in words, with its base."""
    needed = percent(rule.threshold)
    if rule.quorum:
        quorum = _(
            "In each coalition at least %(share)s of the members must cast a ballot; abstentions count.",
            share=percent(rule.quorum),
        )
    else:
        quorum = _("There is no quorum.")
    if rule.rule is DecisionRule.CONSENSUS:
        majority = _("Consensus: in each coalition, nobody who votes says no.")
        return RuleWords(majority, _("Abstaining stands in nobody’s way."), quorum)
    if rule.base is DecisionBase.ALL_MEMBERS:
        majority = _("In each coalition at least %(share)s of all members must say yes.", share=needed)
        return RuleWords(majority, _("Whoever abstains, or does not vote, counts like a no."), quorum)
    if rule.base is DecisionBase.MEMBERS_PRESENT:
        majority = _("In each coalition at least %(share)s of the members who take part must say yes.", share=needed)
        return RuleWords(majority, _("Whoever abstains takes part, and so counts like a no."), quorum)
    majority = _("In each coalition at least %(share)s of those who vote yes or no must say yes.", share=needed)
    return RuleWords(majority, _("Abstentions count for the quorum, not for the majority."), quorum)


def share_words(share: Fraction | None, base: int, threshold: int) -> str:
    """Write a share in per cent from a base of ten on; one that misses the threshold never reads as if it did not."""
    if share is None or base < PERCENT_FROM:
        return ""
    shown = shown_percent(share, threshold)
    if shown.denominator == 1:
        return percent(int(shown))
    exact = Decimal(shown.numerator) / Decimal(shown.denominator) / 100
    return str(format_percent(exact, locale=tag(), decimal_quantization=False))


def shown_result(found: BallotResult) -> ShownResult:
    """Return a closed ballot in words and figures."""
    return ShownResult(
        passed=found.passed,
        title=_title(found),
        outcomes=tuple(Outcome(one.mark, one.name, one.count.passes, verdict_words(one)) for one in found.coalitions),
        rule=rule_words(found.ballot.rule),
        drawing=_drawing(found),
    )


def _title(found: BallotResult) -> str:
    agreed = [one.mark for one in found.coalitions if one.count.passes]
    missed = [one.mark for one in found.coalitions if not one.count.passes]
    if agreed and missed:
        return _(
            "Passed in %(agreed)s and not in %(missed)s: both must agree", agreed=listed(agreed), missed=listed(missed)
        )
    several = len(found.coalitions) > 1
    if missed:
        return _("Not passed in either coalition") if several else _("Not passed")
    if _either_way(found):
        return (
            _("Passed in both coalitions, however abstentions are counted")
            if several
            else _("Passed, however abstentions are counted")
        )
    return _("Passed in both coalitions") if several else _("The vote passed")


def _either_way(found: BallotResult) -> bool:
    """Tell whether every coalition passes with abstentions left out and with them counted in."""
    rule = found.ballot.rule
    if rule.rule is not DecisionRule.MAJORITY or rule.base is DecisionBase.ALL_MEMBERS:
        return False
    shares = [
        share for one in found.coalitions for share in (one.count.without_abstentions, one.count.with_abstentions)
    ]
    return all(share is not None and share * 100 >= rule.threshold for share in shares)


def verdict_words(one: CoalitionResult) -> str:
    """Say how one coalition's ballot went and, if it did not pass, why."""
    found, tally = one.count, one.count.tally
    numbers = {
        "yes": format_decimal(tally.yes),
        "no": format_decimal(tally.no),
        "abstain": format_decimal(tally.abstain),
        "cast": format_decimal(tally.cast),
        "members": format_decimal(tally.members),
        "needed": format_decimal(found.quorum_needed),
        "share": percent(found.rule.threshold),
    }
    words = {
        Verdict.PASSED: _(
            "Agreed: %(yes)s yes, %(no)s no, %(abstain)s abstained; %(cast)s of %(members)s members voted."
        ),
        Verdict.QUORUM_MISSED: _(
            "No quorum: %(cast)s of %(members)s members cast a ballot, and %(needed)s were needed."
        ),
        Verdict.NO_VOTES: _("Nobody voted yes or no."),
        Verdict.TIED: _("A tie: %(yes)s yes and %(no)s no. A tie is not agreement."),
        Verdict.THRESHOLD_MISSED: _("Not enough: %(yes)s yes, %(no)s no, and at least %(share)s were needed."),
        Verdict.OUTVOTED: _("Outvoted: %(yes)s yes and %(no)s no. Fewer yes than no is not agreement."),
        Verdict.OPPOSED: _("No consensus: %(yes)s yes, %(no)s no."),
        Verdict.NOT_BY_BALLOT: _("Not decided by ballot."),
    }
    return str(words[found.verdict]) % numbers


def _drawing(found: BallotResult) -> Drawing:
    rule, speak = found.ballot.rule, voice()
    rows = [row for one in found.coalitions for row in _rows(one)]
    spec = Bars(
        heading=Heading(
            title=_title(found),
            base_line=rule_words(rule).majority,
            table_caption=_title(found),
            row_name=_("Coalition"),
            source=_not_the_rule(found),
        ),
        rows=tuple(row for row, _share in rows),
        lead_name=_("the rule"),
        other_name=_("another way to count"),
        half_is_dashed=False,
    )
    drawn = draw(spec, speak, rtl=is_rtl())
    line = _needed_line(rule)
    return replace(
        drawn,
        legend=(*drawn.legend, *((LegendEntry(NEEDED, _needed_words(rule)),) if line else ())),
        rows=tuple(
            replace(row, marks=joined(row.marks, line), detail=share)
            for row, (_bar, share) in zip(drawn.rows, rows, strict=True)
        ),
        table=_table(found),
    )


def _needed_line(rule: Rule) -> Markup:
    if rule.rule is not DecisionRule.MAJORITY:
        return Markup("")
    return Pen(is_rtl()).upright(rule.threshold, "thr")


def _needed_words(rule: Rule) -> str:
    return _("needed: %(share)s", share=percent(rule.threshold))


def _rows(one: CoalitionResult) -> list[tuple[BarRow, str]]:
    """Return one coalition's bars, each with its share in words: abstentions out, in and, where it rules, all."""
    tally, rule = one.count.tally, one.count.rule
    bases = [
        (tally.decided, DecisionBase.BALLOTS_CAST, _("abstentions left out"), _("abstentions left out (the rule)")),
        (tally.cast, DecisionBase.MEMBERS_PRESENT, _("abstentions counted in"), _("abstentions counted in (the rule)")),
        (tally.members, DecisionBase.ALL_MEMBERS, "", _("of all members (the rule)")),
    ]
    rules = rule.base if rule.rule is DecisionRule.MAJORITY else DecisionBase.BALLOTS_CAST
    name = f"{one.mark} · {one.name}"
    return [
        (
            BarRow(label=name, value=tally.yes, base=base, note=ruling if of is rules else plain, lead=of is rules),
            share_words(_share(tally, base), base, rule.threshold),
        )
        for base, of, plain, ruling in bases
        if plain or of is rules
    ]


def _share(tally: Tally, base: int) -> Fraction | None:
    return Fraction(tally.yes, base) if base else None


def _not_the_rule(found: BallotResult) -> str:
    """Say how many of all members said yes and how many cast no ballot, and that it is not the rule where it is not."""
    said = []
    rule = found.ballot.rule
    for one in found.coalitions:
        tally = one.count.tally
        numbers = {
            "mark": one.mark,
            "yes": format_decimal(tally.yes),
            "members": format_decimal(tally.members),
            "share": share_words(one.count.of_members, tally.members, rule.threshold),
            "silent": format_decimal(tally.members - tally.cast),
        }
        if numbers["share"]:
            words = _("%(mark)s: %(yes)s of all %(members)s members said yes (%(share)s); %(silent)s cast no ballot.")
        else:
            words = _("%(mark)s: %(yes)s of all %(members)s members said yes; %(silent)s cast no ballot.")
        said.append(str(words) % numbers)
    if rule.rule is not DecisionRule.MAJORITY or rule.base is not DecisionBase.ALL_MEMBERS:
        said.insert(0, _("The share of all members is not the rule:"))
    return " ".join(said)


def _table(found: BallotResult) -> Table:
    rule = found.ballot.rule
    of_all = (
        _("Yes, of all members")
        if rule.rule is DecisionRule.MAJORITY and rule.base is DecisionBase.ALL_MEMBERS
        else _("Yes, of all members (not the rule)")
    )
    head = (
        *(_("Coalition"), _("Yes"), _("No"), _("Abstain"), _("No ballot cast")),
        *(_("Yes, abstentions out"), _("Yes, abstentions in"), of_all),
    )
    return Table(_title(found), head, tuple(_cells(one) for one in found.coalitions))


def _cells(one: CoalitionResult) -> tuple[str, ...]:
    tally = one.count.tally
    counts = (tally.yes, tally.no, tally.abstain, tally.members - tally.cast)
    return (
        f"{one.mark} · {one.name}",
        *(str(format_decimal(number)) for number in counts),
        *(_of(one, base) for base in (tally.decided, tally.cast, tally.members)),
    )


def _of(one: CoalitionResult, base: int) -> str:
    """Write "205 of 225 · 91%"."""
    tally = one.count.tally
    share = share_words(_share(tally, base), base, one.count.rule.threshold)
    said = voice().said_of(tally.yes, base)
    return f"{said} · {share}" if share else said


def regional_drawings(found: Sequence[RegionalTurnout]) -> list[tuple[RegionalTurnout, Drawing | None]]:
    """Return who voted by region for each coalition; None where it may not be shown."""
    return [(one, _regional(one)) for one in found]


def _regional(one: RegionalTurnout) -> Drawing | None:
    if one.table is None:
        return None
    table = one.table
    rows = []
    for group, known in zip(table.groups, table.bases, strict=True):
        base = Mark.WITHHELD if known is None else known
        values = (table.cell(VOTED, group), table.cell(SILENT, group))
        said = voice().shown_of(values[0], base)
        rows.append(StackedRow(label=group_name("region", group), values=values, base=base, value=said))
    title = _("Who voted, by region: %(mark)s · %(name)s", mark=one.mark, name=one.name)
    spec = StackedBars(
        heading=Heading(
            title=title,
            base_line=_("Member organisations on the voter list. A longer bar means more members."),
            table_caption=title,
            row_name=_("Region"),
        ),
        categories=(
            Category(label=_("cast a ballot"), meaning=Meaning.YES),
            Category(label=_("cast none"), meaning=Meaning.NOT_HEARD),
        ),
        rows=tuple(rows),
        by_size=True,
    )
    return draw(spec, voice(), rtl=is_rtl())

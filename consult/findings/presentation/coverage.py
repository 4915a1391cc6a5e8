"""Who has been heard and who has not, among the member organisations."""

from __future__ import annotations

from dataclasses import dataclass

from consult.collection.rules import REGION_NOT_SHOWN
from consult.disclosure.rules import Mark
from consult.findings.charts import Category, Heading, Meaning, StackedBars, StackedRow
from consult.findings.labels import BY, DISPOSITIONS, in_order, merged_name
from consult.findings.labels import translated as _
from consult.findings.presentation.words import percent, voice
from consult.findings.rules import Coverage
from consult.findings.rules.published import CoverageLine, PublishedGroup, StrandFindings


@dataclass(frozen=True, slots=True)
class Rate:
    """One response rate: its name, its value in words, and how it is worked out."""

    name: str
    value: str
    how: str


def counts_of(found: StrandFindings) -> Coverage | None:
    """Return the dispositions as a coverage, or None where one of them is hidden."""
    counts = found.coverage.dispositions
    shown = {one: count for one, count in counts.items() if not isinstance(count, Mark)}
    return Coverage(**shown) if len(shown) == len(counts) else None


def dispositions(found: StrandFindings) -> list[tuple[str, str]]:
    """Return how many organisations have which disposition, in words; where hardly any is silent, the answers only."""
    counts = found.coverage.dispositions
    if found.coverage.members - found.coverage.answered < found.k:
        counts = {"complete": found.coverage.answered}
    return [(str(name), voice().say(counts[one.value])) for one, name in DISPOSITIONS.items() if counts.get(one.value)]


def rates(found: StrandFindings) -> list[Rate]:
    """Return the two response rates that count partial answers: of all, and of those known to be members.

    Where a disposition is hidden a rate that counts partial answers would give it away: only answers that count do.
    """
    counts = counts_of(found)
    named: tuple[tuple[str, float | None, str], ...]
    if counts is None:
        answered = found.coverage.answered
        alone = Coverage(complete=answered, no_contact=found.coverage.members - answered).rates().rr1
        named = (
            ("RR1", alone, _("answers sent, without partial ones, of everybody on the register as it was frozen")),
        )
    else:
        made = counts.rates()
        named = (
            ("RR2", made.rr2, _("answers, partial ones too, of everybody on the register as it was frozen")),
            ("RR6", made.rr6, _("the same, without those of whom it is not known whether they are still members")),
        )
    return [Rate(name, percent(int(100 * rate + 0.5)), how) for name, rate, how in named if rate is not None]


def coverage_chart(found: StrandFindings, by: str) -> StackedBars | None:
    """Return answered and not heard by the groups of one attribute; longer bars for more members."""
    lines = {line.group: line for line in found.coverage.lines.get(by, ())}
    if not lines:
        return None
    groups = in_order(by, (PublishedGroup(line.group, line.parts, 0) for line in lines.values()))
    apart = any(REGION_NOT_SHOWN in line.parts for line in lines.values())
    return StackedBars(
        heading=Heading(
            title=str(BY[by]),
            base_line=_("Member organisations. A longer bar means more members."),
            table_caption=_("Answered and not heard · %(by)s", by=BY[by]),
            row_name=str(BY[by]),
        ),
        categories=(
            Category(label=_("answered"), meaning=Meaning.YES),
            Category(label=_("not heard, or region not shown") if apart else _("not heard"), meaning=Meaning.NOT_HEARD),
        ),
        rows=tuple(_row(merged_name(by, group), lines[group.key]) for group in groups),
        by_size=True,
    )


def _row(name: str, line: CoverageLine) -> StackedRow:
    speak = voice()
    apart = line.parts == (REGION_NOT_SHOWN,)
    value = "" if apart else speak.shown_of(line.not_heard, line.members)
    return StackedRow(label=name, values=(line.answered, line.not_heard), base=line.members, value=value)

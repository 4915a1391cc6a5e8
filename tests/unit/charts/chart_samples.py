"""Small charts of every kind, with hidden cells and whatever words a test wants in them."""

from __future__ import annotations

from consult.disclosure.rules import Mark
from consult.findings.charts import (
    BarRow,
    Bars,
    Category,
    CommonGround,
    CommonGroundRow,
    Counts,
    Difference,
    Diverging,
    DivergingRow,
    DotRow,
    Dots,
    Group,
    Heading,
    Heat,
    HeatRow,
    Meaning,
    Point,
    Side,
    Spec,
    StackedBars,
    StackedRow,
    Value,
    Voice,
    Weakest,
)

FEWER, WITHHELD = Mark.FEWER, Mark.WITHHELD
VOICE = Voice(
    number=str,
    percent=lambda share: f"{share} %",
    of=lambda count, base: f"{count} of {base}",
    few="fewer than 5",
    few_short="<5",
    withheld="[c]",
    withheld_name="[c] withheld",
    count_head="Yes",
    base_head="Of",
    share_head="%",
    low_head="From",
    high_head="To",
    total_head="Total",
    bins=("up to a quarter", "up to half", "more than half", "more than three quarters"),
)


def heading(words: str = "Finding") -> Heading:
    return Heading(title=words, base_line=words, table_caption=words, row_name=words, number="Chart 1.", source=words)


def groups(words: str, *bases: Value) -> tuple[Group, ...]:
    return tuple(Group(label=f"{words} {at}", short=f"g{at}", base=base) for at, base in enumerate(bases))


def bars(words: str = "Option", value: Value = 34) -> Bars:
    weakest = Weakest(sentence=words, value=7, base=9)
    return Bars(
        heading=heading(words),
        lead_name=words,
        other_name=words,
        weakest_name=words,
        rows=(
            BarRow(label=words, value=value, base=41, lead=True, weakest=weakest),
            BarRow(label="Other", value=23, base=41, note=words),
            BarRow(label="Third", value=FEWER, base=41),
        ),
    )


def counts(words: str = "Condition", value: Value = 17) -> Counts:
    rows = (BarRow(label=words, value=value, base=19), BarRow(label="Other", value=FEWER, base=19))
    return Counts(heading=heading(words), rows=rows)


def stacked(words: str = "Option", value: Value = 15) -> StackedBars:
    categories = (
        Category(label=words, meaning=Meaning.YES),
        Category(label="on conditions", meaning=Meaning.CONDITIONS),
        Category(label="unacceptable", meaning=Meaning.AGAINST),
    )
    rows = (
        StackedRow(label=words, values=(value, 19, 7), base=41, value=words, detail=words),
        StackedRow(label="Other", values=(WITHHELD, FEWER, 30), base=41),
        StackedRow(label="Third", values=(WITHHELD, WITHHELD, WITHHELD), base=WITHHELD),
    )
    return StackedBars(heading=heading(words), categories=categories, rows=rows)


def diverging(words: str = "Option", value: Value = 11) -> Diverging:
    return Diverging(
        heading=heading(words),
        scale_names=(words, "oppose", "neutral", "support", "strongly support"),
        cannot_judge_name=words,
        against_name=words,
        for_name=words,
        apart_name=words,
        rows=(
            DivergingRow(label=words, scale=(8, 6, 9, 16, value), cannot_judge=7, value=words, detail=words),
            DivergingRow(label="Other", scale=(FEWER, 12, WITHHELD, FEWER, 6), cannot_judge=WITHHELD),
        ),
    )


def dots(words: str = "Option", value: Value = 34, *, as_counts: bool = False) -> Dots:
    return Dots(
        heading=heading(words),
        a_name="A",
        b_name=words,
        range_name=words,
        clear_name=words,
        unclear_name=words,
        difference_name=words,
        as_counts=as_counts,
        rows=(
            DotRow(
                label=words,
                a=Point(value=value, base=41, low=75.5, high=88.5),
                b=Point(value=26, base=34, low=68.7, high=82.8),
                difference=Difference.UNCLEAR,
                detail=words,
            ),
            DotRow(
                label="Other",
                a=Point(value=23, base=41, low=47.4, high=64.4),
                b=Point(value=27, base=34, low=71.9, high=85.4),
                difference=Difference.CLEAR,
            ),
            DotRow(label="Third", a=None, b=Point(value=FEWER, base=34)),
        ),
    )


def heat(words: str = "Code", value: Value = 8) -> Heat:
    return Heat(
        heading=heading(words),
        groups=groups(words, 10, 6, 9),
        total_base=25,
        rows=(
            HeatRow(label=words, cells=(value, 5, 7), total=20, note=words),
            HeatRow(label="Other", cells=(WITHHELD, FEWER, WITHHELD), total=6),
        ),
    )


def common_ground(words: str = "Option", value: Value = 8) -> CommonGround:
    return CommonGround(
        heading=heading(words),
        sides=(Side(name=words, groups=groups(words, 10, 6)), Side(name="B", groups=groups("b", 12))),
        full_name=words,
        off_name=words,
        rows=(
            CommonGroundRow(label=words, cells=(value, 5, 9), lead=True),
            CommonGroundRow(label="Other", cells=(WITHHELD, FEWER, 6)),
        ),
    )


KINDS = (bars, counts, stacked, diverging, dots, heat, common_ground)


def every_kind(words: str = "Option") -> list[Spec]:
    return [make(words) for make in KINDS] + [dots(words, as_counts=True)]

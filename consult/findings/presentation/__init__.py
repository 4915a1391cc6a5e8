"""What the pages of findings show: plain values and drawn charts, worded in the reader's language."""

from consult.findings.presentation.amounts import codes_of
from consult.findings.presentation.board import (
    Board,
    Figure,
    board,
    figure,
    marked,
    merged_notes,
    page_id,
    plotly_figure,
)
from consult.findings.presentation.coverage import coverage_chart, dispositions, rates
from consult.findings.presentation.evidence import Evidence, theme_evidence
from consult.findings.presentation.headlines import Link, Message, big
from consult.findings.presentation.items import closed_parts, item_chart, item_heading, several_chart
from consult.findings.presentation.words import (
    Words,
    is_rtl,
    listed,
    percent,
    rounded,
    said,
    said_of_group,
    said_range,
    tag,
    voice,
    words_of,
)

__all__ = [
    "Board",
    "Evidence",
    "Figure",
    "Link",
    "Message",
    "Words",
    "big",
    "board",
    "closed_parts",
    "codes_of",
    "coverage_chart",
    "dispositions",
    "figure",
    "is_rtl",
    "item_chart",
    "item_heading",
    "listed",
    "marked",
    "merged_notes",
    "page_id",
    "percent",
    "plotly_figure",
    "rates",
    "rounded",
    "said",
    "said_of_group",
    "said_range",
    "several_chart",
    "tag",
    "theme_evidence",
    "voice",
    "words_of",
]

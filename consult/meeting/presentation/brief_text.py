"""The daily brief as plain text, for mail."""

from __future__ import annotations

from collections.abc import Iterator

from flask_babel import format_date, format_decimal

from consult.meeting.presentation.brief import Answers, BriefPage, Part
from consult.meeting.presentation.console import Table
from consult.meeting.presentation.polls import PollSeries
from consult.meeting.presentation.reading import Reading, _


def as_text(page: BriefPage) -> str:
    """Return the brief as lines of plain text, in the reader's language."""
    return "\n".join(_lines(page)).rstrip() + "\n"


def _lines(page: BriefPage) -> Iterator[str]:
    yield from (page.title.text, _("Brief of %(day)s", day=format_date(page.day, "full")))
    if page.place:
        yield page.place
    if page.presented:
        yield from _headed(_("What was presented"))
        yield from (f"- {_one(part.title)}" for part in page.presented)
    for part in page.parts:
        if part.spoke:
            yield from _part(part)
    yield from _answers(page)
    yield from _motions(page)
    for series in page.polls:
        yield from _poll(series)
    if page.is_empty:
        yield from ("", _("Nothing that may leave the room was said on this day."))


def _answers(page: BriefPage) -> Iterator[str]:
    if page.answers or page.kept_answers:
        yield from _headed(_("Answers to the findings"))
    for answered in page.answers:
        yield from _answered(answered)
    yield from _kept(page.kept_answers)


def _motions(page: BriefPage) -> Iterator[str]:
    if page.motions:
        yield from _headed(_("Amendments"))
    for motion in page.motions:
        yield f"{format_decimal(motion.number)}. {_one(motion.words)} ({motion.by}; {motion.state})"


def _headed(words: str) -> Iterator[str]:
    yield from ("", words, "-" * min(len(words), 60))


def _part(part: Part) -> Iterator[str]:
    yield from _headed(f"\u2068{part.hours}\u2069  {_one(part.title)}")
    for voices in part.voices:
        yield f"{voices.group}:"
        yield from (f"- {_one(one.words)}{f' — {one.name}' if one.name else ''}" for one in voices.words)
    yield from _kept(part.kept)
    yield from _cards(part.table)


def _cards(table: Table) -> Iterator[str]:
    for cluster in table.clusters:
        yield f"{_one(cluster.name)} ({format_decimal(len(cluster.cards))}):"
        yield from (f"- {_one(card.words)}" for card in cluster.cards)
    if table.loose:
        yield _("In no cluster:")
        yield from (f"- {_one(card.words)}" for card in table.loose)


def _answered(answered: Answers) -> Iterator[str]:
    yield f"“{answered.finding}”"
    yield from (f"- {line.stance}: {_one(line.words)} — {line.by}" for line in answered.lines)


def _kept(count: int) -> Iterator[str]:
    if count:
        yield _("Contributions that stay in the room: %(count)s.", count=format_decimal(count))


def _poll(series: PollSeries) -> Iterator[str]:
    yield from _headed(_("Poll: %(question)s", question=series.question.text))
    if series.drawing:
        head = series.drawing.table.head
        for row in series.drawing.table.rows:
            cells = zip(head[1:], row[1:], strict=True)
            yield f"{row[0]}: " + "; ".join(f"{name} {cell}" for name, cell in cells)
    yield from series.lines


def _one(words: Reading) -> str:
    """Return words on one line, isolated so that their direction does not turn the line round."""
    text = " ".join(words.text.split())
    return f"\u2068{text}\u2069" + (f" ({words.note})" if words.note else "")

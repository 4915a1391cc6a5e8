"""Closed polls as charts, a repetition beside the poll it repeats. An open one has a question and no number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.briefing.presentation.wording import isolated
from consult.findings.charts import Category, Drawing, Heading, Meaning, StackedBars, StackedRow, draw
from consult.findings.presentation import is_rtl, voice
from consult.meeting.labels import LEVELS
from consult.meeting.presentation.reading import Reading, _, of_texts
from consult.meeting.queries.polling import PollView
from consult.meeting.rules.kinds import Level
from consult.meeting.rules.polling import PollResult

MEANINGS = {Level.SUPPORT: Meaning.YES, Level.UNSURE: Meaning.CANNOT_JUDGE, Level.OPPOSE: Meaning.AGAINST}


@dataclass(frozen=True, slots=True)
class PollSeries:
    """A poll and its repetitions: one chart of all that are closed; `open` is the one still open."""

    id: str
    question: Reading
    drawing: Drawing | None
    lines: tuple[str, ...]
    last: PollView
    is_open: bool


def series_of(polls: Sequence[PollView], tag: str) -> list[PollSeries]:
    """Return the polls of a meeting, each with what repeated it, in their order."""
    by_id = {one.id: one for one in polls}
    chains: dict[str, list[PollView]] = {}
    for one in polls:
        chains.setdefault(_root(one, by_id), []).append(one)
    return [_series(chain, by_id, tag) for chain in chains.values()]


def _root(one: PollView, by_id: dict[str, PollView]) -> str:
    while one.follows_id is not None and one.follows_id in by_id:
        one = by_id[one.follows_id]
    return one.id


def _series(chain: list[PollView], by_id: dict[str, PollView], tag: str) -> PollSeries:
    question = of_texts(chain[-1].question, tag)
    closed = [(place, one, one.result) for place, one in enumerate(chain) if one.result is not None]
    rows = [_row(place, found, _before(one, by_id)) for place, one, found in closed if found.answered]
    return PollSeries(
        id=f"poll-{chain[0].number}",
        question=question,
        drawing=_drawn(question.text, rows) if rows else None,
        lines=tuple(_silence(place, found) for place, _one, found in closed),
        last=chain[-1],
        is_open=chain[-1].is_open,
    )


def _before(one: PollView, by_id: dict[str, PollView]) -> PollResult | None:
    earlier = by_id.get(one.follows_id or "")
    return earlier.result if earlier else None


def _row(place: int, found: PollResult, before: PollResult | None) -> StackedRow:
    return StackedRow(
        label=poll_name(place),
        values=tuple(found.counts[level] for level in Level),
        base=found.answered,
        value=in_counts(found),
        detail=changed(found, before) if before else "",
        lead=before is not None,
    )


def _drawn(title: str, rows: list[StackedRow]) -> Drawing:
    heading = Heading(
        title=title,
        base_line=_("Delegations of members that answered, one answer each. Who kept silent is in no bar."),
        table_caption=title,
        row_name=_("Poll"),
    )
    categories = tuple(Category(label=str(LEVELS[level]), meaning=MEANINGS[level]) for level in Level)
    drawn = draw(StackedBars(heading=heading, categories=categories, rows=tuple(rows)), voice(), rtl=is_rtl())
    return replace(drawn, shape="wv")


def poll_name(place: int) -> str:
    """Return what a poll of a series is called: the first, or which repetition."""
    if not place:
        return _("First poll")
    return _("Repeated") if place == 1 else _("Repeated, %(number)s", number=voice().number(place))


def in_counts(found: PollResult) -> str:
    """Write a result as "31 · 15 · 12", in the order of the levels and of reading, as the bars are."""
    return " · ".join(voice().number(found.counts[level]) for level in Level)


def changed(found: PollResult, before: PollResult) -> str:
    """Say what every level gained or lost."""
    change = {level.value: isolated(_signed(by)) for level, by in found.since(before).items()}
    return _("support %(support)s, unsure %(unsure)s, oppose %(oppose)s", **change)


def _signed(by: int) -> str:
    return voice().number(0) if not by else f"{'+' if by > 0 else '−'}{voice().number(abs(by))}"


def _silence(place: int, found: PollResult) -> str:
    values = {name: voice().number(getattr(found, name)) for name in ("answered", "present", "silent")}
    return _(
        "%(poll)s: %(answered)s of %(present)s delegations in the room answered, %(silent)s did not.",
        poll=poll_name(place),
        **values,
    )

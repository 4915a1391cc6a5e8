"""What the facilitator's console shows: the session, who could be asked next, the balance, what was said, the cards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import format_decimal

from consult.findings.charts import BarRow, Bars, Drawing, Heading, Weakest, draw
from consult.findings.presentation.words import is_rtl, tag, voice
from consult.meeting.labels import ATTRIBUTIONS, GROUPS, MEDIA
from consult.meeting.presentation.agenda import Line, line_of
from consult.meeting.presentation.reading import Reading, _, reading
from consult.meeting.queries.agenda import DelegationView, SessionView
from consult.meeting.queries.ideas import CardView, IdeasView
from consult.meeting.queries.talking import Floor, InterventionView
from consult.meeting.rules.balance import Part, Side
from consult.meeting.rules.kinds import Group, MeetingState, SessionKind
from consult.meeting.rules.reacting import is_shut
from consult.membership.labels import REGIONS, language_name
from consult.membership.rules import Region

NAMES_AT_MOST = 2
"""A title names the parts that are furthest behind, no more."""


@dataclass(frozen=True, slots=True)
class QuietLine:
    """A delegation not heard yet, and why it could be asked next."""

    delegation: DelegationView
    about: str
    why: str


@dataclass(frozen=True, slots=True)
class Said:
    """What was said or written, as the facilitator reads it: with its speaker, whatever may leave the room.

    `gone` says why there are no words, where there are none; those that are `shut` can still be taken back.
    """

    id: str
    number: int
    who: str
    about: str
    words: Reading
    attribution: str
    stays: bool
    gone: str
    shut: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An idea card in the reader's language."""

    id: str
    words: Reading


@dataclass(frozen=True, slots=True)
class Cluster:
    """Cards under a name."""

    id: str
    name: Reading
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The idea cards of a session."""

    clusters: tuple[Cluster, ...]
    loose: tuple[Card, ...]
    count: int


@dataclass(frozen=True, slots=True)
class ConsolePage:
    """Everything the console shows, of the meeting and of the session it works in."""

    lines: tuple[Line, ...]
    chosen: Line | None
    quiet: tuple[QuietLine, ...]
    present: int
    heard: int
    charts: tuple[tuple[str, Drawing], ...]
    said: tuple[Said, ...]
    written: tuple[DelegationView, ...]
    waiting: tuple[DelegationView, ...]

    @property
    def kind(self) -> str:
        """Return what the chosen session is, or nothing."""
        return self.chosen.session.kind.value if self.chosen else ""


def chosen_of(sessions: Sequence[SessionView], wanted: str | None) -> SessionView | None:
    """Return the session asked for, else the one that is on, else the next one, else the last."""
    order = (
        [one for one in sessions if one.id == wanted],
        [one for one in sessions if one.is_open],
        [one for one in sessions if one.closed_at is None],
        list(sessions[-1:]),
    )
    return next((found[0] for found in order if found), None)


def console_page(
    sessions: Sequence[SessionView],
    chosen: SessionView | None,
    floor: Floor,
    said: Sequence[InterventionView],
    state: MeetingState,
) -> ConsolePage:
    """Return what the console shows, in the reader's language."""
    here = [one for one in said if chosen and one.session_id == chosen.id]
    wrote = {one.delegation_id for one in here if one.silent}
    return ConsolePage(
        lines=tuple(line_of(one, tag()) for one in sessions),
        chosen=line_of(chosen, tag()) if chosen else None,
        quiet=tuple(_quiet(floor)),
        present=floor.balance.present,
        heard=floor.balance.heard,
        charts=tuple(_charts(floor)),
        said=tuple(_said(one, is_shut(one.attribution, state)) for one in reversed(here)),
        written=tuple(one for one in floor.present if one.id in wrote),
        waiting=tuple(one for one in floor.present if one.id not in wrote) if _is_silent(chosen) else (),
    )


def _is_silent(chosen: SessionView | None) -> bool:
    return chosen is not None and chosen.kind is SessionKind.SILENT_WRITING


def _quiet(floor: Floor) -> Iterable[QuietLine]:
    by_id = {one.id: one for one in floor.quiet}
    for one in floor.balance.quiet:
        yield QuietLine(by_id[one.delegation_id], about(by_id[one.delegation_id]), _why(one.side, one.part))


def about(one: DelegationView) -> str:
    """Return group, region and language of a delegation in one line."""
    named = (str(GROUPS[one.group]), region_name(one.region), language_name(one.language))
    return " · ".join(name for name in named if name)


def region_name(region: str) -> str:
    """Return a region's name, nothing for none."""
    return str(REGIONS[Region(region)]) if region in set(Region) else region


def _why(side: Side, part: Part) -> str:
    name, heard, present = part_name(side, part), format_decimal(part.heard), format_decimal(part.present)
    values = {"name": name, "heard": heard, "present": present}
    if side is Side.GROUP:
        return _("Heard of %(name)s: %(heard)s of %(present)s.", **values)
    if side is Side.REGION:
        return _("Heard from %(name)s: %(heard)s of %(present)s.", **values)
    return _("Heard of those whose language is %(name)s: %(heard)s of %(present)s.", **values)


def part_name(side: Side, part: Part) -> str:
    """Return what a part of the room is called."""
    if side is Side.GROUP:
        return str(GROUPS[Group(part.value)])
    return region_name(part.value) if side is Side.REGION else language_name(part.value)


def _charts(floor: Floor) -> Iterable[tuple[str, Drawing]]:
    """Draw who speaks how much, once anybody has spoken: bars for what was said, rings for the share of the room."""
    for side, parts in floor.balance.parts.items():
        if sum(part.spoken for part in parts) and len(parts) > 1:
            yield side.value, draw(_spec(side, parts), voice(), rtl=is_rtl())


def _spec(side: Side, parts: Sequence[Part]) -> Bars:
    said, present = sum(part.spoken for part in parts), sum(part.present for part in parts)
    behind = [part_name(side, part) for part in parts if part.missing >= 1][:NAMES_AT_MOST]
    heads = {
        Side.GROUP: (_("By group"), _("Group")),
        Side.REGION: (_("By region"), _("Region")),
        Side.LANGUAGE: (_("By language"), _("Language")),
    }
    name, row_name = heads[side]
    title = _("%(side)s: nobody is far behind", side=name)
    if behind:
        title = _("%(side)s: %(names)s could speak more", side=name, names=", ".join(behind))
    line = _(
        "%(said)s contributions by %(present)s delegations in the room",
        said=format_decimal(said),
        present=format_decimal(present),
    )
    heading = Heading(title=title, base_line=line, table_caption=name, row_name=row_name)
    expected = _("Share of the room")
    return Bars(
        heading=heading,
        rows=tuple(_bar(side, part, (said, present)) for part in parts),
        other_name=_("Share of what was said"),
        weakest_name=expected,
    )


def _bar(side: Side, part: Part, totals: tuple[int, int]) -> BarRow:
    said, present = totals
    sentence = _(
        "%(count)s of %(total)s in the room", count=format_decimal(part.present), total=format_decimal(present)
    )
    room = Weakest(sentence=sentence, value=part.present, base=present)
    return BarRow(label=part_name(side, part), value=part.spoken, base=said, weakest=room)


def _said(one: InterventionView, shut: bool) -> Said:
    named = one.name or str(GROUPS[one.group])
    details = (str(GROUPS[one.group]) if one.name else "", str(MEDIA[one.medium]), language_name(one.language))
    return Said(
        id=one.id,
        number=one.number,
        who=named,
        about=" · ".join(part for part in details if part),
        words=reading("" if shut else one.text, one.language, {} if shut else one.translations, tag()),
        attribution=str(ATTRIBUTIONS[one.attribution]),
        stays=one.attribution.value == "none",
        gone=_gone(one, shut),
        shut=shut and bool(one.text),
    )


def _gone(one: InterventionView, shut: bool) -> str:
    """Say why there are no words, nothing where there are some."""
    if one.withdrawn_at is not None:
        return _("These words were taken back.")
    if not one.text:
        return _("These words were destroyed, as was promised.")
    return _("These words stayed in the room.") if shut else ""


def table_of(found: IdeasView) -> Table:
    """Return the idea cards in the reader's language."""
    clusters = tuple(
        Cluster(one.id, reading(one.name, one.language, one.translations, tag()), _cards(one.cards))
        for one in found.clusters
    )
    return Table(clusters, _cards(found.loose), found.count)


def _cards(found: Sequence[CardView]) -> tuple[Card, ...]:
    return tuple(Card(one.id, reading(one.text, one.language, one.translations, tag())) for one in found)

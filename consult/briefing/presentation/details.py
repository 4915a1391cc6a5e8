"""What stands below the headlines: who is counted, what was asked again, and every closed item side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy.orm import Session

from consult.briefing.labels import A_NAME, B_NAME
from consult.briefing.presentation.pair import Pair, cell
from consult.briefing.presentation.sentences import Sentence
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import Reasked, reasked
from consult.findings.charts.drawing import Table
from consult.findings.labels import NETS, UNITS
from consult.findings.presentation import Words, closed_parts, codes_of, listed, page_id, said, said_of_group, voice
from consult.findings.queries import NETS as SUMS
from consult.findings.rules.published import FigureKey, WordingTrail
from consult.findings.rules.shares import (
    ACCEPTABILITY,
    COULD_LIVE_WITH,
    INDIVIDUAL,
    ORGANISATION,
    total_share,
    unit_contrasts,
)
from consult.instrument.queries import ReAskView, compiled, re_asks
from consult.instrument.rules import CompiledPart, Part, PartType
from consult.membership.labels import language_name

MARKS = {"A": A_NAME, "B": B_NAME}


@dataclass(frozen=True, slots=True)
class Wordings:
    """One corrected text, before and after, in the language it was corrected in."""

    language: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Trail:
    """A corrected item: where, why and when, both wordings, and both figures."""

    mark: str
    title: str
    sentence: str
    reason: str
    on: date
    wordings: tuple[Wordings, ...]
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class ItemPair:
    """One closed item, A beside B: organisations, and individuals apart."""

    id: str
    title: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class SectionPair:
    """A section of the instrument."""

    title: str
    items: tuple[ItemPair, ...]


def unit_table(pair: Pair) -> Table | None:
    """Put organisations and individuals of both strands beside each other, never added."""
    if not pair.asks_what_is_acceptable:
        return None
    head = (
        _("Option"),
        *(f"{mark} · {UNITS[unit]}" for mark in ("A", "B") for unit in (ORGANISATION, INDIVIDUAL)),
    )
    rows = []
    for one in pair.standings():
        keys = [FigureKey(unit, ACCEPTABILITY, one.option) for unit in (ORGANISATION, INDIVIDUAL)]
        shares = (total_share(words.found, key, COULD_LIVE_WITH) for words in pair.both for key in keys)
        rows.append((pair.future(one.option), *(said(share) for share in shares)))
    return Table(_("Could live with it: organisations beside individuals"), head, tuple(rows))


def unit_sentences(pair: Pair) -> list[Sentence]:
    """Name the options on which the answer depends on who is counted."""
    return [
        Sentence(
            f"units.{words.found.mark.lower()}.{one.option}",
            _(
                "In %(mark)s, the answer to “%(option)s” depends on who is counted: %(organisations)s organisations, "
                "but %(individuals)s individuals. The two are never added; many individuals may belong to one "
                "organisation.",
                mark=words.found.mark,
                option=words.future(one.option),
                organisations=said(one.organisations),
                individuals=said(one.individuals),
            ),
            (ACCEPTABILITY,),
        )
        for words in (pair.both if pair.asks_what_is_acceptable else ())
        for one in unit_contrasts(words.found, words.rows(ACCEPTABILITY))
    ]


def trails(session: Session, pair: Pair) -> Iterator[Trail]:
    """Return every item that was corrected and asked again."""
    for words in pair.both:
        found = words.found.trails
        asks = re_asks(session, words.found.strand_id) if found else ()
        for at, trail in enumerate(found):
            before = sum(one.part == trail.part for one in found[:at])
            ask = next(islice((one for one in asks if one.part == trail.part), before, None), None)
            last = all(one.part != trail.part for one in found[at + 1 :])
            yield _trail(session, words, trail, ask, last=last)


def _trail(session: Session, words: Words, trail: WordingTrail, ask: ReAskView | None, *, last: bool) -> Trail:
    """Return one correction; a part corrected more than once has its figures, first and now, with the last."""
    part = words.part(trail.part)
    sums = SUMS.get(part.options_list or "", ())
    rows = reasked(words.found, trail, part.rows, sums[0].row, "language") if sums and last else ()
    names = listed([language_name(tag) for tag in trail.languages])
    return Trail(
        mark=words.found.mark,
        title=words.question(trail.part),
        sentence=_("Corrected in %(languages)s, and asked again of those who had read it there.", languages=names),
        reason=trail.reason,
        on=date.fromisoformat(trail.on),
        wordings=tuple(_wordings(session, trail, ask)) if ask else (),
        tables=tuple(_before_after(words, trail.part, row) for row in rows),
    )


def _before_after(words: Words, part: str, found: Reasked) -> Table:
    caption = _("%(row)s: %(net)s", row=words.row(part, found.row), net=NETS[found.net])
    head = (_("Organisations that answered in"), _("Before the correction"), _("Now, after it was asked again"))
    everybody = (_("All languages"), said(found.before), said(found.now))
    pairs = {before.group: (before, now) for before, now in found.groups}
    rows = (
        (words.group(ORGANISATION, "language", group.key), *(said_of_group(share) for share in pairs[group.key]))
        for group in words.groups(ORGANISATION, "language")
        if group.key in pairs
    )
    return Table(caption, head, (everybody, *rows))


def _wordings(session: Session, trail: WordingTrail, ask: ReAskView) -> Iterator[Wordings]:
    """Return the texts of a corrected part that differ between both versions."""
    for tag in trail.languages:
        versions = (compiled(session, version, tag) for version in (ask.from_version_id, ask.to_version_id))
        old, new = (_texts(version.parts[trail.part]) for version in versions)
        yield from (Wordings(tag, old[key], new[key]) for key in old if key in new and old[key] != new[key])


def _texts(part: CompiledPart) -> dict[tuple[str, str], str]:
    """Return every text of a part by what it is."""
    rows = {("row", row.code): row.label.text for row in part.rows}
    options = {("option", option.code): option.label.text for option in part.options}
    return {("question", ""): part.question.text, **rows, **options}


def sections(pair: Pair) -> Iterator[SectionPair]:
    """Return every closed item, A beside B, in the sections of the instrument."""
    for title, keys in closed_sections(pair):
        yield SectionPair(title, tuple(_item(pair, key) for key in keys))


def closed_sections(pair: Pair) -> Iterator[tuple[str, list[str]]]:
    """Return the closed parts that have figures, under their sections; what B alone was asked comes last."""
    held = {key for words in pair.both for unit in (ORGANISATION, INDIVIDUAL) for key in closed_parts(words, unit)}
    for words in pair.both:
        for section in words.compiled.sections:
            keys = [p.key for page in section.pages for item in page.items for p in item.parts if p.key in held]
            if keys:
                yield section.title.text, keys
            held.difference_update(keys)


def question_of(pair: Pair, key: str) -> str:
    """Return what was asked: once where both strands asked alike, or the words of each."""
    asking = _asking(pair, key)
    if len(asking) == 1 or pair.asked(key):
        return asking[0].question(key)
    return " / ".join(f"{words.found.mark} · {words.question(key)}" for words in asking)


def _asking(pair: Pair, key: str) -> list[Words]:
    return [words for words in pair.both if key in words.compiled.parts]


def _item(pair: Pair, key: str) -> ItemPair:
    return ItemPair(f"items-{page_id(key)}", question_of(pair, key), tuple(_item_tables(pair, key)))


def _item_tables(pair: Pair, key: str) -> Iterator[Table]:
    asking = _asking(pair, key)
    if len(asking) == 1 or pair.asked(key):
        for unit in (ORGANISATION, INDIVIDUAL):
            yield from _tables(asking, unit, key, str(UNITS[unit]))
        return
    for words in asking:
        for unit in (ORGANISATION, INDIVIDUAL):
            yield from _tables([words], unit, key, f"{words.found.mark} · {UNITS[unit]}")


def _tables(asking: Sequence[Words], unit: str, key: str, caption: str) -> Iterator[Table]:
    """Return an item's figures: one line per option with A and B, or per row of a matrix one line for each."""
    first = asking[0]
    part = first.part(key)
    if part.type in (PartType.MATRIX, PartType.MATRIX_MULTIPLE, PartType.ALLOCATION):
        rows = tuple(line for words in asking for line in _lines(words, unit, part))
        if rows:
            codes = (*(first.option(key, code) for code in codes_of(part)),)
            head = (_("Row"), *codes, _("Answered"))
            yield Table(caption, head, tuple(sorted(rows, key=lambda row: _place(asking, key, row[0]))))
        return
    found = FigureKey(unit, key)
    table = next((one for words in asking if (one := words.found.figure(found))), None)
    if table is None:
        return
    nets = {net.row for net in table.nets}
    rows = tuple(
        (first.option(key, row), *(_said(words, found, row) for words in asking))
        for row in table.rows
        if row not in nets
    )
    yield Table(caption, (_("Answer"), *(str(MARKS[words.found.mark]) for words in asking)), rows)


def _said(words: Words, key: FigureKey, row: str) -> str:
    return str(voice().said_of(*cell(words.found, key, row)))


def _lines(words: Words, unit: str, part: Part) -> Iterator[tuple[str, ...]]:
    """Return one line per row of a matrix, marked with its strand."""
    for row in words.part(part.key).rows:
        key = FigureKey(unit, part.key, row)
        if words.found.figure(key) is None:
            continue
        values = [cell(words.found, key, code) for code in codes_of(part)]
        base = values[0][1]
        label = f"{words.row(part.key, row)} · {words.found.mark}"
        yield (label, *(voice().say(value) for value, _base in values), voice().say(base))


def _place(asking: Sequence[Words], key: str, label: str) -> int:
    """Keep the rows in the order they were asked, A before B; rows only one strand has come where they stand there."""
    name = label.rpartition(" · ")[0]
    names = [words.row(key, row) for words in asking for row in words.part(key).rows]
    return list(dict.fromkeys(names)).index(name)

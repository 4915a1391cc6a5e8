"""Every count of an edition in words, for tables that others go on with: what is hidden on the pages is hidden here."""

from __future__ import annotations

from collections.abc import Iterator

from consult.briefing.exchange.contents import Line
from consult.briefing.presentation.pair import Pair
from consult.briefing.presentation.wording import translated as _
from consult.briefing.rules import Sealed
from consult.consultation.queries import ConsultationView, in_language
from consult.disclosure.rules import Cell, GatedTable, Mark
from consult.findings.labels import ATTRIBUTES, STANCES, UNITS
from consult.findings.presentation import Words, merged_notes, tag, voice
from consult.findings.presentation.conditions import aspect_name
from consult.findings.presentation.disclosing import exceptions
from consult.findings.presentation.themes import theme_name
from consult.findings.rules.intervals import may_show_percentage
from consult.findings.rules.published import FigureKey, Wave
from consult.findings.rules.shares import INDIVIDUAL, ORGANISATION
from consult.findings.rules.themes import STANCES as OF_STANCE
from consult.findings.rules.themes import TERMS, THEMES

UNITS_IN_ORDER = (ORGANISATION, INDIVIDUAL)
BREAKS_IN_ORDER = ("", *ATTRIBUTES)


def line_names() -> tuple[str, ...]:
    """Return what the columns of the counts are called."""
    return (
        _("Coalition"),
        _("Who is counted"),
        _("Code"),
        _("Question"),
        _("Row"),
        _("Answer"),
        _("Broken down by"),
        _("Group"),
        _("Note"),
        _("Count"),
        _("Answered"),
        _("Share in per cent"),
    )


def about(found: ConsultationView, pair: Pair) -> Iterator[tuple[str, str]]:
    """Say what a file is made from: name and words, the consultation first."""
    edition = pair.edition
    yield _("Consultation"), in_language(found.title, tag())
    if found.fictitious:
        yield _("Fictitious data"), _("Nothing in this file is real.")
    yield _("Edition"), str(edition.number)
    yield _("Frozen on"), edition.frozen_at.date().isoformat()
    yield _("Seal"), f"sha256 {edition.content_hash}"
    for words in pair.both:
        yield _("Coalition %(mark)s", mark=words.found.mark), words.found.coalition_name
        yield _("Dataset of %(mark)s", mark=words.found.mark), words.found.dataset_hash
        yield _("Instrument of %(mark)s", mark=words.found.mark), words.found.version_hash
        for seal in edition.seals:
            if seal.mark == words.found.mark and seal.on:
                yield _("Sealed when the data were frozen (G4)"), f"{seal.on} · {unchanged(seal)}"
    for one in edition.errata:
        yield _("Erratum %(number)s", number=one.number), f"{one.on} · {one.reason}"
    for rule in rules(pair):
        yield _("How these figures were made"), rule
    for words in pair.both:
        for note in merged_notes(words):
            yield _("Groups shown together"), f"{words.found.mark} · {note}"


def unchanged(seal: Sealed) -> str:
    """Say that data are those that were sealed, or that the program counts otherwise than when they were."""
    if seal.changed:
        return _("Register, instrument and answers are unchanged since; the rules of counting are those of today.")
    return _("Nothing changed since.")


def rules(pair: Pair) -> tuple[str, ...]:
    """Return how figures are made and what is not shown, as the pages say it."""
    return (
        _(
            "A count below %(k)s is not shown, nor one that would say how all, or all but a few, of a group answered. "
            "[c] stands where a shown number would let a hidden one be worked out.",
            k=voice().number(pair.a.found.k),
        ),
        *exceptions(*(words.found for words in pair.both)),
        _(
            "The base of a question is everybody who was asked it and answered it. With a base under ten there are "
            "counts and no percentages."
        ),
        _("Organisations and individuals are counted apart and never added together."),
        _(
            "Members chose to answer: they are not a random sample. A range says what is likely if the silent "
            "resembled those who answered, never more than is possible at all."
        ),
    )


def lines(pair: Pair) -> Iterator[Line]:
    """Yield every count of an edition, A before B, in the order in which it was asked; themes come last."""
    for words in pair.both:
        keys = [_key(one) for one in words.found.figures]
        places = {part: at for at, part in enumerate(words.compiled.parts)}
        for key in sorted(keys, key=lambda one: _place(words, places, one)):
            table = words.found.figure(key)
            assert table is not None, "the key is one of this table's own"
            yield from _table(words, key, table)


def _key(written: str) -> FigureKey:
    unit, part, row, by, wave = written.split("/")
    return FigureKey(unit, part, row, by, Wave(wave))


def _place(words: Words, places: dict[str, int], key: FigureKey) -> tuple[object, ...]:
    rows = words.part(key.part).rows if key.part in places else ()
    return (
        UNITS_IN_ORDER.index(key.unit),
        places.get(key.part, len(places)),
        key.part,
        rows.index(key.row) if key.row in rows else len(rows),
        key.row,
        BREAKS_IN_ORDER.index(key.by),
        key.wave is Wave.NOW,
    )


def _table(words: Words, key: FigureKey, table: GatedTable) -> Iterator[Line]:
    """Yield a table: its totals, or with a break its groups; the totals stand in the table without it."""
    for value in table.rows:
        if not key.by:
            yield _line(words, key, (value, voice().total_head), (table.total(value), table.total_base))
            continue
        for group, base in zip(table.groups, table.bases, strict=True):
            name = words.group(key.unit, key.by, group)
            yield _line(words, key, (value, name), (table.cell(value, group), base))


def _line(words: Words, key: FigureKey, what: tuple[str, str], counted: tuple[Cell, int | None]) -> Line:
    (value, group), (count, base) = what, counted
    return Line(
        coalition=words.found.mark,
        unit=key.unit,
        item=key.part,
        row=key.row,
        value=value,
        by=key.by,
        wave=key.wave.value,
        counted=str(UNITS[key.unit]),
        question=_question(words, key.part),
        row_name=_row(words, key),
        option=_option(words, key.part, value),
        by_name=str(ATTRIBUTES[key.by]) if key.by else "",
        group=group,
        note=_("Before the correction") if key.wave is Wave.BEFORE else "",
        n=voice().say(count) if isinstance(count, Mark) else count,
        base=voice().withheld if base is None else base,
        percent=_percent(count, base),
    )


def _percent(count: Cell, base: int | None) -> float | None:
    """Return a share that is shown with one place, from a base of ten on."""
    if isinstance(count, Mark) or not base or not may_show_percentage(base):
        return None
    return round(100 * count / base, 1)


def _question(words: Words, part: str) -> str:
    if part in words.compiled.parts:
        return words.question(part)
    return _("What was said")


def _row(words: Words, key: FigureKey) -> str:
    """Return what a table counts within its question: a row of a matrix, a theme, an option on conditions."""
    if not key.row:
        return ""
    if key.part in words.compiled.parts:
        return words.row(key.part, key.row)
    return theme_name(words, key.row) if key.part == OF_STANCE else words.future(key.row)


def _option(words: Words, part: str, value: str) -> str:
    if part == THEMES:
        return theme_name(words, value)
    if part == OF_STANCE:
        return str(STANCES[value])
    return aspect_name(words, value) if part == TERMS else words.option(part, value)


def names_of(words: Words, figure: str, value: str, group: str) -> tuple[str, str, str]:
    """Return what one count is of, in the reader's language: question (with its row), answer, group."""
    if not figure:
        return _("Answered"), str(UNITS[value]), ""
    key = _key(figure)
    question = " · ".join(filter(None, (str(UNITS[key.unit]), _question(words, key.part), _row(words, key))))
    option = _option(words, key.part, value) if value else _("Answered")
    return question, option, words.group(key.unit, key.by, group) if group else ""

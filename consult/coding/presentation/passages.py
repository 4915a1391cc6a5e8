"""Coded passages as files show them: worded in the reader's language, grouped by code, or drawn into their text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from consult.coding.exchange.passages import (
    Heading,
    Key,
    Page,
    Piece,
    Quoted,
    Report,
    Section,
    Shown,
    Spoken,
    as_docx,
    as_html,
    as_xlsx,
)
from consult.coding.labels import ABOUT, STANCES
from consult.coding.presentation.words import Words, tag, words_of
from consult.coding.queries import CodeView, codebook
from consult.coding.queries.passages import coded_documents
from consult.coding.rules.attributes import About, Stance
from consult.coding.rules.codebook import is_colour
from consult.coding.rules.passages import Coded, Direction, Document, Passage, runs_from
from consult.coding.rules.segments import Marked, pieces
from consult.consultation.queries import StrandView, in_language
from consult.interview.labels import QUOTING
from consult.shared.wording import language

_PALETTE = ("#755600", "#2b6a2f", "#00666d", "#2a58a8", "#7038a4", "#ab233d", "#954400", "#9c2975", "#4a5a68")
"""Of the parents, in their order: the colours of the workbench."""


FILES = ("docx", "html", "xlsx")


def file_of(
    session: Session, strand: StrandView, ending: str, *, hidden: Collection[str] = (), name: str = ""
) -> tuple[bytes, int]:
    """Return a strand's coded passages as one of `FILES`, and how many there are; with `name` of that document only."""
    documents = [one for one in coded_documents(session, strand.id, hidden) if not name or one.name == name]
    count = sum(len(passage.coded) for document in documents for passage in document.passages)
    head = heading(f"{in_language(strand.title, tag())} · {strand.coalition_name}", fictitious=strand.fictitious)
    codes, words = codebook(session, strand.consultation_id, tag()), words_of(session, strand.id)
    if ending == "html":
        return as_html(shown_of(head, documents, codes, words)).encode(), count
    write = as_docx if ending == "docx" else as_xlsx
    return write(report_of(head, documents, codes, words)), count


def heading(title: str, *, fictitious: bool) -> Heading:
    """Return what stands above a file for the coding team."""
    return Heading(
        title=str(_("Coded passages: %(title)s", title=title)),
        notes=(
            str(
                _(
                    "For the coding team alone. Words of people who agreed to no quotation stand here too; each "
                    "passage says what its speaker agreed to."
                )
            ),
        ),
        fictitious=str(_("Fictitious demonstration.")) if fictitious else "",
        language=tag(),
        direction=_direction(tag()),
    )


def report_of(head: Heading, documents: Iterable[Document], codes: Sequence[CodeView], words: Words) -> Report:
    """Return everything that is coded, by code in the order of the codebook."""
    given: dict[str, list[Quoted]] = {}
    names = {code.key: code.name for code in codes}
    for document in documents:
        for passage in document.passages:
            for one in passage.coded:
                given.setdefault(one.code, []).append(_quoted(document, passage, one, names, words))
    known = [*(code.key for code in codes), *sorted(given.keys() - names.keys())]
    views = {code.key: code for code in codes}
    return Report(head, tuple(_section(key, views, given[key]) for key in known if key in given))


def _section(key: str, views: Mapping[str, CodeView], given: Sequence[Quoted]) -> Section:
    code = views.get(key)
    if code is None:
        return Section(key, key, "", tuple(given))
    parent = views.get(code.parent)
    return Section(parent.name if parent else code.parent, f"{key} · {code.name}", code.definition, tuple(given))


def _quoted(document: Document, passage: Passage, one: Coded, names: Mapping[str, str], words: Words) -> Quoted:
    return Quoted(
        code=one.code,
        code_name=names.get(one.code, ""),
        source=document.name,
        passage=passage.number,
        where=f"{_title(document, words)} · {_number(document, passage)}",
        speaker=passage.speaker,
        language=passage.language,
        direction=runs_from(one.quote, _direction(passage.language)),
        start=one.start,
        end=one.end,
        words=one.quote,
        instead=str(_("sealed")) if one.touches_sealed else "",
        stance="" if one.stance is Stance.NONE else str(STANCES[one.stance]),
        option=words.options.get(one.option, one.option),
        aspect=words.aspects.get(one.aspect, one.aspect),
        about=_about(one.about),
        consent=_consent(passage),
    )


def shown_of(head: Heading, documents: Iterable[Document], codes: Sequence[CodeView], words: Words) -> Shown:
    """Return every document in which something is coded: conversations whole, of open answers those with a code."""
    colours = _colours(codes)
    names = {code.key: code.name for code in codes}
    pages = tuple(
        _page(one, colours, names, words) for one in documents if any(passage.coded for passage in one.passages)
    )
    return Shown(head, pages, str(_("Codes")), str(_("Nothing is coded yet")))


def _page(document: Document, colours: Mapping[str, tuple[int, str]], names: Mapping[str, str], words: Words) -> Page:
    counts = Counter(one.code for passage in document.passages for one in passage.coded)
    unknown = (len(colours) + 1, _PALETTE[-1])
    placed = {code: colours.get(code, unknown) for code in counts}
    keys = tuple(
        Key(*placed[code], code, names.get(code, ""), counts[code])
        for code in sorted(counts, key=lambda one: placed[one][0])
    )
    spoken = tuple(
        Spoken(
            where=_number(document, passage),
            speaker=passage.speaker,
            language=language(passage.language).tag,
            consent=_consent(passage),
            pieces=_drawn(passage, placed),
            codes=tuple((placed[one.code][0], _said(one, names, words)) for one in passage.coded),
        )
        for passage in document.passages
        if passage.coded or document.is_interview
    )
    return Page(_title(document, words), keys, spoken)


def _drawn(passage: Passage, placed: Mapping[str, tuple[int, str]]) -> tuple[Piece, ...]:
    codes = {one.id: one.code for one in passage.coded}
    found = []
    for piece in pieces(passage.text, [Marked(one.id, one.start, one.end) for one in passage.coded]):
        classes = [f"d{piece.depth}", *(f"l{lane}-{placed[codes[one]][0]}" for lane, one in piece.lanes)]
        keys = dict.fromkeys(codes[one] for one in piece.segments)
        found.append(Piece(piece.text, " ".join(classes) if piece.segments else "", ", ".join(keys)))
    return tuple(found)


def _said(one: Coded, names: Mapping[str, str], words: Words) -> str:
    parts = (
        f"{one.code} {names.get(one.code, '')}".strip(),
        "" if one.stance is Stance.NONE else str(STANCES[one.stance]),
        words.options.get(one.option, one.option),
        words.aspects.get(one.aspect, one.aspect),
        _about(one.about),
    )
    return " · ".join(part for part in parts if part)


def _colours(codes: Sequence[CodeView]) -> dict[str, tuple[int, str]]:
    """Return {code: (its number, its colour)}: its own, else its parent's, else one by its parent's place."""
    heads = [code for code in codes if not code.parent]
    of_parent = {
        code.key: code.colour if is_colour(code.colour) else _PALETTE[at % len(_PALETTE)]
        for at, code in enumerate(heads)
    }
    return {
        code.key: (at, code.colour if is_colour(code.colour) else of_parent.get(code.parent, _PALETTE[-1]))
        for at, code in enumerate(codes, 1)
        if code.parent
    }


def _title(document: Document, words: Words) -> str:
    return document.name if document.is_interview else words.material(document.name)


def _number(document: Document, passage: Passage) -> str:
    if document.is_interview:
        return str(_("turn %(number)s", number=passage.number))
    return str(_("Answer %(number)s", number=passage.number))


def _consent(passage: Passage) -> str:
    return str(QUOTING[passage.quoting]) if passage.quoting is not None else ""


def _about(mark: str) -> str:
    return str(_("About: %(which)s", which=ABOUT[About(mark)])) if mark else ""


def _direction(language_tag: str) -> Direction:
    return "rtl" if language(language_tag).direction == "rtl" else "ltr"

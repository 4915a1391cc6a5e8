"""The workbench: a transcript or open answers with the codes of one coder drawn into them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consult.coding.labels import SIGNS, STANCES
from consult.coding.presentation.tree import Tree, hue, tree_of
from consult.coding.presentation.words import Words, tag
from consult.coding.queries import AssignedPassage, AssignmentView, CodeView, SegmentView
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import Marked, overlap, pieces
from consult.shared.wording import Language, language


@dataclass(frozen=True, slots=True)
class Drawn:
    """A piece of a text, the classes of its highlight, and the segments that lie over it."""

    text: str
    classes: str
    segments: str


@dataclass(frozen=True, slots=True)
class Stripe:
    """One segment in the list beside its passage."""

    segment: SegmentView
    hue: str
    sign: str
    stance: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """The items that begin here, and the first one's question."""

    items: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage with everything around it; `guide` where its items begin."""

    passage: AssignedPassage
    language: Language
    pieces: tuple[Drawn, ...]
    stripes: tuple[Stripe, ...]
    translation: str
    translated_into: Language | None
    gone_on: date | None
    guide: Guide | None
    is_target: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """The stretch the panels are about: a segment that stands, or words that get their first code."""

    segment: SegmentView | None
    code: CodeView | None
    passage: AssignedPassage
    language: Language
    span: Span
    quote: str
    crosses: tuple[str, ...]
    place: int
    next_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything a workbench shows."""

    given: AssignmentView
    rows: tuple[Row, ...]
    tree: Tree
    shown: Shown | None
    removed: SegmentView | None
    words: Words
    segment_count: int
    two_up: bool
    may_code: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for beside the material: a current segment, a passage to code, a removal to tell of."""

    segment_id: str = ""
    passage_id: str = ""


def bench(
    given: AssignmentView,
    material: Sequence[AssignedPassage],
    segments: Sequence[SegmentView],
    codes: Sequence[CodeView],
    *,
    everywhere: Mapping[str, int],
    words: Words,
    asked: Asked,
    may_code: bool,
) -> Bench:
    """Return the workbench of an assignment with what its address asks for."""
    standing = [one for one in segments if one.removed_at is None]
    by_passage = {passage.id: passage for passage in material}
    order = {passage.id: at for at, passage in enumerate(material)}
    standing = sorted((one for one in standing if one.passage_id in order), key=lambda one: order[one.passage_id])
    shown = _shown(by_passage, standing, codes, asked)
    on = {one.code_key for one in standing if shown and _same(one, shown)}
    rows = _rows(material, standing, words, shown)
    return Bench(
        given=given,
        rows=rows,
        tree=tree_of(codes, Counter(one.code_key for one in standing), everywhere, on),
        shown=shown,
        removed=next((one for one in segments if one.removed_at is not None), None),
        words=words,
        segment_count=len(standing),
        two_up=any(row.translation for row in rows),
        may_code=may_code,
    )


def _same(one: SegmentView, shown: Shown) -> bool:
    return one.passage_id == shown.passage.id and Span(one.start, one.end) == shown.span


def _shown(
    passages: Mapping[str, AssignedPassage], segments: Sequence[SegmentView], codes: Sequence[CodeView], asked: Asked
) -> Shown | None:
    place = next((at for at, one in enumerate(segments) if one.id == asked.segment_id), None)
    if place is None:
        passage = passages.get(asked.passage_id)
        if passage is None or not passage.is_coded:
            return None
        return _stretch(passage, Span(0, len(passage.text)), segments, codes, None)
    current = segments[place]
    return _stretch(passages[current.passage_id], Span(current.start, current.end), segments, codes, place)


def _stretch(
    passage: AssignedPassage,
    span: Span,
    segments: Sequence[SegmentView],
    codes: Sequence[CodeView],
    place: int | None,
) -> Shown:
    current = segments[place] if place is not None else None
    crosses = dict.fromkeys(
        one.code_key
        for one in segments
        if one is not current and one.passage_id == passage.id and overlap(Span(one.start, one.end), span)
    )
    after = segments[place + 1].id if place is not None and place + 1 < len(segments) else None
    return Shown(
        segment=current,
        code=next((code for code in codes if current and code.key == current.code_key), None),
        passage=passage,
        language=language(passage.language),
        span=span,
        quote=passage.text[span.start : span.end],
        crosses=tuple(crosses),
        place=(place or 0) + 1,
        next_id=after,
    )


def _rows(
    material: Sequence[AssignedPassage], segments: Sequence[SegmentView], words: Words, shown: Shown | None
) -> tuple[Row, ...]:
    own: dict[str, list[SegmentView]] = {}
    for one in segments:
        own.setdefault(one.passage_id, []).append(one)
    current = shown.segment.id if shown and shown.segment else ""
    found, before = [], tuple[str, ...]()
    for passage in material:
        fresh = tuple(item for item in passage.items if item not in before)
        before = passage.items or before
        into = next((one for one in (tag(), "en", *passage.translations) if one in passage.translations), None)
        found.append(
            Row(
                passage=passage,
                language=language(passage.language),
                pieces=_drawn(passage, own.get(passage.id, []), current),
                stripes=tuple(_stripe(one, current) for one in own.get(passage.id, [])),
                translation=passage.translations[into] if into else "",
                translated_into=language(into) if into else None,
                gone_on=passage.withdrawn_on,
                guide=Guide(fresh, words.questions.get(fresh[0], "")) if fresh else None,
                is_target=shown is not None and shown.segment is None and shown.passage.id == passage.id,
            )
        )
    return tuple(found)


def _drawn(passage: AssignedPassage, segments: Sequence[SegmentView], current: str) -> tuple[Drawn, ...]:
    hues = {one.id: hue(one.code_key) for one in segments}
    sealed = {one.id for one in segments if one.sealed}
    found = []
    for piece in pieces(passage.text, [Marked(one.id, one.start, one.end) for one in segments]):
        classes = ["sg", f"d{piece.depth}", *(f"l{lane}-{hues[one]}" for lane, one in piece.lanes)]
        classes += ["on"] if current in piece.segments else []
        classes += ["sealed"] if sealed.intersection(piece.segments) else []
        found.append(Drawn(piece.text, " ".join(classes) if piece.segments else "", " ".join(piece.segments)))
    return tuple(found)


def _stripe(one: SegmentView, current: str) -> Stripe:
    return Stripe(one, hue(one.code_key), SIGNS[one.stance], str(STANCES[one.stance]), one.id == current)

"""The workbench: a transcript or open answers with the codes of one coder drawn into them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consult.coding.labels import SIGNS, STANCES
from consult.coding.presentation.proposals import Maybe, Proposals, maybe_here, maybe_of
from consult.coding.presentation.tree import Tree, hue, tree_of
from consult.coding.presentation.words import Words, tag
from consult.coding.queries import AssignedPassage, CodeView, Figures, Given, Part, SegmentView, Window
from consult.coding.queries.codebook_history import LateCode
from consult.coding.queries.suggestions import ProposedCode
from consult.coding.rules.graphemes import Span
from consult.coding.rules.in_vivo import HEAD
from consult.coding.rules.segments import Marked, overlap, pieces
from consult.coding.rules.windows import Place
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
    words: str
    """The words its code is named with, where it has no name of its own."""


@dataclass(frozen=True, slots=True)
class Guide:
    """The items that begin here, and the first one's question."""

    items: tuple[str, ...]
    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One passage, or a part of a very long one, with everything around it; `guide` where its items begin.

    `start` is where the part begins in the passage.
    """

    passage: AssignedPassage
    start: int
    language: Language
    pieces: tuple[Drawn, ...]
    stripes: tuple[Stripe, ...]
    translation: str
    translated_into: Language | None
    gone_on: date | None
    guide: Guide | None
    is_target: bool
    maybe: tuple[Maybe, ...]

    @property
    def key(self) -> str:
        """Return what the row is called in its page."""
        return f"p-{self.passage.id}-{self.start}" if self.start else f"p-{self.passage.id}"


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
    next_id: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for beside a window: a current segment, a passage to code, only some of the passages."""

    segment_id: str = ""
    passage_id: str = ""
    show: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made of a window: what stands in it, how far the reading is, and what is proposed to its coder."""

    segments: Sequence[SegmentView]
    figures: Figures
    proposals: Sequence[ProposedCode] = ()
    late: Sequence[LateCode] = ()
    """Codes that came into the codebook after this was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """Everything a workbench shows; `here` is the place its window begins at."""

    given: Given
    rows: tuple[Row, ...]
    earlier: Place | None
    later: Place | None
    here: Place
    tree: Tree
    shown: Shown | None
    words: Words
    figures: Figures
    two_up: bool
    may_code: bool
    asked: Asked
    late: Sequence[LateCode]


def bench(
    given: Given,
    window: Window,
    made: Made,
    codes: Sequence[CodeView],
    *,
    words: Words,
    asked: Asked,
    may_code: bool,
) -> Bench:
    """Return a window of an assignment with what its address asks for, and what is proposed in it."""
    keys = {code.id: code.key for code in codes}
    here, everywhere = (
        {keys[one]: count for one, count in counted.items() if one in keys}
        for counted in (made.figures.codes, made.figures.everywhere)
    )
    passages = {part.passage.id: part.passage for part in window.parts}
    order = {passage_id: at for at, passage_id in enumerate(passages)}
    own = sorted((one for one in made.segments if not one.coder_name), key=lambda one: order[one.passage_id])
    shown = _shown(passages, own, codes, asked)
    on = {one.code_key for one in own if shown and _same(one, shown)}
    names = {code.key: code.name for code in codes if code.key.startswith(HEAD)}
    rows = _rows(window.parts, made.segments, words, shown, maybe_of(made.proposals, codes), names)
    first = window.parts[0] if window.parts else None
    return Bench(
        given=given,
        rows=rows,
        earlier=window.earlier,
        later=window.later,
        here=Place(first.passage.number, first.span.start) if first else Place(1),
        tree=tree_of(codes, here, everywhere, on),
        shown=shown,
        words=words,
        figures=made.figures,
        two_up=any(row.translated_into for row in rows),
        may_code=may_code,
        asked=asked,
        late=made.late,
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
        next_id=after,
    )


def _rows(
    parts: Sequence[Part],
    segments: Sequence[SegmentView],
    words: Words,
    shown: Shown | None,
    proposals: Proposals,
    names: Mapping[str, str],
) -> tuple[Row, ...]:
    over: dict[str, list[SegmentView]] = {}
    for one in segments:
        over.setdefault(one.passage_id, []).append(one)
    current = shown.segment.id if shown and shown.segment else ""
    found, before = [], tuple[str, ...]()
    for part in parts:
        passage, is_first = part.passage, part.span.start == 0
        fresh = tuple(item for item in passage.items if item not in before)
        before = passage.items or before
        into = next((one for one in (tag(), "en", *passage.translations) if one in passage.translations), None)
        own = [one for one in over.get(passage.id, []) if overlap(Span(one.start, one.end), part.span)]
        found.append(
            Row(
                passage=passage,
                start=part.span.start,
                language=language(passage.language),
                pieces=_drawn(part, own, current),
                stripes=tuple(_stripe(one, current, names) for one in own),
                translation=passage.translations[into] if into and is_first else "",
                translated_into=language(into) if into and is_first else None,
                gone_on=passage.withdrawn_on,
                guide=Guide(fresh, words.questions.get(fresh[0], "")) if fresh else None,
                is_target=shown is not None and shown.segment is None and shown.passage.id == passage.id,
                maybe=maybe_here(part, over.get(passage.id, []), proposals),
            )
        )
    return tuple(found)


def _drawn(part: Part, segments: Sequence[SegmentView], current: str) -> tuple[Drawn, ...]:
    start, end = part.span
    text = part.passage.text[start:end]
    inside = [Marked(one.id, max(one.start, start) - start, min(one.end, end) - start) for one in segments]
    hues = {one.id: hue(one.code_key) for one in segments}
    sealed = {one.id for one in segments if one.sealed}
    own = {one.id for one in segments if not one.coder_name}
    found = []
    for piece in pieces(text, inside):
        classes = ["sg", f"d{piece.depth}", *(f"l{lane}-{hues[one]}" for lane, one in piece.lanes)]
        classes += ["on"] if current in piece.segments else []
        classes += ["sealed"] if sealed.intersection(piece.segments) else []
        classes += ["theirs"] if piece.segments and not own.intersection(piece.segments) else []
        found.append(Drawn(piece.text, " ".join(classes) if piece.segments else "", " ".join(piece.segments)))
    return tuple(found)


def _stripe(one: SegmentView, current: str, names: Mapping[str, str]) -> Stripe:
    stance = str(STANCES[one.stance])
    return Stripe(one, hue(one.code_key), SIGNS[one.stance], stance, one.id == current, names.get(one.code_key, ""))

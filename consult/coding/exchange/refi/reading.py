"""Reading a `.qdpx` or `.qdc`: lenient with how it is written, strict with what comes out, silent about nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from consult.coding.exchange.refi.admitting import Admission, Dropped
from consult.coding.exchange.refi.archive import Archive
from consult.coding.exchange.refi.linking import make_whole
from consult.coding.exchange.refi.sources import settle_note, text_sources, words_of
from consult.coding.exchange.refi.tree import XML_LIMIT, RefiRefused, parse
from consult.coding.rules.exchanged import Node, Project, quoted
from consult.coding.rules.positions import Choice, Given, Reading, Scale, Written, choose, scores, written

SAMPLES = 5
_STANDARD = 2**31 - 1
"""No position is beyond the largest file the standard allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceReading:
    """How the positions of one source were understood, how well that fits (0 to 1), and words it cuts out."""

    source: str
    selection_count: int
    reading: str
    score: float
    next_best: str
    next_score: float
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Read:
    """What a file holds, and how its positions were understood."""

    project: Project
    readings: tuple[SourceReading, ...] = ()


@dataclass(slots=True)
class _Source:
    node: Node
    written: Written
    choice: Choice | None = None

    @property
    def given(self) -> list[Given]:
        """Return the selections as the file has them."""
        found = []
        for one in self.node.all("PlainTextSelection"):
            ends = [min(int(one.attrs[name]), _STANDARD) for name in ("startPosition", "endPosition")]
            found.append(Given(min(ends), max(ends), one.attrs.get("name", "")))
        return found


def read_qdpx(path: Path, forced: Reading | None = None) -> Read:
    """Return the project in an archive; raise `RefiRefused` for a file that is broken, dangerous or something else.

    `forced` is the reading of positions to use, whatever the words say.
    """
    dropped = Dropped()
    with Archive(path) as archive:
        name, content = archive.project()
        root = Admission(dropped).root(parse(content, f"{path.name}: {name}"))
        if root is None or root.tag != "Project":
            raise RefiRefused(f"{path.name}: {name} holds no REFI-QDA project")
        sources = _sources(root, archive, dropped)
        for note in root.list_of("Notes"):
            settle_note(note, archive, dropped)
    if root.attrs.pop("basePath", None) is not None:
        dropped.add("Project@basePath: the folder of sources that are outside the archive")
    _choose(sources, root.attrs.get("origin", ""), forced)
    readings = tuple(_settle(one, dropped) for one in sources)
    make_whole(root, dropped)
    texts = {one.node.guid: one.written.text for one in sources}
    return Read(Project(root=root, texts=texts, dropped=dropped.lines), readings)


def read_qdc(path: Path) -> Read:
    """Return the codebook in a file as a project without sources; raise `RefiRefused` for anything else."""
    dropped = Dropped()
    if path.stat().st_size > XML_LIMIT:
        raise RefiRefused(f"{path.name}: more than {XML_LIMIT // 1024 // 1024} MiB, which is not read")
    found = Admission(dropped).root(parse(path.read_bytes(), path.name))
    if found is None or found.tag != "CodeBook":
        raise RefiRefused(f"{path.name}: holds no REFI-QDA codebook")
    root = Node("Project", {"name": path.stem})
    if "origin" in found.attrs:
        root.attrs["origin"] = found.attrs["origin"]
    root.children = [Node("CodeBook", {}, found.all("Codes")), *found.all("Sets")]
    make_whole(root, dropped)
    return Read(Project(root=root, dropped=dropped.lines))


def _sources(root: Node, archive: Archive, dropped: Dropped) -> list[_Source]:
    """Return the project's sources with their words; one whose words are nowhere goes, with all that stands on it."""
    container = root.first("Sources")
    if container is None:
        return []
    found = []
    for node in text_sources(container.children, dropped):
        words = words_of(node, archive, dropped)
        if words is None:
            count = sum(1 for _coding in node.inside("Coding"))
            dropped.add(f"TextSource {node.attrs.get('name', '')!r}: no text was found; {count} codings stand on it")
            continue
        found.append(_Source(node, written(words)))
    container.children = [one.node for one in found]
    return found


def _choose(sources: list[_Source], origin: str, forced: Reading | None) -> None:
    chosen = choose([(one.written, one.given) for one in sources], origin) if forced is None else []
    for at, one in enumerate(sources):
        if forced is None:
            one.choice = chosen[at]
        else:
            one.choice = Choice(forced, scores(one.written, one.given)[forced.name], "", 0.0)


def _settle(source: _Source, dropped: Dropped) -> SourceReading:
    """Write every selection of a source in code points, the end exclusive; list those that lie outside its text."""
    choice = source.choice
    assert choice is not None
    text, name = source.written.text, source.node.attrs.get("name", "")
    scale = Scale(source.written, choice.reading)
    kept, samples = [], []
    given = iter(source.given)
    for node in source.node.children:
        if node.tag == "PlainTextSelection":
            one = next(given)
            span = scale.span(one.start, one.end) or _cut(scale, one, name, dropped)
            if span is None:
                count = len(node.all("Coding"))
                where = f"{one.start} to {one.end} with {count} codings"
                dropped.add(f"{name!r}: the selection {where} lies outside the text")
                continue
            _place(node, span, text)
            samples.append(quoted(text[slice(*span)]))
        kept.append(node)
    source.node.children = kept
    return SourceReading(
        source=name,
        selection_count=len(samples),
        reading=choice.reading.name,
        score=choice.score,
        next_best=choice.next_best,
        next_score=choice.next_score,
        samples=tuple(samples[:SAMPLES]),
    )


def _cut(scale: Scale, given: Given, name: str, dropped: Dropped) -> tuple[int, int] | None:
    """Return a selection that ends beyond its text cut there; None where it begins outside too."""
    start = scale.span(given.start, given.start)
    if start is None or start[0] >= scale.length:
        return None
    dropped.add(f"{name!r}: the selection {given.start} to {given.end} ends beyond the text and was cut there")
    return start[0], scale.length


def _place(node: Node, span: tuple[int, int], text: str) -> None:
    """Say where a selection stands; a name that only repeats its words is made again whenever it is needed."""
    node.attrs["startPosition"], node.attrs["endPosition"] = str(span[0]), str(span[1])
    words, called = " ".join(text[slice(*span)].split()), " ".join(node.attrs.get("name", "").split())
    if called == words or called == quoted(words):
        node.attrs.pop("name", None)

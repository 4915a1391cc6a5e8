"""Sources of a project: those that were brought in, with what changed since, and this strand's own material."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy.orm import Session

from consult.coding.rules.exchanged import Node, made_guid, span_of
from consult.coding.rules.graphemes import Span
from consult.coding.rules.segments import SEALED
from consult.collection.queries import open_answers
from consult.interview.queries import interviews_of, turns_of_strand
from consult.interview.rules.redacting import fitted

MEMO = "Memo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One code of one person on words of a passage."""

    id: str
    start: int
    end: int
    code: str
    user: str
    made_at: datetime
    memo: str


@dataclass(slots=True)
class Held:
    """What stands coded and what is sealed, by passage; `notes` collects the memos of what is written out."""

    stretches: Mapping[str, Sequence[Stretch]]
    sealed: Mapping[str, Sequence[Span]]
    notes: list[Node] = field(default_factory=list)

    def covered(self, passage_id: str, text: str) -> str:
        """Return a text with every character covered that is sealed, and what is marked in it told by its kind."""
        for span in self.sealed.get(passage_id, ()):
            hidden = "".join(one if one == "\n" else SEALED for one in text[span.start : span.end])
            text = text[: span.start] + hidden + text[span.end :]
        return fitted(text)

    def refer(self, coding: Node, one: Stretch) -> None:
        """Give a coding its memo as a note."""
        if one.memo:
            guid = made_guid("memo", one.id)
            note = Node(
                "Note", {"guid": guid, "name": MEMO, "creatingUser": one.user, "creationDateTime": _moment(one)}
            )
            self.notes.append(note.set_text("PlainTextContent", one.memo))
            coding.children.append(Node("NoteRef", {"targetGUID": guid}))


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptSource:
    """A source that was brought in: its words now, what is kept of it, and {coding's GUID: segment's id}."""

    turn_id: str
    interview_id: str
    text: str
    node: Node
    segments: Mapping[str, str]
    notes: Sequence[Node]


def merged(kept: KeptSource, held: Held) -> tuple[Node, str]:
    """Return a source with the codings that still stand and those that came since, and its words."""
    there = {one.id: one for one in held.stretches.get(kept.turn_id, ())}
    source = kept.node
    children = []
    for child in source.children:
        if child.tag == "PlainTextSelection":
            before = len(child.all("Coding"))
            child.children = [one for one in child.children if _stands(one, kept.segments, there)]
            if before and not child.all("Coding", "Description", "NoteRef"):
                continue
            for coding in child.all("Coding"):
                if (one := there.get(kept.segments.get(coding.guid, ""))) is not None:
                    held.refer(coding, one)
        children.append(child)
    source.children = children
    known = set(kept.segments.values())
    _add(source, [one for one in there.values() if one.id not in known], held, made_guid("turn", kept.turn_id))
    return source, held.covered(kept.turn_id, kept.text)


def _stands(node: Node, segments: Mapping[str, str], there: Mapping[str, Stretch]) -> bool:
    return node.tag != "Coding" or node.guid not in segments or segments[node.guid] in there


def _add(source: Node, stretches: Sequence[Stretch], held: Held, place: str, offset: int = 0) -> None:
    """Put codings on a source: on the selection of the same words where there is one, else on a new one."""
    selections = {span_of(one): one for one in source.all("PlainTextSelection")}
    for (start, end), same in groupby(stretches, key=lambda one: (one.start + offset, one.end + offset)):
        selection = selections.get((start, end))
        for one in same:
            if selection is None:
                attrs = {"guid": made_guid("stretch", place, str(start), str(end))}
                attrs |= {"startPosition": str(start), "endPosition": str(end)}
                attrs |= {"creatingUser": one.user, "creationDateTime": _moment(one)}
                selection = selections[start, end] = Node("PlainTextSelection", attrs)
                source.children.append(selection)
            coding = Node(
                "Coding",
                {"guid": made_guid("segment", one.id), "creatingUser": one.user, "creationDateTime": _moment(one)},
                [Node("CodeRef", {"targetGUID": one.code})],
            )
            held.refer(coding, one)
            selection.children.append(coding)


@dataclass(frozen=True, slots=True)
class _Passage:
    id: str
    before: str
    text: str


def native_sources(
    session: Session, strand_id: str, held: Held, without: Collection[str], *, answers: bool
) -> Iterator[tuple[Node, str]]:
    """Yield this strand's own material with its words: a source for each interview, one for each part answered."""
    labels = {one.id: one.label for one in interviews_of(session, strand_id)}
    turns = [one for one in turns_of_strand(session, strand_id) if one.interview_id not in without]
    for interview_id, spoken in groupby(turns, key=lambda one: one.interview_id):
        passages = [
            _Passage(one.id, f"{one.participant.pseudonym}: ", one.text) for one in spoken if one.withdrawn_on is None
        ]
        if passages:
            yield _written("interview", interview_id, labels[interview_id], passages, held)
    written = open_answers(session, strand_id) if answers else ()
    for part, given in groupby(written, key=lambda one: one.part):
        passages = [_Passage(one.id, "", one.text) for one in given]
        yield _written("part", f"{strand_id}/{part}", part, passages, held)


def _written(kind: str, own_id: str, name: str, passages: Sequence[_Passage], held: Held) -> tuple[Node, str]:
    source = Node("TextSource", {"guid": made_guid(kind, own_id), "name": name})
    lines, at = [], 0
    for one in passages:
        _add(source, held.stretches.get(one.id, ()), held, source.guid, at + len(one.before))
        lines.append(one.before + held.covered(one.id, one.text))
        at += len(lines[-1]) + 1
    return source, "\n".join(lines)


def _moment(one: Stretch) -> str:
    return one.made_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

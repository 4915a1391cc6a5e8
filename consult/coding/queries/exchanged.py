"""A strand's coding as a project that other programs read: what was brought in, and what was coded here, as it stands.

Nothing sealed and nothing withdrawn is in it; where something sealed stood, its characters are covered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.queries.counting import of_strand
from consult.coding.queries.exchanged_codes import code_tree
from consult.coding.queries.exchanged_sources import Held, KeptSource, Stretch, merged, native_sources
from consult.coding.queries.in_vivo import is_shared
from consult.coding.queries.material import sealed_stretches
from consult.coding.records import Assignment, Code, Exchanged, ExchangedSource, Segment
from consult.coding.rules.exchanged import Node, Project, from_json, made_guid, span_of
from consult.coding.rules.graphemes import Span
from consult.consultation.queries import in_language, strand
from consult.interview.queries import cover_of_strand, names_of_strand
from consult.interview.records import Turn
from consult.interview.rules.redacting import fitted
from consult.shared.errors import NotFound

Document = Mapping[str, Any]  # Any: JSON
EMPTY: Document = {"project": ["Project", {}, [], ""], "dropped": [], "codes": {}, "heads": {}, "users": {}}


@dataclass(slots=True)
class _Users:
    """Who coded, by account; those of the project first."""

    guids: dict[str, str]
    nodes: list[Node]

    def of(self, account_id: str, name: str) -> str:
        """Return the GUID of an account."""
        if account_id not in self.guids:
            self.guids[account_id] = made_guid("account", account_id)
            self.nodes.append(Node("User", {"guid": self.guids[account_id], "name": name}))
        return self.guids[account_id]


def is_brought_in(session: Session, strand_id: str) -> bool:
    """Tell whether a strand was made for a project from another program: nothing in it waits for a gate."""
    return session.get(Exchanged, strand_id) is not None


def project_of(session: Session, strand_id: str) -> Project:
    """Return everything in a strand that may be given to other programs; raise `NotFound` for no strand."""
    return _project(session, strand_id, coded=True)


def material_only(session: Session, strand_id: str) -> Project:
    """Return the same without a word that was coded: what may be told of a strand before G6."""
    return _project(session, strand_id, coded=False)


def codebook_of(session: Session, consultation_id: str, strand_id: str) -> Project:
    """Return a codebook as a project that has nothing else but the sets of its codes."""
    kept = session.get(Exchanged, strand_id)
    document: Document = kept.document if kept else EMPTY
    book = from_json(document["project"])
    codes, _guids = code_tree(session, consultation_id, document)
    return Project(root=Node("Project", {}, [codes, *book.all("Sets")]))


def _project(session: Session, strand_id: str, *, coded: bool) -> Project:
    view = strand(session, strand_id)
    if view is None:
        raise NotFound(strand_id)
    kept = session.get(Exchanged, strand_id)
    document: Document = kept.document if kept else EMPTY
    base = from_json(document["project"])
    book, guids = code_tree(session, view.consultation_id, document)
    users = _Users({account: guid for guid, account in document["users"].items()}, base.list_of("Users"))
    held = Held(_stretches(session, strand_id, guids, users) if coded else {}, _sealed(session, strand_id))
    kept_sources = _kept_sources(session, strand_id) if kept else []
    covered = {one.interview_id for one in kept_sources}
    pairs = [
        *(merged(one, held) for one in kept_sources),
        *native_sources(session, strand_id, held, covered, answers=kept is None),
    ]
    notes = [*base.list_of("Notes"), *(note for one in kept_sources for note in one.notes), *held.notes]
    root = Node("Project", {"name": in_language(view.title, "en"), **base.attrs})
    root.children = [
        *_container("Users", users.nodes),
        book,
        *base.all("Variables", "Cases"),
        *_container("Sources", [source for source, _text in pairs]),
        *_container("Notes", notes),
        *base.all("Links", "Sets", "Graphs", "Description", "NoteRef"),
    ]
    texts = {source.guid: text for source, text in pairs}
    return Project(root=root, texts=texts, dropped=tuple(document["dropped"]))


def _sealed(session: Session, strand_id: str) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = {}
    for passage_id, start, end in sealed_stretches(session, strand_id):
        found.setdefault(passage_id, []).append(Span(start, end))
    return found


def _container(tag: str, nodes: list[Node]) -> list[Node]:
    return [Node(tag, {}, nodes)] if nodes else []


def _stretches(session: Session, strand_id: str, guids: Mapping[str, str], users: _Users) -> dict[str, list[Stretch]]:
    """Return what stands coded in a strand, in every reading, by passage; what is sealed is not among it.

    Names that are marked in what was said are covered in what coders noted too.
    """
    names = names_of_strand(session, strand_id)
    rows = session.execute(
        select(Segment, Account.id, Account.name)
        .join(Code, Code.id == Segment.code_id)
        .join(Assignment, Assignment.id == Segment.assignment_id)
        .join(Account, Account.id == Assignment.account_id)
        .where(of_strand(strand_id), Segment.removed_at.is_(None), Segment.sealed.is_(False), is_shared())
        .order_by(Segment.start_at, Segment.end_at.desc(), Code.position, Account.name, Segment.id)
    )
    found: dict[str, list[Stretch]] = {}
    for segment, account_id, name in rows:
        one = Stretch(
            id=segment.id,
            start=segment.start_at,
            end=segment.end_at,
            code=guids[segment.code_id],
            user=users.of(account_id, name),
            made_at=segment.made_at,
            memo=fitted(names.covered(segment.memo)),
        )
        found.setdefault(segment.turn_id or segment.words_id or "", []).append(one)
    return found


def _kept_sources(session: Session, strand_id: str) -> list[KeptSource]:
    rows = session.execute(
        select(ExchangedSource, Turn.interview_id, Turn.text)
        .join(Turn, Turn.id == ExchangedSource.turn_id)
        .where(ExchangedSource.strand_id == strand_id, Turn.withdrawn_on.is_(None))
        .order_by(ExchangedSource.position)
    )
    cover = cover_of_strand(session, strand_id)
    return [
        KeptSource(
            turn_id=kept.turn_id,
            interview_id=interview_id,
            text=cover.text(kept.turn_id, text),
            node=from_json(kept.document["source"]),
            segments=kept.document["codings"],
            notes=[from_json(one) for one in kept.document["notes"]],
        )
        for kept, interview_id, text in rows
    ]


def summary(project: Project) -> dict[str, Any]:  # Any: JSON
    """Return how much a project holds of what, what of it could not be kept, and every selection with its words."""
    root = project.root
    names = {one.guid: one.attrs.get("name", "") for one in root.inside("Code")}
    sources = root.list_of("Sources")
    return {
        "sources": len(sources),
        "codes": len(names),
        "selections": sum(len(one.all("PlainTextSelection")) for one in sources),
        "codings": sum(1 for one in sources for _coding in one.inside("Coding")),
        "memos": len(root.list_of("Notes")),
        "users": len(root.list_of("Users")),
        "sets": len(root.list_of("Sets")),
        "cases": len(root.list_of("Cases")),
        "dropped": list(project.dropped),
        "texts": [line for one in sources for line in _texts(one, project.texts[one.guid], names)],
    }


def _texts(source: Node, text: str, names: Mapping[str, str]) -> Iterable[dict[str, Any]]:  # Any: JSON
    lines = []
    for one in source.all("PlainTextSelection"):
        start, end = span_of(one)
        codes = [names[ref.target] for coding in one.all("Coding") for ref in coding.all("CodeRef")]
        lines.append(
            {
                "source": source.attrs.get("name", ""),
                "start": start,
                "end": end,
                "text": text[start:end],
                "codes": list(dict.fromkeys(codes)),
            }
        )
    return sorted(lines, key=lambda line: (line["start"], line["end"]))

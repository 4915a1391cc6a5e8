"""Bringing in a project from another program: a consultation of its own, with one strand that holds all of it.

Every source becomes an interview with one turn, its text to the letter; every coding that stands on words becomes a
segment of its user's reading. What no table holds is kept beside it (decision 20). Nothing here commits.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.access.records import Account
from consult.coding.operations.bringing_in_codes import write_codes
from consult.coding.records import Assignment, Exchanged, ExchangedSource, Segment
from consult.coding.rules.attributes import Material
from consult.coding.rules.exchanged import Json, Node, Project, as_json, span_of
from consult.consultation.operations import add_strand, create_consultation
from consult.consultation.rules import Mandate
from consult.interview.records import Interview, InterviewStrand, Participant, Turn
from consult.interview.rules import InterviewKind, Mode, SpeakerRole
from consult.membership.operations import add_coalition
from consult.membership.records import Coalition
from consult.shared.identifiers import random_id
from consult.shared.text import clean_line

OWN_MARK, OWN_NAME = "IMPORT", "Projects brought in from other programs"
SPEAKER = "Source"
ADDRESS = "imported.invalid"
"""No mail reaches it: the people of a project have no way in until somebody gives them one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bringing:
    """How a project is brought in: for which coalition (else one of its own), in which language, when."""

    name: str
    moment: datetime
    coalition_id: str | None = None
    language: str = "en"
    fictitious: bool = False


@dataclass(slots=True)
class _People:
    """Whose account is whose, by GUID; "" stands for whoever coded without saying who."""

    strand_id: str
    names: Mapping[str, str]
    accounts: dict[str, str] = field(default_factory=dict)


def bring_in(session: Session, project: Project, how: Bringing) -> str:
    """Write a project and return the id of the strand that is made for it."""
    title = clean_line(project.root.attrs.get("name", "")) or how.name
    consultation_id, strand_id = new_strand(session, title, how)
    used = {one.target for one in project.root.inside("CodeRef")}
    codes, heads = write_codes(session, consultation_id, project.root, used, how.language)
    people = _People(strand_id, {one.guid: one.attrs.get("name", "") for one in project.root.list_of("Users")})
    sources = project.root.list_of("Sources")
    own, of_sources = _notes(project.root, sources)
    record = Exchanged(strand_id=strand_id, document={}, brought_in_at=how.moment)
    session.add(record)
    session.flush()
    labels: set[str] = set()
    for position, source in enumerate(sources):
        label = _label(source, position, labels)
        turn_id, interview_id = _write_source(
            session, consultation_id, strand_id, how, label, project.texts[source.guid]
        )
        made = _write_codings(session, source, _Place(turn_id, interview_id, how.moment), people, codes)
        document = {"source": as_json(source), "codings": made, "notes": of_sources.get(source.guid, [])}
        session.add(ExchangedSource(turn_id=turn_id, strand_id=strand_id, position=position, document=document))
    session.flush()
    record.document = {
        "project": as_json(_without_sources(project.root, own)),
        "dropped": list(project.dropped),
        "codes": codes,
        "heads": heads,
        "users": {guid: account_id for guid, account_id in people.accounts.items() if guid},
    }
    session.flush()
    return strand_id


def new_strand(session: Session, title: str, how: Bringing) -> tuple[str, str]:
    """Make a consultation with one strand for what comes in; return both ids."""
    day = how.moment.date()
    mandate = Mandate(
        title={"en": clean_line(title)},
        question={},
        already_discussed={},
        still_open={},
        criteria=[],
        languages=[how.language],
        opens_on=day,
        closes_on=day,
        withdraw_until=day,
    )
    consultation_id = create_consultation(session, mandate, fictitious=how.fictitious)
    return consultation_id, add_strand(session, consultation_id, how.coalition_id or _own_coalition(session))


def _own_coalition(session: Session) -> str:
    found = session.scalar(select(Coalition.id).where(Coalition.mark == OWN_MARK))
    return found or add_coalition(session, OWN_MARK, OWN_NAME)


def _notes(root: Node, sources: Iterable[Node]) -> tuple[list[Node], dict[str, list[Json]]]:
    """Return the notes of the project, and by source those that nothing else refers to: they fall with its words."""
    wanted = {source.guid: source.note_targets() for source in sources}
    elsewhere = {one.target for one in root.all("NoteRef")}
    for child in root.children:
        elsewhere |= child.note_targets() if child.tag != "Sources" else set()
    own, of_sources = [], dict[str, list[Json]]()
    for note in root.list_of("Notes"):
        holders = [guid for guid, targets in wanted.items() if note.guid in targets]
        if len(holders) == 1 and note.guid not in elsewhere:
            of_sources.setdefault(holders[0], []).append(as_json(note))
        else:
            own.append(note)
    return own, of_sources


def _without_sources(root: Node, notes: list[Node]) -> Node:
    children = [one for one in root.children if one.tag not in ("Sources", "Notes")]
    return Node(root.tag, root.attrs, [*children, *([Node("Notes", {}, notes)] if notes else [])])


def _label(source: Node, position: int, taken: set[str]) -> str:
    """Return what the interview is called: as the source, told apart by a number where two have one name."""
    name = clean_line(source.attrs.get("name", "")) or f"Source {position + 1}"
    label, number = name, 1
    while label in taken:
        number += 1
        label = f"{name} ({number})"
    taken.add(label)
    return label


def _write_source(
    session: Session, consultation_id: str, strand_id: str, how: Bringing, label: str, text: str
) -> tuple[str, str]:
    """Write a source as an interview of one turn; return the turn's id and the interview's.

    Nobody is known to have agreed to anything: nothing of it can be quoted until somebody writes down that they did.
    """
    interview = Interview(
        consultation_id=consultation_id,
        label=label,
        kind=InterviewKind.SEMI_STRUCTURED,
        mode=Mode.IN_PERSON,
        language=how.language,
        held_on=how.moment.date(),
        imported_at=how.moment,
    )
    session.add(interview)
    session.flush()
    person = Participant(
        interview_id=interview.id, pseudonym=SPEAKER, role=SpeakerRole.INTERVIEWEE, language=how.language
    )
    session.add_all([InterviewStrand(interview_id=interview.id, strand_id=strand_id), person])
    session.flush()
    turn = Turn(interview_id=interview.id, number=1, participant_id=person.id, language=how.language, text=text)
    session.add(turn)
    session.flush()
    return turn.id, interview.id


@dataclass(frozen=True, slots=True)
class _Place:
    turn_id: str
    interview_id: str
    moment: datetime


def _write_codings(
    session: Session, source: Node, place: _Place, people: _People, codes: Mapping[str, str]
) -> dict[str, str]:
    """Write the codings of a source that stand on words; return {coding's GUID: segment's id}.

    The same code of the same person on the same words twice is one segment.
    """
    assignments: dict[str, str] = {}
    there: dict[tuple[str, int, int, str], str] = {}
    made: dict[str, str] = {}
    for selection in source.all("PlainTextSelection"):
        start, end = span_of(selection)
        for coding in selection.all("Coding") if start < end else ():
            code = coding.first("CodeRef")
            assert code is not None
            user = coding.attrs.get("creatingUser", "")
            if user not in assignments:
                assignments[user] = _assignment(session, _account(session, user, people), place, people.strand_id)
            key = (assignments[user], start, end, codes[code.target])
            if key not in there:
                there[key] = random_id()
                session.add(_segment(there[key], key, place))
            made[coding.guid] = there[key]
    session.flush()
    return made


def _segment(segment_id: str, key: tuple[str, int, int, str], place: _Place) -> Segment:
    assignment_id, start, end, code_id = key
    return Segment(
        id=segment_id,
        assignment_id=assignment_id,
        turn_id=place.turn_id,
        start_at=start,
        end_at=end,
        code_id=code_id,
        made_at=place.moment,
    )


def _assignment(session: Session, account_id: str, place: _Place, strand_id: str) -> str:
    """Return somebody's reading of a source, finished: it counts, and whether it was blind nobody knows."""
    record = Assignment(
        strand_id=strand_id,
        account_id=account_id,
        material=Material.INTERVIEW,
        interview_id=place.interview_id,
        assigned_on=place.moment.date(),
        done_on=place.moment.date(),
    )
    session.add(record)
    session.flush()
    return record.id


def _account(session: Session, user: str, people: _People) -> str:
    """Return the account of a project's user: the same person's of an earlier project, or one nobody can enter with."""
    if user not in people.accounts:
        address = f"{user or people.strand_id.lower()}@{ADDRESS}"
        found = session.scalar(select(Account.id).where(Account.email == address))
        if found is None:
            name = clean_line(people.names.get(user, "")) or "Imported coder"
            record = Account(email=address, name=name, active=False)
            session.add(record)
            session.flush()
            found = record.id
        people.accounts[user] = found
    return people.accounts[user]

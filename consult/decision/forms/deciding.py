"""What is typed when a decision is entered, and when actions and days are written down."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consult.decision.forms.reading import Posted, read_evidence, read_texts
from consult.decision.rules.evidence import Evidence
from consult.decision.rules.kinds import ActionState, Heading
from consult.shared.text import clean_line

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """An entry of the register as typed; None where nothing that can be read was typed. `wrong` is no reference."""

    heading: Heading | None
    title: Texts
    text: Texts
    clause: str
    evidence: tuple[Evidence, ...]
    wrong: tuple[str, ...]
    ballot_id: str | None
    decided_on: date | None


@dataclass(frozen=True, slots=True)
class TypedAction:
    """An action as typed."""

    decision_id: str
    text: Texts
    owner: Texts
    due_on: date | None


def read_entry(posted: Posted, languages: Sequence[str]) -> TypedEntry:
    """Return a posted entry of the register."""
    refs, wrong = read_evidence(posted, "entry")
    heading = posted.get("heading") or ""
    return TypedEntry(
        heading=Heading(heading) if heading in set(Heading) else None,
        title={tag: clean_line(text) for tag, text in read_texts(posted, "title", languages).items()},
        text=read_texts(posted, "text", languages),
        clause=clean_line(posted.get("clause") or ""),
        evidence=refs,
        wrong=wrong,
        ballot_id=clean_line(posted.get("ballot") or "") or None,
        decided_on=read_day(posted, "decided_on"),
    )


def read_action(posted: Posted, languages: Sequence[str]) -> TypedAction:
    """Return a posted action."""
    return TypedAction(
        decision_id=clean_line(posted.get("decision") or ""),
        text=read_texts(posted, "text", languages),
        owner={tag: clean_line(text) for tag, text in read_texts(posted, "owner", languages).items()},
        due_on=read_day(posted, "due_on"),
    )


def read_state(posted: Posted) -> ActionState | None:
    """Return the state that was chosen, or None."""
    chosen = posted.get("state") or ""
    return ActionState(chosen) if chosen in set(ActionState) else None


def read_day(posted: Posted, name: str) -> date | None:
    """Return a day that was typed, or None for anything else."""
    try:
        return date.fromisoformat(clean_line(posted.get(name) or ""))
    except ValueError:
        return None

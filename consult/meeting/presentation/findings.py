"""The findings of the newest edition as the room names them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from flask_babel import gettext
from sqlalchemy.orm import Session

from consult.briefing.presentation.targets import Target
from consult.briefing.rules import TargetKind
from consult.meeting.queries.findings import findings_of


@dataclass(frozen=True, slots=True)
class Named:
    """A finding's name; `anchor` is where it stands on the joint page, empty where it is not of the newest edition."""

    label: str
    anchor: str = ""


def findings(session: Session, consultation_id: str, tag: str) -> tuple[Target, ...]:
    """Return the findings of the newest edition; none before there is one."""
    found = findings_of(session, consultation_id, tag)
    return found.targets if found else ()


def by_place(found: Iterable[Target]) -> list[tuple[str, list[Target]]]:
    """Return the findings under the parts of the joint page."""
    return [(place, list(own)) for place, own in groupby(found, key=lambda one: one.place)]


def names(found: Iterable[Target]) -> Mapping[tuple[TargetKind, str], Named]:
    """Return every finding's name and place."""
    return {(one.kind, one.key): Named(one.label, one.anchor) for one in found}


def unnamed(kind: TargetKind) -> Named:
    """Return what a finding is called whose name is not this reader's to read, or is none of the newest edition."""
    words = {
        TargetKind.FIGURE: str(gettext("A figure of the findings")),
        TargetKind.SENTENCE: str(gettext("A sentence of the findings")),
        TargetKind.THEME: str(gettext("A theme of the findings")),
    }
    return Named(words[kind])

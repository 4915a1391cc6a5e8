"""The instrument of tests/instruments/every_type: every type of part, and a strand that asks it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from consult.collection.operations import cover_frame
from consult.instrument.operations import publish
from consult.instrument.rules import Structure, Wordings, read_structure, read_wording, to_document
from tests.builders import MOMENT, World
from tests.builders_collection import open_world
from tests.builders_gates import opened

FOLDER = Path(__file__).parent / "instruments" / "every_type"


@cache
def every_type() -> tuple[Structure, Wordings]:
    structure = read_structure((FOLDER / "structure.yaml").read_text(encoding="utf-8"))
    texts, states = {}, {}
    for tag in structure.languages:
        source = (FOLDER / "wording" / f"{tag}.yaml").read_text(encoding="utf-8")
        texts[tag], states[tag] = read_wording(source, tag)
    return structure, Wordings(texts, states)


def world_of_every_type(session: Session) -> World:
    """An open world whose strand A asks every type."""
    made = open_world(session, opened=False)
    publish(
        session, strand_id=made.strands["A"], document=to_document(*every_type()), reason="Every type", moment=MOMENT
    )
    for strand_id in made.strands.values():
        opened(session, strand_id, MOMENT)
        cover_frame(session, strand_id)
    session.flush()
    return made

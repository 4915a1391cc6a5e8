"""A strand whose newest version is the instrument of tests/instruments/every_type, which uses every type of part."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sqlalchemy.orm import Session

from consult.instrument.records import InstrumentVersion
from consult.instrument.rules import content_hash, core_hash, read_structure, read_wording, to_document
from consult.instrument.rules.wording import Wordings
from consult.shared.time import now
from tests.builders import World

FOLDER = Path(__file__).parent / "instruments" / "every_type"


@cache
def every_type() -> dict[str, object]:
    """The document of the instrument."""
    structure = read_structure((FOLDER / "structure.yaml").read_text(encoding="utf-8"))
    read = {
        tag: read_wording((FOLDER / "wording" / f"{tag}.yaml").read_text(encoding="utf-8"), tag)
        for tag in structure.languages
    }
    texts, states = ({tag: found[at] for tag, found in read.items()} for at in (0, 1))
    return dict(to_document(structure, Wordings(texts, states)))  # type: ignore[arg-type] - told apart by their place


def ask_every_type(session: Session, made: World) -> str:
    """Have coalition A ask it from now on; return the version."""
    document = every_type()
    version = InstrumentVersion(
        strand_id=made.strands["A"],
        number=2,
        document=document,
        content_hash=content_hash(document),
        core_hash=core_hash(document),
        reason="Every type",
        published_at=now(),
    )
    session.add(version)
    session.flush()
    return version.id

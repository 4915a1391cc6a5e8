"""A strand in which individuals answer anonymously, and somebody who does."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.collection.operations import Kept
from consult.collection.operations.anonymous import begin_anonymous, keep_anonymous, submit_anonymous
from consult.collection.operations.mixing import mix
from consult.collection.queries.anonymous import anonymous_view
from consult.consultation.rules import Mode
from consult.shared.identifiers import random_id
from consult.shared.time import now
from tests.builders import World
from tests.builders_collection import open_world


def anonymous_world(session: Session, **changed: Any) -> World:
    """A world open for answers, whose individuals nobody can know."""
    return open_world(session, **{"individual_mode": Mode.ANONYMOUS, **changed})


def anonymous(session: Session, made: World, *, mark: str = "A", short: bool = False) -> str:
    """The code of an answer just begun."""
    return begin_anonymous(session, made.strands[mark], short=short, order_seed=7)


def kept_anonymously(
    session: Session,
    made: World,
    code: str,
    entries: Mapping[str, Any] | None = None,
    words: Mapping[str, str | None] | None = None,
    **changed: Any,
) -> Kept:
    """Keep entries and words as the newest reader would."""
    found = anonymous_view(session, made.strands["A"], code)
    assert found is not None
    values = {"language": "en", "key": random_id(), "revision": found.revision, **changed}
    return keep_anonymous(session, made.strands["A"], code, entries=entries or {}, words=words or {}, **values)


def submitted_anonymously(
    session: Session,
    made: World,
    entries: Mapping[str, Any] | None = None,
    words: Mapping[str, str | None] | None = None,
) -> str:
    """The code of a submitted answer, which waits."""
    code = anonymous(session, made)
    kept_anonymously(session, made, code, {"Z2.take_part": True, **(entries or {})}, words)
    submit_anonymous(session, made.strands["A"], code)
    return code


def mixed(session: Session, made: World, moment: datetime | None = None, seed: int = 1) -> int:
    """Mix strand A as the clock does; return how many left the spool."""
    return mix(session, made.strands["A"], moment=moment or now(), chance=random.Random(seed))

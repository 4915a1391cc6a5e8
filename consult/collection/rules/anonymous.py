"""What holds for anonymous answers without a database."""

from __future__ import annotations

from consult.collection.rules.codes import KIND_PART, REGION_PART
from consult.shared.identifiers import readable_code

CODE_GROUPS = 5  # 98 bits
BATCH = 5
NOT_ASKED = frozenset({REGION_PART, KIND_PART})


def new_code() -> str:
    """Return a new receipt code for somebody who answers anonymously."""
    return readable_code(CODE_GROUPS)


def in_fives(count: int) -> int:
    """Return a count as it is shown while answers come in: the highest multiple of five not above it."""
    return count - count % BATCH

"""The position of an organisation: who works on its draft, and what its signature says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from consult.shared.errors import ConsultError, NotAllowedNow

AGREED_PART = "A3"
AGREED_BY = ("one_person", "management", "board", "members_asked", "provisional")
COLLEAGUES = 20
COMMENTS = 300
NAME_LENGTH = 120
COMMENT_LENGTH = 2000


class NotSigned(ConsultError):
    """An organisation's answer without a signature, or with one from before the last change."""


class ChangedMeanwhile(NotAllowedNow):
    """Somebody changed the answer after whoever signs had read it."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What is signed: the office that signs, how the answer was agreed (a code of A3), and on which day."""

    office: str
    agreed_by: str
    agreed_on: date


def unsigned(revisions: Mapping[str, int], signed: int) -> tuple[str, ...]:
    """Return the parts that changed after the revision which was signed.

    >>> unsigned({"C2": 3, "B2": 5}, 4)
    ('B2',)
    """
    return tuple(sorted(part for part, revision in revisions.items() if revision > signed))


def may_be_agreed_on(day: date, today: date) -> bool:
    """Tell whether an answer can have been agreed on `day`: not in the future of any place on earth, nor long ago."""
    return today - timedelta(days=3 * 366) <= day <= today + timedelta(days=1)

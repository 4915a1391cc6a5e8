"""When votes are taken, when numbers are shown, and what proves that papers are the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime, time

from consult.decision.rules.counting import quorum_needed
from consult.shared.errors import NotAllowedNow
from consult.shared.time import end_of

FEWEST_SHOWN = 3


class AlreadyVoted(NotAllowedNow):
    """A second vote of one organisation in one coalition; `organisation_ids` are those who have voted."""

    organisation_ids: tuple[str, ...] = ()


def takes_votes(opens_on: date, closes_on: date, moment: datetime) -> bool:
    """Tell whether `moment` lies within the days of voting; the last one is over when it is over everywhere."""
    return datetime.combine(opens_on, time(), UTC) <= moment < end_of(closes_on)


def shown_from(voters: int, quorum: int) -> int:
    """Return from how many papers on their number is shown while the ballot is open.

    The greatest of the quorum, half of the voters, and three (as Loomio does): below it one could watch single
    organisations vote.
    """
    return max(quorum_needed(voters, quorum), -(-voters // 2), FEWEST_SHOWN)


def papers_digest(papers: Iterable[tuple[str, str, str]]) -> str:
    """Return the SHA-256 of papers (id, coalition, choice), sorted: two counts of the same papers have the same."""
    lines = sorted("\t".join(paper) for paper in papers)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()

"""What the records say of how a strand was listened to and read: nothing here names anybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from consult.coding.queries.counting import passages_read, readings_among
from consult.collection.queries.loaded import brought_along
from consult.consultation.queries import StrandView
from consult.interview.queries import interviews_of
from consult.reliability.rules import NotComputable, Readings, agreement_overall


@dataclass(frozen=True, slots=True)
class MethodRecords:
    """Interviews, who held them and how often their ties are written down; coders, and how far they agree.

    `percent` and `alpha` are None where they cannot be worked out; `reason` then says why. `weights` are the names of
    those that answers from elsewhere brought along.
    """

    interviews: int
    interviewers: int
    ties: int
    coders: int
    double: int
    passages: int
    percent: float | None
    alpha: float | None
    reason: NotComputable | None
    weights: tuple[str, ...] = ()


def method_records(session: Session, view: StrandView, codes: Iterable[str], *, members: int) -> MethodRecords:
    """Return what is recorded of the method of one strand; of what was read, finished readings only.

    `codes` are those that agreement is measured on; `members` is the size of the strand's register: answers from
    elsewhere come without one, and they alone bring weights.
    """
    brought = {} if members else brought_along(session, view.id)
    held = interviews_of(session, view.id)
    passages = passages_read(session, view.id)
    done = readings_among(session, view.id, passages)
    read = Readings({key: one.passages for key, one in done.items()}, {key: one.codes for key, one in done.items()})
    measured = agreement_overall(read, codes)
    return MethodRecords(
        interviews=len(held),
        interviewers=len({one.interviewer_account_id for one in held if one.interviewer_account_id}),
        ties=sum(bool(one.interviewer_ties.strip()) for one in held),
        coders=len(done),
        double=sum(len(accounts) >= 2 for accounts in passages.values()),
        passages=len(passages),
        percent=measured.percent,
        alpha=measured.alpha,
        reason=measured.reason,
        weights=tuple(sorted({name for one in brought.values() for name in one.weights})),
    )

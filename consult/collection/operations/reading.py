"""Reading one answer, learning whose it is, taking all of them out: each is written into the access log.

Nothing here commits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consult.access.operations import Act, record_event
from consult.collection.queries import own_view
from consult.collection.queries.reading import WholeAnswer, whole_answer
from consult.collection.rules import Unit
from consult.consultation.queries import StrandView
from consult.consultation.rules import Mode, StrandState
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.text import clean_text

MOST = 500  # characters of a reason


def read_answer(session: Session, strand: StrandView, answer_id: str, *, by: str, at: datetime) -> WholeAnswer:
    """Return one whole answer of frozen data, and log that it was read; raise `NotFound`."""
    found = whole_answer(session, strand, answer_id) if strand.has(StrandState.FROZEN) else None
    if found is None:
        raise NotFound(answer_id)
    record_event(session, _act("answer_read", strand, found, ""), by=by, at=at)
    return found


def reveal_answer(
    session: Session, strand: StrandView, answer: WholeAnswer, reason: str, *, by: str, at: datetime
) -> str:
    """Return the organisation an answer comes from, and log who learned it and why.

    The log names the answer and not the organisation: it is kept longer than the link between the two.
    Raises `NotAllowedNow` without a reason, where nobody can tell, and once the links were destroyed.
    """
    if answer.mode is Mode.ANONYMOUS:
        raise NotAllowedNow(N_("This answer is anonymous: nobody can tell whose it is."))
    said = clean_text(reason).strip()[:MOST]
    if not said:
        raise NotAllowedNow(N_("Say why you have to know whose answer this is. The reason goes into the access log."))
    own = own_view(session, strand.id, answer.id)
    if own is None:
        raise NotAllowedNow(N_("Whose answer this is was destroyed as promised: nobody can tell any more."))
    record_event(session, _act("answer_revealed", strand, answer, said), by=by, at=at)
    return own.organisation_name


def log_taken_out(
    session: Session, strand: StrandView, unit: Unit, *, kind: str, words: bool, by: str, at: datetime
) -> None:
    """Log that the submitted answers of one unit were taken out as a file of some kind, with words or without."""
    details = {"strand_id": strand.id, "unit": unit.value, "file": kind, "words": words}
    record_event(session, Act("answers_taken_out", strand.id, "", strand.consultation_id, details), by=by, at=at)


def _act(name: str, strand: StrandView, answer: WholeAnswer, reason: str) -> Act:
    details = {"strand_id": strand.id, "unit": answer.unit.value, "mode": answer.mode.value}
    return Act(name, answer.id, reason, strand.consultation_id, details)

"""Convening a consultation: mandate, strands, instrument, invitations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.collection.operations import IssuedInvitation, cover_frame, invite_all
from consult.collection.rules import expiry
from consult.consultation.operations import add_strand, create_consultation, open_strand
from consult.consultation.rules import Mandate
from consult.demo.operations.gating import Keeping
from consult.demo.operations.setting import Setting
from consult.demo.rules import coalition_text, correction, mandate_text, reference
from consult.instrument.operations import publish, reference_document
from consult.shared.wording import SHIPPED

OPEN_FOR = timedelta(days=42)
WITHDRAW_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Plan:
    """When what happens, all from the moment of opening."""

    opens_at: datetime
    meets_after: timedelta

    @property
    def closes_at(self) -> datetime:
        """The end of the last day on which members answer."""
        last_day = (self.opens_at + OPEN_FOR).date()
        return expiry(last_day, last_day)

    def day(self, number: int) -> datetime:
        """The moment on the given day of collection at which what members do is dated."""
        return self.opens_at + timedelta(days=number, hours=number % 9)


@dataclass(frozen=True, slots=True)
class Asked:
    """A strand members are asked in: the published version, and the invitation each organisation got."""

    strand_id: str
    mark: str
    version_id: str
    invitations: Mapping[str, IssuedInvitation]


def announce(session: Session, name: str, setting: Setting, plan: Plan) -> tuple[str, dict[str, str]]:
    """Write the mandate of the consultation `name` and give both coalitions a strand; return their ids."""
    text = mandate_text(name)
    opens_on = plan.opens_at.date()
    mandate = Mandate(
        title=text.title,
        question=text.question,
        already_discussed=text.already_discussed,
        still_open=text.still_open,
        criteria=text.criteria,
        languages=SHIPPED,
        opens_on=opens_on,
        closes_on=opens_on + OPEN_FOR,
        withdraw_until=opens_on + OPEN_FOR + WITHDRAW_FOR,
        meeting_on=opens_on + plan.meets_after,
    )
    consultation_id = create_consultation(session, mandate, fictitious=True)
    strands = {mark: add_strand(session, consultation_id, held) for mark, held in setting.coalitions.items()}
    return consultation_id, strands


def ask(
    session: Session, strand_id: str, mark: str, setting: Setting, plan: Plan, *, keeping: Keeping, misread: bool
) -> Asked:
    """Publish the instrument (`misread`: with the French wording as it was), pass G1 and G2, open and invite."""
    published = plan.opens_at - timedelta(days=3)
    version_id = publish(
        session,
        strand_id=strand_id,
        document=_document(mark, misread=misread),
        reason=correction().first,
        moment=published,
    )
    keeping.prepare(mark)
    open_strand(session, strand_id, plan.opens_at)
    cover_frame(session, strand_id)
    issued = invite_all(session, strand_id, plan.closes_at, day=plan.opens_at.date())
    keys = {organisation_id: key for key, organisation_id in setting.organisations.items()}
    return Asked(strand_id, mark, version_id, {keys[new.organisation_id]: new for new in issued})


def _document(mark: str, *, misread: bool) -> dict[str, object]:
    structure, wordings = reference()
    wrong = correction()
    if misread:
        texts = {**wordings.texts.get(wrong.language, {}), wrong.key: wrong.before}
        wordings = replace(wordings, texts={**wordings.texts, wrong.language: texts})
    return reference_document(structure, wordings, coalition_text(mark).goals)


def corrected_text() -> str:
    """Return the row as it should have read: the reference instrument's own text, where it has one."""
    wrong = correction()
    _, wordings = reference()
    return wordings.texts.get(wrong.language, {}).get(wrong.key, wrong.after)

"""The demonstration passes its gates as anybody would: boards sign, people vouch, somebody passes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.consultation.operations import answer_readiness, attest, pass_gate, plan_gate, sign_mandate
from consult.consultation.rules import Gate, ReadinessQuestion
from consult.demo.rules import attested, planned, readiness_answers
from consult.gates import GATES
from consult.shared.wording import SHIPPED

MANDATE_AFTER, PREPARED_AFTER = timedelta(days=-31), timedelta(days=-2)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Keeping:
    """Who keeps the gates of one consultation: accounts by door, coalitions and strands by mark."""

    session: Session
    consultation_id: str
    coalitions: Mapping[str, str]
    strands: Mapping[str, str]
    ids: Mapping[str, str]
    opens_at: datetime

    def begin(self, name: str) -> None:
        """Answer on readiness, sign for both boards, plan, and pass G0."""
        answers = readiness_answers()
        for tag in SHIPPED:
            own = {asked: answers[asked.value][tag] for asked in ReadinessQuestion}
            answer_readiness(self.session, self.consultation_id, own, language=tag)
        passed_at = self.opens_at + MANDATE_AFTER
        for mark, coalition_id in self.coalitions.items():
            board, signed_at = self.ids[f"board-{mark.lower()}"], passed_at - A_DAY
            sign_mandate(self.session, self.consultation_id, coalition_id, account_id=board, moment=signed_at)
        for gate, day in planned(name).items():
            plan_gate(self.session, self.consultation_id, Gate(gate), (self.opens_at + timedelta(days=day)).date())
        self.whole(Gate.MANDATE, passed_at)

    def prepare(self, mark: str) -> None:
        """Pass G1 and G2 of a strand."""
        for gate in (Gate.INSTRUMENT, Gate.REGISTER):
            self.strand(gate, mark, self.opens_at + PREPARED_AFTER)

    def strand(self, gate: Gate, mark: str, moment: datetime) -> None:
        """Vouch for what nothing measures and pass a gate of one strand."""
        lead = f"lead-{mark.lower()}"
        self._attest(gate, self.strands[mark], lead, moment - A_DAY)
        self._pass(gate, self.strands[mark], lead, moment)

    def whole(self, gate: Gate, moment: datetime) -> None:
        """Vouch for what nothing measures and pass a gate of the whole consultation."""
        self._attest(gate, None, "coordinator", moment - A_DAY)
        self._pass(gate, None, "coordinator", moment)

    def _attest(self, gate: Gate, strand_id: str | None, lead: str, moment: datetime) -> None:
        for one in GATES.of(gate):
            if one.check is None:
                given = attested()[one.key]
                attest(
                    self.session,
                    GATES,
                    consultation_id=self.consultation_id,
                    strand_id=strand_id,
                    condition=one.key,
                    account_id=self.ids[lead if given.by == "lead" else given.by],
                    reason=given.reason,
                    moment=moment,
                )

    def _pass(self, gate: Gate, strand_id: str | None, door: str, moment: datetime) -> None:
        pass_gate(
            self.session,
            GATES,
            gate,
            consultation_id=self.consultation_id,
            strand_id=strand_id,
            account_id=self.ids[door],
            moment=moment,
        )

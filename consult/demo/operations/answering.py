"""Members answering, day by day, each through their own invitation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from sqlalchemy.orm import Session

from consult.collection.operations import begin, decline, keep, mark_unreachable, submit
from consult.collection.operations.position import sign_off
from consult.collection.queries import open_invitation
from consult.collection.rules import Unit
from consult.collection.rules.position import AGREED_PART, Signature
from consult.demo.operations.opening import Asked, Plan, corrected_text
from consult.demo.rules import RE_ASKED_ON, SEED, DemoAnswer, StrandData, correction
from consult.instrument.operations import close_re_ask, correct_wording, open_re_ask
from consult.instrument.rules import Value
from consult.shared.errors import NotFound
from consult.shared.identifiers import random_id

OFFICES = {
    "one_person": "Coordinator",
    "management": "Director",
    "board": "Chair of the board",
    "members_asked": "Secretary general",
    "provisional": "Programme manager",
}
_DECLINE_ON, _UNREACHABLE_ON, _LAST_DAY = 20, 30, 42


@dataclass(frozen=True, slots=True)
class Stage:
    """Where members answer: the strand, its dates, and whom to tell of each answer."""

    session: Session
    asked: Asked
    plan: Plan
    tell: Callable[[], None]

    def invitation_id(self, organisation: str) -> str:
        """Return the invitation an organisation's link opens."""
        token = self.asked.invitations[organisation].token
        found = open_invitation(self.session, token, self.plan.opens_at)
        if found is None:
            raise NotFound(organisation)
        return found.id


def answer_all(stage: Stage, answers: Iterable[DemoAnswer], *, version_id: str | None = None) -> dict[str, str]:
    """Give answers in order of their day; return the answer's id for each organisation that answered as such."""
    chance = Random(f"{SEED} order {stage.asked.mark}")  # noqa: S311  only the order in which rows are shown
    given = {}
    for answer in sorted(answers, key=lambda answer: answer.day):
        answer_id = _draft(stage, answer, order_seed=chance.randrange(2**31), version_id=version_id)
        moment = stage.plan.day(answer.day)
        if answer.unit is Unit.ORGANISATION:
            _sign(stage, answer_id, answer, moment)
        submit(stage.session, answer_id, day=moment.date(), moment=moment)
        if answer.unit is Unit.ORGANISATION:
            given[answer.organisation] = answer_id
        stage.tell()
    return given


def _sign(stage: Stage, answer_id: str, answer: DemoAnswer, moment: datetime) -> None:
    """Sign for an organisation, agreed the day before, in the way its answer says."""
    agreed_by = str(answer.document.get(AGREED_PART, "provisional"))
    signature = Signature(OFFICES[agreed_by], agreed_by, moment.date() - timedelta(days=1))
    sign_off(stage.session, answer_id, signature, seen=1, language=answer.language, moment=moment)


def _draft(stage: Stage, answer: DemoAnswer, *, order_seed: int, version_id: str | None = None) -> str:
    """Begin an answer and keep what it holds, without submitting it; return its id."""
    moment = stage.plan.day(answer.day)
    begun = begin(
        stage.session,
        stage.invitation_id(answer.organisation),
        unit=answer.unit,
        short=answer.short,
        language=answer.language,
        day=moment.date(),
        order_seed=order_seed,
    )
    keep(
        stage.session,
        begun.answer_id,
        entries=answer.document,
        words=answer.words,
        language=answer.language,
        key=random_id(),
        revision=0,
        moment=moment,
        version_id=version_id or stage.asked.version_id,
    )
    return begun.answer_id


def answer_with_correction(stage: Stage, data: StrandData) -> None:
    """Give A's answers: on the day the mistranslation is found, its item is put right and asked again."""
    everybody = (*data.organisation_answers, *data.individual_answers)
    given = answer_all(stage, [answer for answer in everybody if answer.day < RE_ASKED_ON])
    wrong, found = correction(), stage.plan.day(RE_ASKED_ON)
    version_id = correct_wording(
        stage.session,
        strand_id=stage.asked.strand_id,
        corrections={wrong.language: {wrong.key: corrected_text()}},
        reason=wrong.reason,
        moment=found,
    )
    re_ask_id = open_re_ask(
        stage.session,
        strand_id=stage.asked.strand_id,
        part=wrong.part,
        languages=[wrong.language],
        from_version_id=stage.asked.version_id,
        to_version_id=version_id,
        reason=wrong.re_ask,
        moment=found,
    )
    _answer_again(stage, data.re_asked, given, version_id=version_id)
    answer_all(stage, [answer for answer in everybody if answer.day >= RE_ASKED_ON], version_id=version_id)
    close_re_ask(stage.session, re_ask_id, stage.plan.closes_at)


def _answer_again(
    stage: Stage, re_asked: Mapping[str, Mapping[str, Value]], given: Mapping[str, str], *, version_id: str
) -> None:
    days = range(RE_ASKED_ON + 1, _LAST_DAY)
    for at, (organisation, entries) in enumerate(sorted(re_asked.items())):
        keep(
            stage.session,
            given[organisation],
            entries=entries,
            words={},
            language=correction().language,
            key=random_id(),
            revision=1,
            moment=stage.plan.day(days[at % len(days)]),
            version_id=version_id,
        )
        stage.tell()


def leave_unanswered(stage: Stage, silent: Iterable[str]) -> None:
    """Note that some organisations without an answer declined, and that a few could not be reached at all."""
    for at, organisation in enumerate(silent):
        if at % 7 == 0:
            decline(stage.session, stage.invitation_id(organisation), day=stage.plan.day(_DECLINE_ON).date())
        elif at % 11 == 0:
            organisation_id = stage.asked.invitations[organisation].organisation_id
            day = stage.plan.day(_UNREACHABLE_ON).date()
            mark_unreachable(stage.session, stage.asked.strand_id, organisation_id, day=day)

"""The whole demonstration: one consultation whose findings are out, one that is open behind the member doors."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from secrets import token_urlsafe
from types import MappingProxyType

from sqlalchemy.orm import Session

from consult.access.operations import hash_password
from consult.briefing.operations import release_strand
from consult.collection.rules import DANGER_PART
from consult.consultation.rules import Gate
from consult.demo.operations.answering import Stage, answer_all, answer_with_correction, leave_unanswered
from consult.demo.operations.concluding import Concluded, meet_and_decide
from consult.demo.operations.gating import Keeping
from consult.demo.operations.listening import Listening, hold_interviews
from consult.demo.operations.opening import Asked, Plan, announce, ask
from consult.demo.operations.reading import Coders, Desk, give_to_coder, open_codebook, read_everything
from consult.demo.operations.setting import Setting, Staff, add_accounts, add_register
from consult.demo.rules import MARKS, DemoAnswer, StrandData, demo_register, demo_strand
from consult.instrument.rules import Value

Progress = Callable[[str, int, int], None]
OPENED_AGO = timedelta(days=370)  # so long that the first look at what was decided lies just behind
FROZEN_AFTER, RELEASED_AFTER, MET_AFTER = timedelta(days=60), timedelta(days=88), timedelta(days=104)
OPEN_SINCE, MEETS_AFTER = timedelta(days=7), timedelta(days=98)
# What coders of the open consultation have on their desk: an Arabic group, a French and a Portuguese voice; one in B.
TO_CODE: Mapping[str, tuple[str, ...]] = MappingProxyType({"A": ("T04", "FG", "T02"), "B": ("T07",)})
# Whose door is whose: the language, and the coalition its organisation is asked in.
MEMBER_DOORS: Mapping[str, str] = MappingProxyType({"en": "A", "fr": "A", "es": "B", "pt": "A", "ru": "A", "ar": "B"})


@dataclass(frozen=True, slots=True)
class DemoLoaded:
    """What was loaded.

    `doors` holds a token for each "member-<language>" and for "member-decision", otherwise an account's address.
    """

    released_consultation_id: str
    open_consultation_id: str
    open_strands: Mapping[str, str]
    meeting_id: str
    ballot_id: str
    doors: Mapping[str, str]


class _Loading:
    """One load on its way, counting what is done for whoever watches."""

    def __init__(self, session: Session, moment: datetime, progress: Progress | None) -> None:
        self.session, self.moment, self._progress = session, moment, progress
        self.year = (moment - OPENED_AGO).year
        self.data = {mark: demo_strand(mark, self.year) for mark in MARKS}
        self.doors = {tag: _door(self.data[mark], tag) for tag, mark in MEMBER_DOORS.items()}
        self.early = {mark: _early(data, set(self.doors.values())) for mark, data in self.data.items()}
        self.register = demo_register(self.year)
        self._done, self._total = 0, sum(map(_size, (*self.data.values(), *self.early.values()))) + len(MARKS)

    def tell(self, step: str) -> None:
        """Say what begins."""
        if self._progress:
            self._progress(step, self._done, self._total)

    def count(self, step: str) -> None:
        """Say that one more thing of a step is done."""
        self._done += 1
        if self._done % 10 == 0 or self._done == self._total:
            self.tell(step)

    def stage(self, asked: Asked, plan: Plan) -> Stage:
        """Return where the members of a strand answer."""
        return Stage(self.session, asked, plan, lambda: self.count(f"Answers in coalition {asked.mark}"))


def load_demo(session: Session, *, moment: datetime, progress: Progress | None = None) -> DemoLoaded:
    """Load everything as of `moment`; refused, as any import would be, where a coalition is called A or B already."""
    password_hash = hash_password(token_urlsafe(32))  # nobody knows it: the doors sign in without
    loading = _Loading(session, moment, progress)
    loading.tell("Members")
    setting = add_register(session, loading.register, year=loading.year)
    staff = add_accounts(session, setting, password_hash=password_hash, moment=moment - OPENED_AGO)
    released, concluded = _load_released(loading, setting, staff)
    opened, strands, tokens = _load_open(loading, setting, staff)
    return DemoLoaded(
        released,
        opened,
        MappingProxyType(strands),
        concluded.meeting_id,
        concluded.ballot_id,
        MappingProxyType({**staff.doors, **tokens, "member-decision": concluded.token}),
    )


def _listen(
    loading: _Loading, setting: Setting, staff: Staff, plan: Plan, strands: Mapping[str, str]
) -> tuple[Listening, Coders]:
    """Return who interviews and who codes in both strands."""
    interviewers = {"A": staff.ids["interviewer"], "B": staff.ids["interviewer-b"]}
    first = {"A": staff.ids["coder"], "B": staff.ids["coder-b"]}
    second = {mark: staff.ids[f"second-coder-{mark.lower()}"] for mark in strands}
    where = Listening(loading.session, strands, interviewers, setting, loading.register, plan)
    return where, Coders(first, second, staff.ids["lead-a"])


def _load_released(loading: _Loading, setting: Setting, staff: Staff) -> tuple[str, Concluded]:
    session, plan = loading.session, Plan(_morning(loading.moment - OPENED_AGO), MET_AFTER)
    consultation_id, strands = announce(session, "released", setting, plan)
    keeping = Keeping(session, consultation_id, setting.coalitions, strands, staff.ids, plan.opens_at)
    keeping.begin("released")
    for mark, strand_id in strands.items():
        data = loading.data[mark]
        asked = ask(session, strand_id, mark, setting, plan, keeping=keeping, misread=bool(data.re_asked))
        stage = loading.stage(asked, plan)
        if data.re_asked:
            answer_with_correction(stage, data)
        else:
            answer_all(stage, (*data.organisation_answers, *data.individual_answers))
        leave_unanswered(stage, [member.key for member in data.members if not member.answers_in(mark)])
        keeping.strand(Gate.COLLECTION, mark, plan.closes_at)
    where, coders = _listen(loading, setting, staff, plan, strands)
    loading.tell("Interviews")
    held = hold_interviews(where)
    for days, mark in enumerate(strands):
        keeping.strand(Gate.DATA, mark, plan.opens_at + FROZEN_AFTER + timedelta(days=days))
    frozen = plan.opens_at + FROZEN_AFTER + timedelta(days=len(strands))
    desk = Desk(session, consultation_id, strands, coders, frozen, lambda: loading.tell("Codes"))
    open_codebook(desk, added=True)
    read_everything(desk, held)
    for days, (mark, strand_id) in enumerate(strands.items()):
        released_at, lead = plan.opens_at + RELEASED_AFTER + timedelta(days=days), staff.ids[f"lead-{mark.lower()}"]
        keeping.strand(Gate.CODING, mark, released_at - timedelta(days=3))
        release_strand(session, strand_id, released_at, account_id=lead)
        loading.count(f"Findings of coalition {mark}")
    concluded = meet_and_decide(keeping, setting, plan.opens_at + MET_AFTER, loading.tell)
    return consultation_id, concluded


def _load_open(loading: _Loading, setting: Setting, staff: Staff) -> tuple[str, dict[str, str], dict[str, str]]:
    """Load the consultation under way; return its id, its strands, and the token behind each member door."""
    session, plan = loading.session, Plan(_morning(loading.moment - OPEN_SINCE), MEETS_AFTER)
    consultation_id, strands = announce(session, "open", setting, plan)
    keeping = Keeping(session, consultation_id, setting.coalitions, strands, staff.ids, plan.opens_at)
    keeping.begin("open")
    tokens: dict[str, str] = {}
    for mark, strand_id in strands.items():
        asked = ask(session, strand_id, mark, setting, plan, keeping=keeping, misread=False)
        stage, early = loading.stage(asked, plan), loading.early[mark]
        answer_all(stage, (*early.organisation_answers, *early.individual_answers))
        tokens |= {
            f"member-{tag}": asked.invitations[key].token
            for tag, key in loading.doors.items()
            if MEMBER_DOORS[tag] == mark
        }
    where, coders = _listen(loading, setting, staff, plan, strands)
    held = hold_interviews(where, only=(*TO_CODE["A"], *TO_CODE["B"]), latest_day=OPEN_SINCE.days - 4)
    desk = Desk(session, consultation_id, strands, coders, plan.day(OPEN_SINCE.days - 1), lambda: None)
    open_codebook(desk, added=False)
    for mark, labels in TO_CODE.items():
        give_to_coder(desk, held, labels, mark=mark)
    return consultation_id, strands, tokens


def _morning(moment: datetime) -> datetime:
    return moment.replace(hour=9, minute=0, second=0, microsecond=0)


def _door(data: StrandData, language: str) -> str:
    """Return the organisation behind a member door: the first of its language."""
    return next(member.key for member in data.members if member.language == language)


def _early(data: StrandData, doors: set[str]) -> StrandData:
    """Return the closed answers given in the first days, but those of the organisations behind the doors."""

    def soon(answers: tuple[DemoAnswer, ...]) -> tuple[DemoAnswer, ...]:
        given = (a for a in answers if a.day < OPEN_SINCE.days and a.organisation not in doors)
        return tuple(replace(a, words={}, document=_unsealed(a.document)) for a in given)

    return replace(
        data,
        organisation_answers=soon(data.organisation_answers),
        individual_answers=soon(data.individual_answers),
        re_asked={},
    )


def _unsealed(document: Mapping[str, Value]) -> dict[str, Value]:
    return {part: value for part, value in document.items() if part != DANGER_PART}


def _size(data: StrandData) -> int:
    return len(data.organisation_answers) + len(data.individual_answers) + len(data.re_asked)

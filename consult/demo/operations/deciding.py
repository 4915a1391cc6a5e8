"""What follows the joint meeting of the demonstration: proposal, comments, ballot, decisions and their checks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from consult.decision.operations.appraising import score, weigh
from consult.decision.operations.commenting import close_round, open_round, reply, write_comment
from consult.decision.operations.deciding import decide
from consult.decision.operations.destroying import promise_destruction
from consult.decision.operations.following import add_action, check_action, set_action_state
from consult.decision.operations.links import IssuedLink, issue_links
from consult.decision.operations.proposing import write_version
from consult.decision.operations.voting import (
    cast_ballot,
    close_ballot,
    enter_paper_ballots,
    open_ballot,
    prepare_ballot,
)
from consult.decision.rules.evidence import Evidence, EvidenceKind, evidence
from consult.decision.rules.following import months_after
from consult.decision.rules.kinds import ActionState, Choice, Heading, Promised, Reply, Voice
from consult.demo.operations.meeting import Recorded
from consult.demo.operations.setting import Setting
from consult.demo.rules.deciding import (
    ActionText,
    appraisal_scores,
    appraisal_weights,
    ballot_question,
    comments,
    decisions,
    destroyed_after,
    version_content,
    version_reason,
)
from consult.demo.rules.meeting import ENGLISH
from consult.demo.rules.voting import commenting_organisations, demo_ballots

# Days after the meeting on which what comes next happens.
WRITTEN = {1: 2, 2: 4, 3: 41}
COMMENTS_FROM, COMMENTS_UNTIL, COMMENTS_CLOSED, ANSWERED = 5, 33, 35, 38
PROPOSED = 42
VOTES_FROM, VOTES_UNTIL, COUNTED = 44, 65, 67
DECIDED = 69
LINKS_LAST = timedelta(days=365)
EFFECT_MONTHS, REVIEW_MONTHS, CHECK_MONTHS = 8, 32, 6
"""Months after the first of the month of the decision; the first check is after the decision itself."""
CHECKED_AFTER = timedelta(days=3)


@dataclass(slots=True)
class Deciding:
    """Where the members decide: the consultation, who there is, what the meeting left on record, and who writes."""

    session: Session
    consultation_id: str
    setting: Setting
    recorded: Recorded
    coordinator_id: str
    met_at: datetime
    versions: dict[int, str] = field(default_factory=dict)
    comments: dict[int, str] = field(default_factory=dict)
    ballots: dict[int, str] = field(default_factory=dict)

    def on(self, day: int) -> datetime:
        """Return the moment some days after the meeting."""
        return self.met_at + timedelta(days=day)

    def refer(self, written: str) -> Evidence:
        """Return a reference of the data as one that can be looked up: by id where the data gives a place in a list."""
        found = evidence(written)
        ids: Mapping[EvidenceKind, Mapping[int, str]] = {
            EvidenceKind.REACTION: self.recorded.reactions,
            EvidenceKind.AMENDMENT: self.recorded.amendments,
            EvidenceKind.POLL: self.recorded.polls,
            EvidenceKind.COMMENT: self.comments,
            EvidenceKind.BALLOT: self.ballots,
        }
        return Evidence(found.kind, ids[found.kind][int(found.key)]) if found.kind in ids else found

    def refer_all(self, written: Iterable[str]) -> tuple[Evidence, ...]:
        """Return several references."""
        return tuple(self.refer(one) for one in written)


def propose(where: Deciding) -> tuple[IssuedLink, ...]:
    """Write the proposal, let members comment, answer and write it anew; return the members' links."""
    _write(where, 1)
    _write(where, 2)
    links = issue_links(where.session, where.consultation_id, expires_at=where.on(0) + LINKS_LAST)
    _hear_comments(where, where.versions[2])
    _appraise(where)
    _write(where, 3)
    return links


def _write(where: Deciding, number: int) -> None:
    decided = where.on(COUNTED).date().replace(day=1)
    content = version_content(
        number,
        where.refer,
        takes_effect_on=months_after(decided, EFFECT_MONTHS),
        review_on=months_after(decided, REVIEW_MONTHS),
    )
    where.versions[number] = write_version(
        where.session,
        where.consultation_id,
        content,
        reason=version_reason(number),
        account_id=where.coordinator_id,
        moment=where.on(WRITTEN[number]),
    )


def _hear_comments(where: Deciding, version_id: str) -> None:
    session = where.session
    closes_on = where.on(COMMENTS_UNTIL).date()
    round_id = open_round(session, version_id, closes_on=closes_on, moment=where.on(COMMENTS_FROM))
    for at, (one, writer) in enumerate(zip(comments(), commenting_organisations(), strict=True)):
        where.comments[at + 1] = write_comment(
            session,
            round_id,
            organisation_id=where.setting.organisations[writer.key],
            voice=Voice(one.voice),
            group=one.speaker.group,
            clause=one.clause,
            language=one.language,
            text=one.text,
            may_publish=one.may_publish,
            day=where.on(COMMENTS_FROM + 1 + at).date(),
            translations={ENGLISH: one.translation} if one.translation else None,
        )
    close_round(session, round_id, where.on(COMMENTS_CLOSED))
    for number, one in enumerate(comments(), start=1):
        reply(session, where.comments[number], reply=Reply(one.state), text=one.reply, moment=where.on(ANSWERED))


def _appraise(where: Deciding) -> None:
    for criterion, weight in enumerate(appraisal_weights()):
        weigh(where.session, where.consultation_id, criterion=criterion, weight=weight)
    for one in appraisal_scores():
        score(
            where.session,
            where.consultation_id,
            criterion=one.criterion,
            option=one.option,
            score=one.score,
            reason=one.reason,
            evidence=where.refer_all(one.evidence),
        )


def vote(where: Deciding) -> str:
    """Let the members of both coalitions vote on the newest version, by link and on paper; return the ballot's id."""
    session = where.session
    ballot_id = prepare_ballot(
        session,
        where.consultation_id,
        version_id=where.versions[max(where.versions)],
        question=ballot_question(),
        opens_on=where.on(VOTES_FROM).date(),
        closes_on=where.on(VOTES_UNTIL).date(),
    )
    open_ballot(session, ballot_id, where.on(VOTES_FROM))
    for mark, coalition_id in where.setting.coalitions.items():
        given = demo_ballots(mark)
        for at, (key, choice) in enumerate(given.by_link.items()):
            cast_ballot(
                session,
                ballot_id,
                coalition_id=coalition_id,
                organisation_id=where.setting.organisations[key],
                choice=Choice(choice),
                moment=where.on(VOTES_FROM + at % (VOTES_UNTIL - VOTES_FROM)),
            )
        enter_paper_ballots(
            session,
            ballot_id,
            coalition_id=coalition_id,
            organisation_ids=[where.setting.organisations[key] for key in given.on_paper],
            counts=Counter(Choice(choice) for choice in given.on_paper.values()),
        )
    close_ballot(session, ballot_id, where.on(COUNTED))
    where.ballots[1] = ballot_id
    return ballot_id


def enter_decisions(where: Deciding) -> None:
    """Enter what the ballot decided, what follows from it and when it was looked at; promise what is destroyed when."""
    decided_on = where.on(COUNTED).date()
    for what, months in destroyed_after().items():
        due_on = months_after(decided_on, months)
        promise_destruction(where.session, where.consultation_id, what=Promised(what), due_on=due_on)
    for one in decisions():
        decision_id = decide(
            where.session,
            where.consultation_id,
            heading=Heading(one.heading),
            title=one.title,
            text=one.text,
            clause=one.clause,
            evidence=where.refer_all(one.evidence),
            ballot_id=where.ballots[1],
            decided_on=decided_on,
        )
        for action in one.actions:
            _follow(where, decision_id, action)


def _follow(where: Deciding, decision_id: str, action: ActionText) -> None:
    decided_on, state = where.on(COUNTED).date(), ActionState(action.state)
    action_id = add_action(
        where.session,
        decision_id,
        text=action.text,
        owner=action.owner,
        due_on=months_after(decided_on.replace(day=1), action.due),
    )
    set_action_state(where.session, action_id, state)
    if action.check:
        day = months_after(decided_on, CHECK_MONTHS) + CHECKED_AFTER
        check_action(where.session, action_id, months=CHECK_MONTHS, state=state, note=action.check, day=day)

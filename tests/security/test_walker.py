"""Every address × every role × one's own and foreign things.

A new view needs a policy, and a line in `EXPECTED` that somebody has thought about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy.orm import Session, scoped_session
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from consult.access.operations import grant_role
from consult.access.policy import THIRD_PARTY_ROUTES, Policy
from consult.access.rules import GrantValue, Role
from consult.access.web.tries import Tries
from consult.shared.database import db, writing
from tests.conftest import QUICK_HASHER, WHOLE, Browser, turn
from tests.security.world import MOMENT, PASSWORD, Values, World, build, sealed_words, spoken, title, words

R = Role
STAFF = frozenset(Role) - {R.ADMINISTRATOR}
ASKED = STAFF - {R.SCRUTINEER}
RUNS = frozenset({R.COORDINATOR, R.HOST_MEMBER})
LEADS = frozenset({R.LEAD_CONSULTANT})
LISTENS = LEADS | {R.INTERVIEWER}
CODES = LISTENS | {R.CODER}
GUARDS = frozenset({R.SAFEGUARDING_LEAD})
ADMIN = frozenset({R.ADMINISTRATOR})
READS_PROPOSAL = frozenset({R.LEAD_CONSULTANT, R.COORDINATOR, R.HOST_MEMBER, R.BOARD, R.FACILITATOR})
JOINT = frozenset({R.LEAD_CONSULTANT, R.COORDINATOR, R.BOARD, R.FACILITATOR})
# What is done for both coalitions takes the right in both; in this world everybody holds their role in one.
NOBODY_ALONE: frozenset[Role] = frozenset()
MEETS = JOINT | {R.HOST_MEMBER}
CONVENES = frozenset({R.COORDINATOR, R.FACILITATOR})
BY_RIGHT_IN_BOTH: dict[str, frozenset[Role]] = {
    "consultation.mandate": frozenset({R.COORDINATOR}),
    "consultation.answer": frozenset({R.COORDINATOR}),
    "consultation.attest_whole": frozenset({R.COORDINATOR, R.SAFEGUARDING_LEAD}) | LEADS,
    "consultation.pass_whole": frozenset({R.COORDINATOR}) | LEADS,
    "consultation.plan": frozenset({R.COORDINATOR}),
    "briefing.publish": frozenset({R.COORDINATOR}) | LEADS,
    "briefing.next_edition": frozenset({R.COORDINATOR}) | LEADS,
    "meeting.screen": CONVENES,
    "meeting.screen_part": CONVENES,
    "meeting.polls": CONVENES,
    "meeting.begin_poll": CONVENES,
    "meeting.enter_paper": CONVENES,
    "meeting.end_poll": CONVENES,
    "meeting.reacting": CONVENES,
    "meeting.amend": CONVENES,
    "meeting.settle": CONVENES,
    "meeting.take_back_answer": CONVENES,
    "meeting.plan": CONVENES,
    "meeting.change": CONVENES,
    "meeting.put_on": CONVENES,
    "meeting.move": CONVENES,
    "meeting.take_off": CONVENES,
    "meeting.delegations": CONVENES,
    "meeting.register": CONVENES,
    "meeting.give_new_code": CONVENES,
    "meeting.note_arrivals": CONVENES,
    "meeting.console": CONVENES,
    "meeting.console_part": CONVENES,
    "meeting.step_meeting": CONVENES,
    "meeting.step_session": CONVENES,
    "meeting.hear": CONVENES,
    "meeting.take_back": CONVENES,
    "meeting.lay": CONVENES,
    "meeting.put_together": CONVENES,
    "meeting.rename": CONVENES,
    "decision.links": frozenset({R.COORDINATOR}),
    "decision.issue_links": frozenset({R.COORDINATOR}),
    "decision.renew_link": frozenset({R.COORDINATOR}),
    "decision.revoke_link": frozenset({R.COORDINATOR}),
    "decision.weights": frozenset({R.COORDINATOR}),
    "decision.score": frozenset({R.COORDINATOR}),
    "decision.give_score": frozenset({R.COORDINATOR}),
    "decision.write_proposal": frozenset({R.COORDINATOR}),
    "decision.save_proposal": frozenset({R.COORDINATOR}),
    "decision.open_comments": frozenset({R.COORDINATOR}),
    "decision.close_comments": frozenset({R.COORDINATOR}),
    "decision.reply": frozenset({R.COORDINATOR}),
    "decision.ballot_settings": frozenset({R.COORDINATOR}),
    "decision.open_ballot": frozenset({R.COORDINATOR}),
    "decision.close_ballot": frozenset({R.COORDINATOR}),
    "decision.ballot_slips": frozenset({R.COORDINATOR}),
    "decision.new_decision": frozenset({R.COORDINATOR}),
    "decision.enter_decision": frozenset({R.COORDINATOR}),
    "decision.actions": frozenset({R.COORDINATOR}),
    "decision.add_action": frozenset({R.COORDINATOR}),
    "decision.set_action_state": frozenset({R.COORDINATOR}),
    "decision.check_action": frozenset({R.COORDINATOR}),
    "decision.destruction": frozenset({R.COORDINATOR}),
    "decision.promise_destruction": frozenset({R.COORDINATOR}),
    "decision.destroy": frozenset({R.COORDINATOR}),
}

# Who may, reviewed by hand and on purpose not computed from the tables the views use.
EXPECTED: dict[str, frozenset[Role]] = {
    "access.accounts": ADMIN,
    "access.add_account": ADMIN,
    "access.show_account": ADMIN,
    "access.give_grant": ADMIN,
    "access.revoke_grant": ADMIN,
    "access.deactivate_account": ADMIN,
    "access.reactivate_account": ADMIN,
    "access.renew_password": ADMIN,
    "consultation.overview": STAFF,
    "consultation.begin": frozenset({R.COORDINATOR}),
    "consultation.mandate": NOBODY_ALONE,
    "consultation.gates": STAFF,
    "consultation.readiness": STAFF,
    "consultation.answer": NOBODY_ALONE,
    "consultation.sign": frozenset({R.BOARD}),
    "consultation.choose": LEADS | {R.COORDINATOR},
    "consultation.attest_whole": NOBODY_ALONE,
    "consultation.attest_strand": LEADS | GUARDS | {R.COORDINATOR},
    "consultation.pass_whole": NOBODY_ALONE,
    "consultation.pass_strand": LEADS | {R.COORDINATOR},
    "consultation.plan": NOBODY_ALONE,
    "membership.register": RUNS,
    "membership.organisation": RUNS,
    "membership.send_register": RUNS,
    "membership.preview": RUNS,
    "membership.confirm": RUNS,
    "membership.discard": RUNS,
    "collection.staff_paper": ASKED,
    "collection.coverage": RUNS | LEADS,
    "collection.invite": RUNS,
    "collection.remind": RUNS,
    "collection.mails": RUNS,
    "collection.mail_preview": RUNS,
    "collection.bounces": RUNS,
    "collection.standing": RUNS,
    "collection.plan": RUNS,
    "collection.left_out": RUNS,
    "collection.asked": RUNS,
    "collection.new_link": RUNS,
    "collection.unreachable": RUNS,
    "collection.step": RUNS | LEADS,
    "collection.proxy": LISTENS,
    "collection.begin_proxy": LISTENS,
    "collection.go_on": LISTENS,
    "collection.seal": LEADS | GUARDS,
    "collection.ask_for_seal": LEADS,
    "collection.answers": LEADS,
    "collection.one_answer": LEADS,
    "collection.open_answer": LEADS,
    "collection.whose_answer": LEADS,
    "collection.take_out_answers": LEADS,
    "collection.turn_second_key": GUARDS,
    "collection.read_seal": LEADS | GUARDS,
    "interview.interviews": LISTENS,
    "interview.bring_in": LISTENS,
    "interview.transcript": LISTENS,
    "interview.change_items": LISTENS,
    "interview.change_consent": LISTENS,
    "interview.withdraw": LISTENS,
    "interview.mark": LISTENS,
    "interview.plans": LISTENS,
    "interview.guide": LISTENS,
    "interview.change_guide": LEADS,
    "interview.sheet": LISTENS,
    "interview.plan": LISTENS,
    "interview.original": LISTENS,
    "interview.returns": LISTENS,
    "interview.end_return": LISTENS,
    "interview.unmark": LISTENS,
    "coding.board": CODES,
    "coding.workbench": CODES,
    "coding.put_code": CODES,
    "coding.change": CODES,
    "coding.undo": CODES,
    "coding.put_in_vivo": CODES,
    "coding.in_vivo": CODES,
    "coding.name_code": LEADS,
    "coding.answer_proposal": CODES,
    "coding.proposals": CODES,
    "coding.learn": CODES,
    "coding.proposals_log": LEADS,
    "coding.memos": CODES,
    "coding.add_memo": CODES,
    "coding.change_memo": CODES,
    "coding.finish": CODES,
    "coding.codebook": CODES,
    "coding.search": CODES,
    "coding.patterns": LEADS,
    "coding.adjudication": LEADS,
    "coding.adjudicate": LEADS,
    "coding.adjudication_log": LEADS,
    "coding.matrix": CODES,
    "coding.sum_up": CODES,
    "coding.matrix_file": LEADS,
    "coding.draw": LEADS,
    "coding.assign": LEADS,
    "coding.take_back": LEADS,
    "coding.export": LEADS,
    "coding.codebook_file": CODES,
    "coding.read_again": CODES,
    "coding.code": LEADS,
    "coding.change_code": LEADS,
    "coding.take_event_back": LEADS,
    "coding.begin_codebook": LEADS,
    "coding.freeze": LEADS,
    "coding.add": LEADS,
    "reliability.agreement": LEADS,
    "instrument.versions": ASKED,
    "instrument.show": ASKED,
    "instrument.publish_reference": LEADS,
    "instrument.correct": LEADS,
    "instrument.close_asked_again": LEADS,
    "findings.board": LEADS | GUARDS,
    "findings.figure": LEADS | GUARDS,
    "findings.method": LEADS | GUARDS,
    "findings.theme": LEADS | GUARDS,
    "findings.within": LEADS | GUARDS,
    "findings.languages": LEADS | GUARDS,
    "briefing.release": LEADS,
    "briefing.joint": JOINT,
    "briefing.figure": JOINT,
    "briefing.edition": JOINT,
    "briefing.erratum": LEADS,
    "briefing.export": JOINT,
    "briefing.theme": JOINT,
    "briefing.next_edition": NOBODY_ALONE,
    "briefing.publish": NOBODY_ALONE,
    "briefing.published_staff": JOINT | {R.HOST_MEMBER, R.INDIVIDUAL_MEMBER, R.FOCAL_POINT, R.OBSERVER},
    "meeting.agenda": MEETS,
    "meeting.record": MEETS,
    "meeting.record_part": MEETS,
    "meeting.changes": MEETS,
    "meeting.screen": NOBODY_ALONE,
    "meeting.screen_part": NOBODY_ALONE,
    "meeting.polls": NOBODY_ALONE,
    "meeting.begin_poll": NOBODY_ALONE,
    "meeting.enter_paper": NOBODY_ALONE,
    "meeting.end_poll": NOBODY_ALONE,
    "meeting.reacting": NOBODY_ALONE,
    "meeting.amend": NOBODY_ALONE,
    "meeting.settle": NOBODY_ALONE,
    "meeting.take_back_answer": NOBODY_ALONE,
    "meeting.brief": MEETS,
    "meeting.plan": NOBODY_ALONE,
    "meeting.change": NOBODY_ALONE,
    "meeting.put_on": NOBODY_ALONE,
    "meeting.move": NOBODY_ALONE,
    "meeting.take_off": NOBODY_ALONE,
    "meeting.delegations": NOBODY_ALONE,
    "meeting.register": NOBODY_ALONE,
    "meeting.give_new_code": NOBODY_ALONE,
    "meeting.note_arrivals": NOBODY_ALONE,
    "meeting.console": NOBODY_ALONE,
    "meeting.console_part": NOBODY_ALONE,
    "meeting.step_meeting": NOBODY_ALONE,
    "meeting.step_session": NOBODY_ALONE,
    "meeting.hear": NOBODY_ALONE,
    "meeting.take_back": NOBODY_ALONE,
    "meeting.lay": NOBODY_ALONE,
    "meeting.put_together": NOBODY_ALONE,
    "meeting.rename": NOBODY_ALONE,
    "briefing.published_theme_staff": JOINT | {R.HOST_MEMBER, R.INDIVIDUAL_MEMBER, R.FOCAL_POINT, R.OBSERVER},
    "decision.links": NOBODY_ALONE,
    "decision.issue_links": NOBODY_ALONE,
    "decision.renew_link": NOBODY_ALONE,
    "decision.revoke_link": NOBODY_ALONE,
    "decision.appraisal": READS_PROPOSAL,
    "decision.weights": NOBODY_ALONE,
    "decision.score": NOBODY_ALONE,
    "decision.give_score": NOBODY_ALONE,
    "decision.proposal": READS_PROPOSAL,
    "decision.proposal_version": READS_PROPOSAL,
    "decision.changes": READS_PROPOSAL,
    "decision.write_proposal": NOBODY_ALONE,
    "decision.save_proposal": NOBODY_ALONE,
    "decision.open_comments": NOBODY_ALONE,
    "decision.close_comments": NOBODY_ALONE,
    "decision.comments": READS_PROPOSAL,
    "decision.reply": NOBODY_ALONE,
    "decision.ballot": JOINT | {R.HOST_MEMBER, R.OBSERVER},
    "decision.ballot_settings": NOBODY_ALONE,
    "decision.open_ballot": NOBODY_ALONE,
    "decision.close_ballot": NOBODY_ALONE,
    "decision.ballot_slips": NOBODY_ALONE,
    "decision.count": frozenset({R.SCRUTINEER}),
    "decision.newest_count": frozenset({R.SCRUTINEER}),
    "decision.ranked": frozenset({R.SCRUTINEER}),
    "decision.count_ranked": frozenset({R.SCRUTINEER}),
    "decision.decision": JOINT | {R.HOST_MEMBER, R.OBSERVER},
    "decision.new_decision": NOBODY_ALONE,
    "decision.enter_decision": NOBODY_ALONE,
    "decision.actions": NOBODY_ALONE,
    "decision.add_action": NOBODY_ALONE,
    "decision.set_action_state": NOBODY_ALONE,
    "decision.check_action": NOBODY_ALONE,
    "decision.destruction": NOBODY_ALONE,
    "decision.promise_destruction": NOBODY_ALONE,
    "decision.destroy": NOBODY_ALONE,
}
# Who may is decided in Python: every role on one database, and on the other those that read and write the most
# (`make test` takes the first of them).
EVERY_ROLE = pytest.mark.parametrize(
    ("database_kind", "role"),
    [("sqlite", role) for role in Role]
    + [("postgresql", role) for role in (R.LEAD_CONSULTANT, R.COORDINATOR, R.BOARD)[: None if WHOLE else 1]],
)
# Arguments that name nothing anybody owns.
PLAIN_VALUES: dict[str, str] = {
    "part": "F2",
    "code": "F2",
    "key": "board",
    "code_key": "STR-GOV",
    "language": "en",
    "format": "csv",
    "day": "2026-11-22",
    "what": "transcripts",
    "number": "1",
    "criterion": "0",
    "option": "today",
}
SEES_CONTACTS = RUNS


@pytest.fixture(scope="session")
def password_hash() -> str:
    return QUICK_HASHER.hash(PASSWORD)


@pytest.fixture
def world(app: Flask, session: scoped_session[Session], password_hash: str) -> World:
    token = writing.set(True)
    made = build(session(), password_hash)
    writing.reset(token)
    return made


@pytest.fixture
def browser(app: Flask, world: World) -> Iterator[Callable[[Role | None], Browser]]:
    app.extensions["consult.tries"], app.extensions["consult.code_tries"] = Tries(), Tries()
    usual = app.config["PROPAGATE_EXCEPTIONS"]
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a view that breaks is one fault among others

    def opened(role: Role | None) -> Browser:
        made = Browser(app, app.response_class, use_cookies=True)
        if role is not None:
            answer = made.post("/sign-in", data={"email": f"{role.value}@example.org", "password": PASSWORD})
            assert answer.status_code == 302, role
        return made

    yield opened
    app.config["PROPAGATE_EXCEPTIONS"] = usual


def policy_of(app: Flask, endpoint: str) -> Policy | None:
    return getattr(app.view_functions[endpoint], "policy", None)


def rules(app: Flask, *kinds: str) -> Iterator[tuple[Rule, str]]:
    """Yield every rule under one of these kinds of policy, with every method."""
    for rule in app.url_map.iter_rules():
        policy = policy_of(app, rule.endpoint)
        if policy is not None and policy.kind in kinds:
            yield from ((rule, method) for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))


def address(app: Flask, rule: Rule, values: dict[str, str]) -> str:
    with app.test_request_context():
        return url_for(rule.endpoint, **values)


def known(rule: Rule, values: dict[str, Values]) -> dict[str, Values]:
    missing = [a for a in rule.arguments if a not in values and a not in PLAIN_VALUES]
    assert not missing, f"{rule.rule}: say in tests/security/world.py what {missing} may be"
    return {a: values.get(a) or Values(PLAIN_VALUES[a]) for a in rule.arguments}


def own_address(app: Flask, rule: Rule, values: dict[str, Values]) -> str:
    return address(app, rule, {a: v.own for a, v in known(rule, values).items()})


def foreign_addresses(app: Flask, rule: Rule, values: dict[str, Values]) -> Iterator[str]:
    """Yield the address with each argument in turn foreign and the others own."""
    mine = known(rule, values)
    for argument, value in mine.items():
        for foreign in value.foreign:
            yield address(app, rule, {a: v.own for a, v in mine.items()} | {argument: foreign})


def is_others_turn(role: Role, method: str, rule: Rule, *, own: bool) -> bool:
    """Tell whether a view is left to another role: it takes a third of them, `make check` all."""
    return not WHOLE and turn(f"{role.value} {method} {rule.endpoint} {own}", 3) != 0


def undone(browser: Browser, method: str, url: str) -> TestResponse:
    """Ask, and take back whatever the view did."""
    connection: Any = db.engines[None]
    savepoint = connection.begin_nested()
    try:
        return browser.open(url, method=method, buffered=True)
    finally:
        if savepoint.is_active:
            savepoint.rollback()


def let_in(answer: TestResponse) -> bool:
    return answer.status_code not in (401, 403, 404) and "/sign-in" not in (answer.location or "")


def leaks(answer: TestResponse, world: World, role: Role | None) -> list[str]:
    body = answer.get_data().decode("utf-8", "replace")
    canaries = set(world.canaries(contacts=role in SEES_CONTACTS))
    if role is Role.ADMINISTRATOR:
        canaries -= {title("far")}  # they say where a role holds, so they read every consultation's title
    if role not in LISTENS:
        canaries.add(spoken("own"))
    if role is not Role.LEAD_CONSULTANT:
        canaries.add(spoken("unassigned"))
    if role is Role.LEAD_CONSULTANT and "/answers/" in answer.request.path:
        canaries -= {words("own")}
    if "/seal/" not in answer.request.path:
        canaries.add(sealed_words("own"))
    return sorted(canary for canary in canaries if canary in body)


def test_every_view_declares_a_policy_or_is_reviewed(app: Flask) -> None:
    bare = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if policy_of(app, rule.endpoint) is None and rule.endpoint not in THIRD_PARTY_ROUTES
    }
    assert not bare, f"without a policy: {sorted(bare)}"


def test_no_reviewed_route_is_left_over(app: Flask) -> None:
    assert set(THIRD_PARTY_ROUTES) == {endpoint for endpoint in app.view_functions if not policy_of(app, endpoint)}


def test_every_guarded_view_stands_in_the_reviewed_table(app: Flask) -> None:
    guarded = {rule.endpoint for rule, _method in rules(app, "allow")}
    assert not guarded - set(EXPECTED), f"add to EXPECTED who may: {sorted(guarded - set(EXPECTED))}"
    assert not set(EXPECTED) - guarded, f"no longer there: {sorted(set(EXPECTED) - guarded)}"


def test_whoever_sees_everything_open_has_a_reason(app: Flask) -> None:
    for rule, _method in rules(app, "everyone", "signed_in"):
        policy = policy_of(app, rule.endpoint)
        assert policy
        assert len(policy.reason) > 15, rule.endpoint


def test_nobody_signed_in_is_sent_to_sign_in(app: Flask, world: World, browser: Any) -> None:
    visitor = browser(None)
    for rule, method in rules(app, "allow", "signed_in"):
        values = world.url_values(Role.BOARD)
        for url in (own_address(app, rule, values), *foreign_addresses(app, rule, values)):
            answer = undone(visitor, method, url)
            assert (answer.location or "").startswith("/sign-in"), f"{method} {url}: {answer.status}"


@EVERY_ROLE
def test_roles_are_let_in_where_they_may_and_nowhere_else(app: Flask, world: World, browser: Any, role: Role) -> None:
    reader, faults = browser(role), []
    for rule, method in rules(app, "allow"):
        if is_others_turn(role, method, rule, own=True):
            continue
        answer = undone(reader, method, own_address(app, rule, world.url_values(role)))
        may = role in EXPECTED.get(rule.endpoint, frozenset())
        if may is not let_in(answer):
            faults.append(f"{method} {rule.endpoint}: {'shut out' if may else 'let in'}, {answer.status}")
        if answer.status_code >= 500:
            faults.append(f"{method} {rule.endpoint}: breaks; does tests/security/world.py lack something?")
        elif not may and role is not Role.ADMINISTRATOR and answer.status_code != 403:
            faults.append(f"{method} {rule.endpoint}: not 403 but {answer.status}")
        faults += [f"{method} {rule.endpoint} shows {canary}" for canary in leaks(answer, world, role)]
    assert not faults, "\n".join(faults)


@EVERY_ROLE
def test_what_is_foreign_is_not_found(app: Flask, world: World, browser: Any, role: Role) -> None:
    reader, faults = browser(role), []
    for rule, method in rules(app, "allow"):
        if is_others_turn(role, method, rule, own=False):
            continue
        may = role in EXPECTED.get(rule.endpoint, frozenset())
        for url in foreign_addresses(app, rule, world.url_values(role)):
            answer = undone(reader, method, url)
            # A view without a scope has nothing foreign: its one refusal is 403. Nor may a foreign thing inside
            # one's own scope be told from a missing one; who lacks the permission there never gets so far.
            if answer.status_code != 404 and not (answer.status_code == 403 and not may and rule_is_mixed(rule)):
                faults.append(f"{method} {url} ({rule.endpoint}): not 404 but {answer.status}")
            faults += [f"{method} {url} shows {canary}" for canary in leaks(answer, world, role)]
    assert not faults, "\n".join(faults)


@EVERY_ROLE
def test_what_is_done_for_both_coalitions_takes_the_right_in_both(
    app: Flask, world: World, browser: Any, role: Role
) -> None:
    if role is Role.ADMINISTRATOR:
        return  # has no coalition
    token = writing.set(True)
    grant_role(db.session(), world.accounts[role], GrantValue(role, world.other.coalition_id), at=MOMENT)
    db.session.commit()
    writing.reset(token)
    reader, faults = browser(role), []
    for rule, method in rules(app, "allow"):
        if rule.endpoint in BY_RIGHT_IN_BOTH:
            answer = undone(reader, method, own_address(app, rule, world.url_values(role)))
            if let_in(answer) is not (role in BY_RIGHT_IN_BOTH[rule.endpoint]):
                faults.append(f"{method} {rule.endpoint}: {answer.status}")
    assert not faults, "\n".join(faults)


def rule_is_mixed(rule: Rule) -> bool:
    """Tell whether the scope is found without one of the arguments: by another, or (accounts) by none."""
    return len(rule.arguments) > 1 or rule.arguments <= {"account_id", "grant_id"}


@EVERY_ROLE
def test_open_pages_show_nobody_what_is_foreign(app: Flask, world: World, browser: Any, role: Role) -> None:
    reader = browser(role)
    for rule, method in rules(app, "everyone", "signed_in"):
        answer = undone(reader, method, own_address(app, rule, world.url_values(role)))
        assert answer.status_code < 500, rule.endpoint
        assert not leaks(answer, world, role), rule.endpoint


def test_a_member_page_without_an_open_answer_shows_nothing(app: Flask, world: World, browser: Any) -> None:
    for rule, method in rules(app, "invited", "everyone"):
        visitor = browser(None)
        answer = undone(visitor, method, own_address(app, rule, world.url_values(Role.BOARD)))
        assert not leaks(answer, world, None), rule.endpoint

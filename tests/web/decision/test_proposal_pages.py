from __future__ import annotations

from collections.abc import Callable, Mapping
from html import unescape

import pytest
from sqlalchemy.orm import Session, scoped_session
from werkzeug.datastructures import MultiDict

from consult.access.rules import Role
from consult.decision.forms.proposing import read_content, typed_of
from consult.decision.queries.proposing import proposal_of, version
from consult.decision.records import ProposalVersion
from consult.decision.rules.evidence import Evidence, EvidenceKind
from consult.decision.rules.kinds import Heading
from consult.decision.rules.proposal import Field
from tests.builders import World
from tests.builders_decision import (
    ALL,
    FIGURE,
    ballot,
    clause,
    meeting_record,
    proposal_content,
    without,
    write,
)
from tests.web.access.conftest import Browser
from tests.web.collection.test_budgets import statements
from tests.web.decision.proposal_fixtures import *  # noqa: F403 - fixtures

Staff = Callable[..., Browser]


def address(made: World, *more: str) -> str:
    return "/".join((f"/consultations/{made.consultation_id}/proposal", *more))


def form_of(**changed: object) -> MultiDict[str, str]:
    """The form of a complete proposal, as a browser sends it."""
    typed = typed_of(proposal_content())
    for name, value in changed.items():
        typed[name.replace("__", ".")] = str(value)
    return typed


def test_before_there_is_one_the_page_says_what_it_will_be(made: World, staff: Staff) -> None:
    assert "There is no proposal yet" in staff(Role.BOARD).get(address(made)).text
    assert "Write the first version" in staff(Role.COORDINATOR, "AB").get(address(made)).text


def test_a_board_reads_clauses_grids_fields_and_evidence(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    page = unescape(staff(Role.BOARD).get(address(made)).text)
    assert '<bdi lang="en">One house, two identities</bdi>' in page
    assert "Two seats for survivors' organisations." in page
    assert page.count('● <span class="xw">proposed</span>') == 3
    assert page.count('● <span class="xw">as today</span>') == 5 + 6
    assert "<b>3</b> of 8 aspects" in page
    assert "What is said of funding." in page
    assert "Figure: " in page
    assert f"/consultations/{made.consultation_id}/joint#" in page
    assert "Members have not been asked yet." in page
    assert "Write the next version" not in page
    assert "sha256" in page


def test_the_page_speaks_the_readers_language(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    write(session(), made)
    session.commit()
    browser = staff(Role.BOARD)
    browser.post("/language", data={"lang": "ar", "next": address(made)})
    page = browser.get(address(made)).text
    assert '<bdi lang="ar">One house, two identities (ar)</bdi>' in page
    assert 'dir="rtl"' in page


def test_what_is_missing_is_said_in_words(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    write(session(), made, without(proposal_content(), Field.FUNDING))
    session.commit()
    page = staff(Role.COORDINATOR, "AB").get(address(made)).text
    assert "members cannot comment on it yet" in page
    assert "“Funding” in English, العربية, and Français" in page
    assert "Open the comment round" not in page


def test_what_the_meeting_said_is_cited_by_number(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    said = meeting_record(session(), made)
    refs = tuple(Evidence(EvidenceKind(name), said[name]) for name in ("reaction", "amendment", "poll"))
    write(session(), made, proposal_content(clauses=(clause("one", Heading.STRATEGY, "One.", *refs),)))
    session.commit()
    page = staff(Role.BOARD).get(address(made)).text
    record = f"/meetings/{said['meeting']}/record"
    for name, anchor in (("Reaction 1", "r-1"), ("Amendment 1", "a-1"), ("Poll 1", "polls")):
        assert f'<a href="{record}#{anchor}">{name}</a>' in page


def test_a_form_read_back_is_the_content_it_was_filled_with() -> None:
    read = read_content(typed_of(proposal_content()), ALL)
    assert read.content == proposal_content()
    assert (read.wrong_refs, read.wrong_days) == ((), ())


def test_a_coordinator_of_both_writes_versions_with_their_reason(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    browser = staff(Role.COORDINATOR, "AB")
    assert browser.get(address(made, "write")).status_code == 200
    assert browser.post(address(made, "write"), data=form_of()).status_code == 303
    again = browser.get(address(made, "write")).text
    assert "Two seats for survivors" in again
    later = form_of(reason="After the meeting", option="looser")
    assert browser.post(address(made, "write"), data=later).status_code == 303
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    assert [one.reason for one in found.versions] == ["", "After the meeting"]
    second = version(session(), found.newest.id)
    assert second is not None
    assert second.content == proposal_content(option="looser")
    assert session.get_one(ProposalVersion, second.id).account_id is not None


def test_clauses_are_added_moved_and_taken_out(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    typed = form_of()
    typed.setlist("clause", ["seats", "money", "papers", "v1-1", "v1-2"])
    typed["clause.papers.place"], typed["clause.seats.place"] = "1", "3"
    typed["clause.money.out"] = "1"
    typed["clause.v1-1.en"] = "New words"
    typed["clause.v1-1.heading"] = "activities"
    typed["clause.v1-1.place"] = "2"
    staff(Role.COORDINATOR, "AB").post(address(made, "write"), data=typed)
    found = proposal_of(session(), made.consultation_id)
    assert found is not None
    written = version(session(), found.newest.id)
    assert written is not None
    assert written.content is not None
    assert [one.key for one in written.content.clauses] == ["papers", "v1-1", "seats"]
    assert written.content.clauses[1].heading is Heading.ACTIVITIES


def test_room_for_more_clauses_keeps_everything_typed(made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR, "AB")
    before = browser.get(address(made, "write")).text.count('name="clause"')
    answer = browser.post(address(made, "write"), data=form_of(summary__en="Typed and kept", more="1"))
    assert answer.status_code == 200
    assert "Typed and kept" in answer.text
    assert answer.text.count('name="clause"') == before + 3 + 2


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"title__en": "Kept", "clause__seats__evidence": "figure:F99"}, "figure:F99"),
        ({"title__en": "Kept", "clause__seats__evidence": "the chart"}, "the chart"),
        ({"title__en": "Kept", "review_on": "soon"}, "year, month, day"),
    ],
)
def test_everything_typed_stays_when_something_is_wrong(
    made: World, staff: Staff, session: scoped_session[Session], changed: Mapping[str, str], fault: str
) -> None:
    answer = staff(Role.COORDINATOR, "AB").post(address(made, "write"), data=form_of(**changed))
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert fault in page
    assert ">Kept</textarea>" in page
    assert f'value="{list(changed.values())[1]}"' in page
    assert "Two seats for survivors' organisations. (ar)" in page
    assert proposal_of(session(), made.consultation_id) is None


def test_a_later_version_without_a_reason_is_refused_with_everything_typed(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    answer = staff(Role.COORDINATOR, "AB").post(address(made, "write"), data=form_of(option="looser"))
    assert answer.status_code == 422
    assert "Say why there is a new version" in answer.text
    assert '<option value="looser" selected>' in answer.text


def test_a_late_amendment_is_refused_in_words(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    ballot(session(), made, write(session(), made))
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    page = browser.get(address(made)).text
    assert "this proposal does not change any more" in page
    assert "Write the next version" not in page
    answer = browser.post(address(made, "write"), data=form_of(option="looser", reason="One more thing"))
    assert answer.status_code == 422
    assert "this amendment comes too late" in answer.text


def test_what_changed_is_shown_without_relying_on_colour_and_said_aloud(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    clauses = (
        clause("seats", Heading.STRUCTURE, "Three seats for survivors' organisations."),
        *proposal_content().clauses[1:],
    )
    write(session(), made, proposal_content(clauses=clauses, option="looser"), reason="Amendment 1")
    session.commit()
    page = staff(Role.BOARD).get(address(made, "changes")).text
    assert "From version 1 to version 2" in page
    assert "Amendment 1" in page
    assert '<del><span class="vh" lang="en"> removed: </span>Two' in page
    assert '<ins><span class="vh" lang="en"> added: </span>Three' in page
    assert "Clause 2" in page
    assert "The same in 2 other languages" in page
    assert "Nothing changed here." in page
    back = staff(Role.COORDINATOR).get(address(made, "changes?from=2&to=1")).text
    assert '<del><span class="vh" lang="en"> removed: </span>Three' in back


@pytest.mark.parametrize("asked", ["changes?from=1&to=7", "changes?from=2&to=3", "changes?to=1", "7"])
def test_a_version_that_is_not_there_is_not_found(
    made: World, staff: Staff, session: scoped_session[Session], asked: str
) -> None:
    write(session(), made)
    write(session(), made, proposal_content(option="looser"), reason="Later")
    session.commit()
    assert staff(Role.BOARD).get(address(made, asked)).status_code == 404


def test_with_one_version_there_is_nothing_to_compare(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    session.commit()
    assert staff(Role.BOARD).get(address(made, "changes")).status_code == 303


def test_an_older_version_says_that_it_is_not_the_newest(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    write(session(), made)
    write(session(), made, proposal_content(option="looser"), reason="Later")
    session.commit()
    page = staff(Role.BOARD).get(address(made, "1")).text
    assert "This is not the newest version." in page
    assert "Read version 2" in page


def test_a_version_that_was_changed_is_shown_to_nobody(
    made: World, staff: Staff, session: scoped_session[Session]
) -> None:
    record = session.get_one(ProposalVersion, write(session(), made))
    session.add(
        ProposalVersion(
            proposal_id=record.proposal_id,
            number=2,
            edition_id=record.edition_id,
            content={**record.content, "option": "disband"},
            content_hash=record.content_hash,
            written_at=record.written_at,
        )
    )
    session.commit()
    assert staff(Role.BOARD).get(address(made)).status_code == 409


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.SCRUTINEER, Role.CODER])
def test_others_do_not_read_the_proposal(made: World, staff: Staff, role: Role) -> None:
    assert staff(role, "AB").get(address(made)).status_code == 403


def test_the_right_in_one_coalition_is_not_enough_to_write(made: World, staff: Staff) -> None:
    browser = staff(Role.COORDINATOR, "A")
    assert browser.get(address(made, "write")).status_code == 403
    assert browser.post(address(made, "write"), data=form_of()).status_code == 403


def test_the_page_keeps_to_its_budget(made: World, staff: Staff, session: scoped_session[Session]) -> None:
    said = meeting_record(session(), made)
    ref = Evidence(EvidenceKind.REACTION, said["reaction"])
    write(session(), made)
    for number in range(2, 5):
        clauses = tuple(
            clause(f"c{at}", heading, f"Clause {at} of {number}", FIGURE, ref) for at, heading in enumerate(Heading)
        )
        write(session(), made, proposal_content(clauses=clauses), reason=f"Number {number}")
    session.commit()
    browser = staff(Role.COORDINATOR, "AB")
    browser.get(address(made))
    for place in ((), ("changes",), ("write",)):
        with statements() as counted:
            assert browser.get(address(made, *place)).status_code == 200
        assert len(counted) <= 12, "\n".join(" ".join(one.split())[:160] for one in counted)

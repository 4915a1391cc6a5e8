"""Publishing, reading and correcting an instrument on its pages."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape

from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.instrument.operations import open_re_ask
from consult.instrument.queries import compiled, newest_version, re_asks, re_asks_open, strand_versions
from tests.builders import MOMENT, World
from tests.builders_gates import closed, opened
from tests.web.access.conftest import Browser

SignIn = Callable[..., Browser]


def test_a_lead_publishes_the_reference_with_goals(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    url = f"/strands/{made.strands['A']}/instrument/publish"
    data = {"goals-en": "A treaty\nHelp", "goals-ar": "معاهدة\nمساعدة", "reason": "Our goals"}
    assert signed_in(Role.LEAD_CONSULTANT).post(url, data=data).status_code == 303
    newest = newest_version(session(), made.strands["A"])
    assert newest is not None
    goals = compiled(session(), newest.id, "ar").lists["goals"]
    assert [str(goal.label) for goal in goals] == ["معاهدة", "مساعدة"]


def test_goals_that_do_not_match_are_refused_and_kept(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    url = f"/strands/{made.strands['A']}/instrument/publish"
    data = {"goals-en": "A treaty\nHelp", "goals-fr": "Un traité", "reason": "Our goals"}
    answer = signed_in(Role.LEAD_CONSULTANT).post(url, data=data)
    page = unescape(answer.text)
    assert answer.status_code == 422
    assert "same number of goals" in page
    assert "Un traité" in page
    assert len(strand_versions(session(), made.strands["A"])) == 1


def test_a_wording_is_chosen_by_what_it_says(made: World, signed_in: SignIn) -> None:
    page = unescape(signed_in(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['A']}/instrument/correct").text)
    assert '<option value="item.F2">\u2068Could you live with it?\u2069 (item.F2)</option>' in page
    assert '<option value="F2">\u2068Could you live with it?\u2069 (F2)</option>' in page


def test_a_correction_may_ask_again(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.LEAD_CONSULTANT)
    opened(session(), made.strands["A"], MOMENT)
    session.commit()
    data = {
        "language": "fr",
        "key": "list.aspects.staff",
        "text": "Une même équipe",
        "reason": "Read as lay-offs",
        "ask_again": "y",
        "part": "F4.level",
    }
    answer = browser.post(f"/strands/{made.strands['A']}/instrument/correct", data=data)
    assert answer.status_code == 303
    assert [version.number for version in strand_versions(session(), made.strands["A"])] == [2, 1]
    assert [again.part for again in re_asks_open(session(), made.strands["A"])] == ["F4.level"]
    page = unescape(browser.get(f"/strands/{made.strands['A']}/instrument").text)
    assert "Read as lay-offs" in page
    assert "Asked again" in page


def asked_again(session: scoped_session[Session], made: World, mark: str) -> str:
    if mark == "A":
        opened(session(), made.strands["A"], MOMENT)
        opened(session(), made.strands["B"], MOMENT)
    re_ask_id = open_re_ask(
        session(),
        strand_id=made.strands[mark],
        part="F4.level",
        languages=["fr"],
        from_version_id=made.versions[mark],
        to_version_id=made.versions[mark],
        reason="Read as lay-offs",
        moment=MOMENT,
    )
    session.commit()
    return re_ask_id


def test_a_lead_closes_a_re_ask(session: scoped_session[Session], made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.LEAD_CONSULTANT)
    reader = signed_in(Role.BOARD)
    url = f"/strands/{made.strands['A']}/instrument"
    close = f"{url}/re-asks/{asked_again(session, made, 'A')}/close"
    assert close in browser.get(url).text
    assert close not in reader.get(url).text
    assert reader.post(close).status_code == 403
    answer = browser.post(close)
    assert answer.status_code == 303
    assert re_asks_open(session(), made.strands["A"]) == ()
    assert len(re_asks(session(), made.strands["A"])) == 1
    assert close not in browser.get(url).text


def test_a_re_ask_of_the_other_strand_is_not_found(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.LEAD_CONSULTANT)
    asked_again(session, made, "A")
    foreign = asked_again(session, made, "B")
    assert browser.post(f"/strands/{made.strands['A']}/instrument/re-asks/{foreign}/close").status_code == 404
    assert browser.post(f"/strands/{made.strands['B']}/instrument/re-asks/{foreign}/close").status_code == 404
    assert len(re_asks_open(session(), made.strands["B"])) == 1


def test_after_collection_nothing_can_be_published(
    session: scoped_session[Session], made: World, signed_in: SignIn
) -> None:
    browser = signed_in(Role.LEAD_CONSULTANT)
    opened(session(), made.strands["A"], MOMENT)
    closed(session(), made.strands["A"], MOMENT)
    session.commit()
    url = f"/strands/{made.strands['A']}/instrument/publish"
    answer = browser.post(url, data={"goals-en": "A treaty\nHelp", "reason": "Late"})
    assert answer.status_code == 409
    assert "Collection is closed" in unescape(answer.text)


def test_the_page_says_whether_both_strands_ask_the_same(made: World, signed_in: SignIn) -> None:
    page = unescape(signed_in(Role.LEAD_CONSULTANT).get(f"/strands/{made.strands['A']}/instrument").text)
    assert "asks the same questions in the same words" in page


def test_a_version_shows_every_item_in_the_language_asked_for(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.BOARD)
    page = browser.get(f"/instruments/{made.versions['A']}?language=ar").text
    for code in ("A4", "B1", "C1S", "F6", "J3"):
        assert f">{code}</bdi>" in page
    assert 'lang="ar"' in page
    assert "draft" in page


def test_who_only_reads_cannot_publish(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.BOARD)
    assert browser.get(f"/strands/{made.strands['A']}/instrument").status_code == 200
    assert browser.post(f"/strands/{made.strands['A']}/instrument/publish", data={"reason": "x"}).status_code == 403


def test_the_other_strand_is_not_found(made: World, signed_in: SignIn) -> None:
    browser = signed_in(Role.LEAD_CONSULTANT)
    assert browser.get(f"/strands/{made.strands['B']}/instrument").status_code == 404
    assert browser.get(f"/instruments/{made.versions['B']}").status_code == 404

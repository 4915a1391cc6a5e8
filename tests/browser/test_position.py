"""A focal point and a colleague at one draft, in two browsers: link, comment, conflict, signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consult.access.operations import create_account, grant_role, hash_password
from consult.access.rules import GrantValue, Role
from consult.shared.time import now
from tests.browser.conftest import Visit
from tests.browser.own_world import Own, own_world
from tests.browser.serving import press, sign
from tests.builders import World

PASSWORD = "four words put together"
WORDS = {
    "en": ("We reached half of it.", "Treasurer", "Too strong?"),
    "ar": ("حققنا النصف.", "أمينة الصندوق", "أقوى مما قيل؟"),
}


def with_interviewer(session: Session, made: World) -> None:
    account = create_account(session, email="i@example.org", name="I", password_hash=hash_password(PASSWORD))
    grant_role(session, account.id, GrantValue(Role.INTERVIEWER, made.coalitions["A"], made.consultation_id), at=now())


def fits(page: Page) -> None:
    """Nothing runs out of the page, and it says in its heading where one is."""
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Own]:
    with own_world(Path(tmp_path_factory.mktemp("position")), with_interviewer) as found:
        yield found


@pytest.fixture
def go(own: Own) -> Callable[[Page, str], None]:
    def to(page: Page, path: str) -> None:
        page.goto(f"{own.address}{path}")
        fits(page)

    return to


def begin(own: Own, page: Page, organisation: str, tag: str) -> None:
    page.goto(f"{own.address}/i/{own.token(organisation)}?lang={tag}")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")


def agree(page: Page) -> None:
    page.locator("input[name='Z2.take_part']").check()
    press(page, "main button[value=save]")


@pytest.mark.whole
@pytest.mark.parametrize(("tag", "organisation", "width"), [("en", "a1", 1280), ("ar", "a2", 360)])
def test_two_people_work_on_one_draft_and_one_signs(
    own: Own, visit: Visit, go: Callable[[Page, str], None], tag: str, organisation: str, width: int
) -> None:
    written, name, remark = WORDS[tag]
    focal, colleague = visit(width, language=tag, script=False), visit(width, language=tag)
    begin(own, focal, organisation, tag)
    go(focal, "/answer/Z2")
    agree(focal)
    go(focal, "/answer/colleagues")
    focal.locator("#name").fill(name)
    focal.locator("input[name=may][value=edit]").check()
    press(focal, "main form.q button.p")
    fits(focal)
    colleague.goto(focal.locator("main code").inner_text() + f"?lang={tag}")
    fits(colleague)
    press(colleague, "main form button.p")
    fits(colleague)
    assert colleague.locator("a[href*='J2']").count() == 0

    go(focal, "/answer/B2")
    go(colleague, "/answer/B2")
    focal.locator("textarea").fill(written)
    press(focal, "main button[value=save]")
    colleague.locator("textarea").fill(remark)
    press(colleague, "main button[value=next]")
    fits(colleague)
    expect(colleague.locator("fieldset")).to_contain_text(written)
    colleague.locator("input[value=both]").check()
    press(colleague, "main button[value=settle]")

    go(colleague, "/answer/B2/comments")
    colleague.locator("#text").fill(remark)
    press(colleague, "section form button.p")
    fits(colleague)
    go(focal, "/answer")
    press(focal, "a[href$='/colleagues']")
    press(focal, "main .hub a[href$='/comments']")
    expect(focal.locator("main")).to_contain_text(name)
    focal.locator("details summary").first.click()
    focal.locator("details textarea").first.fill(written)
    press(focal, "details form button")
    fits(focal)

    go(focal, "/answer/review")
    expect(focal.locator("main")).to_contain_text(remark)
    press(focal, "main form button.p")
    fits(focal)
    expect(focal.locator(".errs a")).to_have_count(3)
    sign(focal, name)
    assert focal.url == f"{own.address}/answer/receipt"
    assert (colleague.goto(f"{own.address}/answer/draft") or pytest.fail()).status == 404
    go(focal, "/answer/B2")
    focal.locator("textarea").fill(remark)
    press(focal, "main button[value=save]")
    expect(focal.locator(".note.warn")).to_be_visible()
    go(focal, "/answer/review")
    sign(focal)
    go(focal, "/answer/history")


def test_an_answer_is_written_down_and_confirmed(own: Own, visit: Visit, go: Callable[[Page, str], None]) -> None:
    staff, member = visit(1280), visit(360, language="ar", script=False)
    go(staff, "/sign-in")
    staff.locator("[name=email]").fill("i@example.org")
    staff.locator("[name=password]").fill(PASSWORD)
    press(staff, "main form button")
    go(staff, f"/strands/{own.strand_id}/proxy")
    staff.locator("#organisation").select_option(label="Both")
    staff.locator("input[name=channel][value=phone]").check()
    staff.locator("#source").fill("Call of 3 March")
    press(staff, "main form button.p")
    fits(staff)
    go(staff, "/answer/Z2")
    agree(staff)
    go(staff, "/answer/review")
    sign(staff)
    fits(staff)
    begin(own, member, "both", "ar")
    assert member.url == f"{own.address}/answer/confirm"
    fits(member)
    press(member, "button[value=confirm]")
    assert member.url == f"{own.address}/answer"
    fits(member)

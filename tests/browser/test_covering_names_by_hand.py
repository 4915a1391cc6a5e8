"""Covering a name by selecting it in its turn: every place stays, in Arabic too."""

from __future__ import annotations

from tests.browser.conftest import Visit
from tests.browser.serving import Demo

SELECT = """([selector, start, end]) => {
  const node = document.querySelector(selector).firstChild, range = document.createRange();
  range.setStart(node, start); range.setEnd(node, end);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""
LENGTH = "one => Array.from(one.textContent).length"


def test_a_selected_name_is_covered_and_every_place_stays(demo: Demo, visit: Visit) -> None:
    page = visit(360, language="ar")
    demo.enter(page, "interviewer")
    held = demo.one(
        "SELECT interview.id FROM interview JOIN interview_strand ON interview_id = interview.id"
        " WHERE interviewer_account_id IS NOT NULL AND strand_id = ? ORDER BY label",
        demo.strand("released", "A"),
    )
    turn = demo.one(
        "SELECT id FROM turn WHERE interview_id = ? AND withdrawn_on IS NULL AND length(text) > 60 ORDER BY number",
        held,
    )
    page.goto(f"{demo.address}/interviews/{held}?turn={turn}")
    said = "li:has(.marks) .said"
    whole = page.locator(said).inner_text()
    page.evaluate(SELECT, [said, 0, 8])
    page.wait_for_function("document.querySelector('form.cover [name=end]').value === '8'")
    assert page.locator("form.cover [name=start]").input_value() == "0"
    assert page.locator("form.cover [name=words]").input_value() == whole[:8].strip()
    page.locator("form.cover button").click()
    page.wait_for_selector(f"{said} mark.named")
    assert page.locator(said).evaluate(LENGTH) == len(whole)

    page.locator(".marks li button").click()
    page.wait_for_load_state()
    assert page.locator(f"{said} mark.named").count() == 0

"""The first half of the whole way: from the mandate to findings that both strands have released."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import expect

from consult.consultation.rules import ReadinessQuestion
from consult.instrument.queries import newest_version
from consult.shared.database import writing
from consult.shared.time import today
from tests.browser.gating import pass_gate, vouch
from tests.browser.serving import press, sign
from tests.browser.small_world import answer_by_link
from tests.browser.test_whole_instrument import answer_page, looks_right
from tests.browser.test_workbench import keyboard, settle
from tests.browser.whole_world import ARABIC, BOTH, Way, follow, let_time_pass, submit, told

MANDATE = {
    "title": ("Two campaigns, one question", "حملتان وسؤال واحد"),
    "question": ("What should become of us?", "ما الذي ينبغي أن نصير إليه؟"),
    "already_discussed": ("The boards spoke of one office.", "تحدث المجلسان عن مكتب واحد."),
    "still_open": ("Everything else.", "كل ما عدا ذلك."),
    "criteria": ("Members stay heard", "أن يبقى الأعضاء مسموعين"),
}
GOALS = ("A treaty\nHelp for those harmed", "معاهدة\nمساعدة المتضررين")


def give_the_mandate(way: Way) -> None:
    """The coordinator asks for both coalitions, in English and Arabic."""
    page = way.be("coordinator")
    page.goto(f"{way.address}/consultations")
    follow(page, "Begin a consultation")
    for name, words in MANDATE.items():
        for tag, text in zip(("en", "ar"), words, strict=True):
            page.locator(f"[name={name}-{tag}]").fill(text)
    for box in page.locator("input[name=languages]").all():
        box.set_checked(box.get_attribute("value") in ("en", "ar"))
    for name, days in (("opens_on", 0), ("closes_on", 42), ("withdraw_until", 56), ("meeting_on", 90)):
        page.locator(f"[name={name}]").fill((today() + timedelta(days=days)).isoformat())
    page.locator("[name=decision_rule]").select_option("majority")
    page.locator("[name=decision_threshold]").fill("60")
    submit(page, "Save the mandate")
    told(page, "The consultation is prepared.")
    way.consultation_id = page.url.rpartition("/")[2]


def sign_the_mandate(way: Way) -> None:
    """Seven answers, two signatures; then nobody changes the mandate any more."""
    page = way.go("coordinator", "/gates")
    expect(page.locator("#g0-whole")).to_contain_text("Waits for conditions")
    follow(page, "Readiness and signatures")
    for asked in ReadinessQuestion:
        page.locator(f"#{asked.value}").fill(f"We talked about {asked.value}, and both sides agree.")
    submit(page, "Save the answers")
    for board in ("board-a", "board-b"):
        page = way.go(board, "/readiness")
        submit(page, "Sign the mandate")
        told(page, "You have signed the mandate.")
    pass_gate(way.go("coordinator", "/gates"), "g0-whole")
    way.go("coordinator", "")
    expect(page.locator("#mandate")).to_contain_text("signed by both boards")
    expect(page.get_by_role("link", name="Change the mandate")).to_have_count(0)


def open_collection(way: Way) -> None:
    """Each lead publishes the instrument, passes G1 and G2 and opens; the coordinator invites everybody."""
    for mark in "AB":
        page = way.go(f"lead-{mark.lower()}", "")
        follow(page, f"Instrument of {mark}")
        way.strands[mark] = page.url.split("/")[-2]
        follow(page, "Publish the instrument")
        for tag, goals in zip(("en", "ar"), GOALS, strict=True):
            page.locator(f"[name=goals-{tag}]").fill(goals)
        page.locator("[name=reason]").fill("The first one.")
        submit(page, "Publish this version")
    for mark in "AB":
        lead = f"lead-{mark.lower()}"
        pass_gate(way.go(lead, "/gates"), f"g1-{mark.lower()}")
        pass_gate(way.go(lead, "/gates"), f"g2-{mark.lower()}")
        page = way.go(lead, "")
        follow(page, f"Coverage of {mark}")
        submit(page, "Open collection")
        told(page, "Collection is open.")
    for mark in "AB":
        page = way.go_strand("coordinator", mark, "/mails")
        submit(page, "Show the links")
        rows = page.locator("#links tbody tr")
        names, addresses = rows.locator("th").all_inner_texts(), rows.locator("code").all_inner_texts()
        way.links[mark] = {name.strip(): link for name, link in zip(names, addresses, strict=True)}
    assert ARABIC in way.links["A"]
    assert BOTH in way.links["A"] and BOTH in way.links["B"]


def answer_in_arabic(way: Way) -> None:
    """A member answers the short form on a phone without scripts, and takes a receipt code home."""
    phone, given, seen = way.phone, dict[str, str](), [""]
    phone.goto(way.links["A"][ARABIC])
    looks_right(phone)
    phone.locator("input[name=unit][value=organisation]").check()
    phone.locator("input[name=form][value=short]").check()
    press(phone, "button[value=begin]")
    press(phone, "main .acts a.p")
    while "/answer/review" not in phone.url:
        seen.append(phone.url.rpartition("/")[2])
        assert seen[-1] not in seen[:-1], phone.locator("main").inner_text()[:400]
        looks_right(phone)
        answer_page(phone, given)
        press(phone, "main button[value=next]")
    assert len(seen) < 20
    sign(phone, "الأمينة العامة")
    assert phone.url == f"{way.address}/answer/receipt"
    press(phone, "main section form button")
    looks_right(phone)
    way.kept["receipt"] = phone.locator(".receipt bdi").inner_text()
    press(phone, "a[href$='/answer/leave']")
    press(phone, "main form button.p")


def let_the_others_answer(way: Way) -> None:
    """Every other invitation is used too; what all of them press has tests of its own."""
    writing.set(True)
    with way.session() as session:
        for mark, strand_id in way.strands.items():
            version = newest_version(session, strand_id)
            assert version is not None
            for at, (name, link) in enumerate(sorted(way.links[mark].items())):
                if name != ARABIC:
                    answer_by_link(session, link.rpartition("/")[2], version.id, at)
        session.commit()
    page = way.go_strand("lead-a", "A", "/coverage")
    expect(page.locator(".kpis")).to_contain_text(str(len(way.links["A"])))
    told(page, "Every organisation has answered or told us its choice.")


TALK = """Interviewer: If the two came closer, what would you ask for?

Nour: One desk for the money would be a relief. But tell us first, in writing, that nobody loses a post.

Interviewer: And the name?

Nour: The name stays. It is what survivors know us by."""


def take_in_an_interview(way: Way) -> None:
    """The lead of A pastes a conversation, says who speaks, and gives it to two coders."""
    page = way.go("lead-a", "")
    follow(page, "Interviews of A")
    follow(page, "Take in an interview")
    page.get_by_text("Paste the text instead").click()
    page.locator("#text").fill(TALK)
    submit(page, "Show who speaks")
    told(page, "4 turns, 2 speakers")
    nour = page.locator("fieldset.speaker", has_text="Nour")
    nour.get_by_label("Member organisation").fill(BOTH)
    nour.get_by_label("Agreed to take part").check()
    nour.locator("select[name$=quoting]").select_option("region_and_kind")
    page.locator("#label").fill("T1")
    page.locator("#interviewer_ties").fill("none")
    submit(page, "Take the interview in")
    told(page, "The interview is taken in.")
    way.go("lead-a", "/codebook")
    submit(page, "Begin with the starter codes")
    page = way.go_strand("lead-a", "A", "/coding")
    for coder, reading in (("Coder a", "first"), ("Second coder a", "second")):
        page.locator("#interview-coder").select_option(label=coder)
        page.locator(f"#give-interview input[value={reading}]").check()
        submit(page, "Give it")
        told(page, "It is given.")


def code_the_interview(way: Way) -> None:
    """Two coders read it, the second blind; the first says which words are a condition, by keyboard."""
    for coder, keys in (("coder-a", "jll"), ("second-coder-a", "jw")):
        page = way.go(coder, "")
        follow(page, "Coding of A")
        press(page, "#mine a.btn")
        assert page.locator(".said mark").count() == 0
        keyboard(page, *keys, "/")
        page.keyboard.type("term-cond")
        keyboard(page, "Enter")
        settle(page, "TERM-COND")
        submit(page, "I have read it to the end")
        told(page, "The reading is finished.")
        expect(page.locator(".said mark").first).to_contain_text("tell us first" if coder == "coder-a" else "One desk")


def close_and_freeze(way: Way) -> None:
    """The time is over: both strands close and freeze, and the codebook is frozen for both."""
    let_time_pass(way, "collecting")
    for mark in "AB":
        lead = f"lead-{mark.lower()}"
        for gate, button, words in (
            ("g3", "Close collection", "Collection is closed."),
            ("g4", "Freeze the data", "The data are frozen under their hash."),
        ):
            vouch(way.go(lead, "/gates"), f"{gate}-{mark.lower()}")
            page = way.go_strand(lead, mark, "/coverage")
            submit(page, button)
            told(page, words)
    page = way.go("lead-a", "/codebook")
    submit(page, "Freeze the codebook")


def release_both(way: Way) -> None:
    """Each strand passes G5 and releases; what the first releases stays sealed until the second has."""
    for mark in "AB":
        lead = f"lead-{mark.lower()}"
        pass_gate(way.go(lead, "/gates"), f"g5-{mark.lower()}")
        page = way.go(lead, "/joint")
        assert page.locator("#side").count() == 0
        page = way.go_strand(lead, mark, "/findings")
        page.locator("form[action$='/release'] input[type=checkbox]").check()
        press(page, "form[action$='/release'] button")
    assert page.url.endswith("/joint")
    expect(page.locator("#side")).to_be_visible()
    page = way.go("coordinator", "/gates")
    expect(page.locator("#g6-whole")).to_contain_text("Passed")

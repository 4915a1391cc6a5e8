"""The second half of the whole way: from the joint meeting to the decision, and back to the receipt."""

from __future__ import annotations

from datetime import timedelta
from statistics import median

from playwright.sync_api import Page, expect

from consult.decision.rules.proposal import ASPECTS, IDENTITY, REQUIRED
from consult.shared.time import today
from tests.browser.gating import pass_gate
from tests.browser.serving import press
from tests.browser.test_whole_instrument import TEXT
from tests.browser.whole_world import ARABIC, BOTH, Way, follow, let_time_pass, sign_in, submit, told

WITHIN = 1000
"""Milliseconds from the moment a phone is told that its words are kept to the moment they stand on another page."""
ANSWER = "نقبل بيتاً واحداً إن بقي الاسمان على الباب"
AMENDMENT = "أن يبقى الاسمان عشر سنوات على الأقل"
COMMENT = "من يملك المفاتيح؟"
REPLY = ("Both boards hold a key.", "لكل مجلس مفتاح.")
QUESTION = ("Shall we share one house?", "هل نتشارك بيتاً واحداً؟")
TITLE = ("One house, two names", "بيت واحد واسمان")
SUMMARY = ("We share a house and keep both names.", "نتشارك بيتاً ونبقي الاسمين.")
CLAUSES = {
    "strategy": ("Both calls stay.", "يبقى النداءان."),
    "structure": ("Both names stay on the door.", "يبقى الاسمان على الباب."),
    "activities": ("Papers are written together.", "تكتب الأوراق معاً."),
}
AMENDED = ("Both names stay on the door for ten years.", "يبقى الاسمان على الباب عشر سنوات.")
DECIDED = ("The campaigns share one house", "تتشارك الحملتان بيتاً واحداً")
SEATS = 6
"""Members of each coalition in the room beside the Arabic one and the one of both."""


def fits(page: Page) -> None:
    """The page reads from right to left and stays on the screen of a phone."""
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    width = page.locator("html").evaluate("one => one.scrollWidth")
    assert width <= 360, (page.url, width)


def plan_the_meeting(way: Way) -> None:
    """The facilitator announces the meeting, seats delegations and opens it."""
    page = way.go("facilitator", "")
    follow(page, "Joint meeting")
    page.locator("[name=title-en]").fill("Joint meeting")
    page.get_by_text("The title in other languages").click()
    page.locator("[name=title-ar]").fill("الاجتماع المشترك")
    page.locator("[name=place]").fill("Sallowmere Hall")
    for name, days in (("begins_on", 0), ("ends_on", 0), ("announced_on", 30)):
        page.locator(f"[name={name}]").fill((today() - timedelta(days=days)).isoformat())
    for box in page.locator("input[name=languages]").all():
        box.set_checked(box.get_attribute("value") in ("en", "ar"))
    submit(page, "Plan the meeting")
    follow(page, "Add a session")
    page.locator("[name=title-en]").fill("What we make of it")
    page.locator("[name=begins]").fill("10:00")
    page.locator("[name=ends]").fill("12:00")
    page.locator("[name=kind]").select_option("plenary")
    submit(page, "Save")
    page = way.go("facilitator", "/meeting")
    follow(page, "Delegations and room codes")
    names = [ARABIC, BOTH, *(f"Member {mark}{at:02}" for mark in "AB" for at in range(SEATS))]
    for name in names:
        page.locator("#members label", has_text=name).locator("input").check()
    submit(page, "Register them and show their room codes")
    way.kept["code"] = page.locator(".slips li", has_text=ARABIC).locator(".code").inner_text()
    follow(page, "Back to the delegations")
    for name in names[1:]:
        page.locator("#here label", has_text=name).locator("input").check()
    submit(page, "Save who is here")
    page = way.go("facilitator", "/meeting")
    follow(page, "Open the console")
    submit(page, "Open the meeting")
    submit(page, "Begin this session")


def react_from_the_room(way: Way) -> None:
    """A delegation answers a figure on its phone, in Arabic; somebody else's page shows it within a second."""
    wall, phone = way.wall, way.phone
    sign_in(wall, way.address, "board-b")
    wall.goto(f"{way.address}/consultations/{way.consultation_id}/meeting")
    follow(wall, "The record of the meeting")
    phone.goto(f"{way.address}/room")
    phone.locator("#code").fill(way.kept["code"])
    press(phone, "main form button.p")
    fits(phone)
    taken = [milliseconds_to_the_wall(wall, phone, f"{ANSWER} {at}.") for at in range(3)]
    assert median(taken) <= WITHIN, taken  # a busy machine may keep one waiting
    shown = wall.locator("#answers .saying", has_text=f"{ANSWER} 2.")
    expect(shown).to_contain_text("adds")
    assert ARABIC not in wall.locator("main").inner_text()
    press(phone, "main section form button")  # the newest one is taken back again
    expect(wall.locator("#answers")).not_to_contain_text(f"{ANSWER} 2.")


def milliseconds_to_the_wall(wall: Page, phone: Page, words: str) -> float:
    """Answer a figure; return how long after the server's answer the words stood on the other page."""
    wall.evaluate(
        """words => { window.seen = new Promise(done => {
          const look = () => document.getElementById('room').textContent.includes(words) && done(Date.now());
          setTimeout(done, 20000, Infinity);
          new MutationObserver(look).observe(document.getElementById('room'), {childList: true, subtree: true});
        }); }""",
        words,
    )
    press(phone, "main a[href$='/room/answer']")
    fits(phone)
    phone.locator("select[name=target]").select_option("figure:F2")
    phone.locator("input[name=stance][value=adds]").check()
    phone.locator("textarea").fill(words)
    phone.locator("select[name=language]").select_option("ar")
    phone.locator("input[name=attribution][value=group]").check()
    came = press(phone, "main form.q button.p")
    posted = came.request.redirected_from
    assert posted is not None
    assert posted.method == "POST"
    kept_at = posted.timing["startTime"] + posted.timing["responseStart"]
    seen_at: float = wall.evaluate("window.seen")
    return seen_at - kept_at


def amend_and_poll(way: Way) -> None:
    """An amendment is moved on the phone and adopted; a poll is held, by phone and on paper; the meeting closes."""
    phone = way.phone
    press(phone, "main a[href$='/room/amendment']")
    phone.locator("textarea").fill(AMENDMENT)
    phone.locator("select[name=language]").select_option("ar")
    press(phone, "main form.q button.p")
    page = way.go("facilitator", "/meeting")
    follow(page, "Answers and amendments")
    adopted = page.locator("#amendments li", has_text=AMENDMENT)
    with page.expect_navigation():
        adopted.locator("button[value=adopted]").click()
    expect(way.wall.locator("#amendments")).to_contain_text(AMENDMENT)
    expect(way.wall.locator("#amendments .tag.ok")).to_be_visible()
    page = way.go("facilitator", "/meeting")
    follow(page, "Polls")
    for tag, text in zip(("en", "ar"), QUESTION, strict=True):
        page.locator(f"[name=question-{tag}]").fill(text)
    submit(page, "Open the poll")
    press(phone, "main a[href$='/room/now']")
    press(phone, "main a[href$='/room/poll']")
    expect(phone.locator("main")).to_contain_text(QUESTION[1])
    phone.locator("input[value=support]").check()
    press(phone, "main form.q button.p")
    page.reload()
    page.get_by_text("Enter slips of paper").click()
    slips = page.locator("#open .ticks label").filter(has_not_text=ARABIC)
    for slip in slips.all():
        slip.locator("input").check()
    for level, count in (("support", slips.count() - 4), ("unsure", 1), ("oppose", 3)):
        page.locator(f"[name={level}]").fill(str(count))
    submit(page, "Enter the slips")
    expect(way.wall.locator("#polls")).to_contain_text("Nobody, on any page, sees a number")
    submit(page, "Close the poll")
    expect(way.wall.locator("#polls figure")).to_be_visible()
    way.wall.goto("about:blank")  # or it asks on for what comes new
    page = way.go("facilitator", "/meeting")
    follow(page, "Open the console")
    page.get_by_text("End the meeting").click()
    submit(page, "Close the meeting")


def publish_the_findings(way: Way) -> None:
    """The coordinator passes G7 by publishing; from then on members read what was presented."""
    page = way.go("coordinator", "")
    follow(page, "Joint findings")
    submit(page, "Publish to the members")
    told(page, "The findings are published")
    page = way.go("coordinator", "/gates")
    expect(page.locator("#g7-whole")).to_contain_text("Passed")


def write_in_two(page: Page, name: str, texts: tuple[str, str]) -> None:
    """Fill a text in both languages; the second is folded away."""
    page.locator(f'[name="{name}.en"]').fill(texts[0])
    second = page.locator(f'[name="{name}.ar"]')
    if not second.is_visible():
        page.locator("details", has=second).last.locator("summary").click()
    second.fill(texts[1])


def cite(page: Page, name: str, *kinds: str) -> None:
    """Type references into the fields for evidence, as the list on the page has them."""
    for at, kind in enumerate(kinds):
        ref = page.locator(f'#citable option[value^="{kind}"]').first.get_attribute("value") or ""
        page.locator(f'[name="{name}.evidence"]').nth(at).fill(ref)


def write_the_proposal(way: Way) -> None:
    """The coordinator writes version 1: a clause under each heading, every aspect, what a coalition needs."""
    page = way.go("coordinator", "")
    follow(page, "Proposal")
    follow(page, "Write the first version")
    submit(page, "Room for two more clauses")
    write_in_two(page, "title", TITLE)
    write_in_two(page, "summary", SUMMARY)
    page.locator("#option").select_option("joint_house")
    for name, days in (("takes_effect_on", 400), ("review_on", 900)):
        page.locator(f"#{name}").fill((today() + timedelta(days=days)).isoformat())
    keys = [box.get_attribute("value") for box in page.locator("input[name=clause]").all()]
    for key, (heading, texts) in zip(keys, CLAUSES.items(), strict=False):
        page.locator(f'[name="clause.{key}.heading"]').select_option(heading)
        write_in_two(page, f"clause.{key}", texts)
        cite(page, f"clause.{key}", "figure:F2", *(["reaction:"] if heading == "structure" else []))
    for kind, codes, as_today in (("aspect", ASPECTS, "separate"), ("identity", IDENTITY, "keep_both")):
        for code in codes:
            page.locator(f'[name="{kind}.{code}.today"]').select_option(as_today)
            page.locator(f'[name="{kind}.{code}.proposed"]').select_option(as_today)
    page.locator('[name="aspect.staff.proposed"]').select_option("shared")
    cite(page, "aspect.staff", "figure:F2")
    for field in REQUIRED:
        write_in_two(page, f"field.{field.value}", (f"What is said of {field.value}.", "ما يقال في هذا."))
    press(page, "p.acts button[name=save]")
    told(page, "The version is written.")
    assert page.get_by_text("This version is not complete").count() == 0


def comment_on_it(way: Way) -> None:
    """Members get their links and comment for four weeks; the Arabic member does, on a phone."""
    page = way.go("coordinator", "/proposal")
    submit(page, "Open the comment round")
    page = way.go("coordinator", "/ballot")
    follow(page, "Links of the members")
    submit(page, "Make the links and show them")
    link = page.locator("#links tbody tr", has_text=ARABIC).locator("code").inner_text()
    phone = way.phone
    phone.context.clear_cookies()
    phone.goto(link)
    fits(phone)
    press(phone, "main form button.p")
    fits(phone)
    press(phone, "main a[href$='/d/proposal']")
    fits(phone)
    expect(phone.locator("main")).to_contain_text(CLAUSES["structure"][1])
    said = phone.locator("details:has(form)", has=phone.locator("input[name=clause]")).nth(1)
    said.locator("summary").click()
    said.locator("textarea").fill(COMMENT)
    said.locator("input[name=voice][value=organisation]").check()
    said.locator("input[name=may_publish]").check()
    with phone.expect_navigation():
        said.locator("button.p").click()
    expect(phone.locator("main")).to_contain_text(COMMENT)
    let_time_pass(way, "commenting")


def answer_and_amend(way: Way) -> None:
    """The round is closed, the comment answered; version 2 holds the amendment, and shows what changed."""
    page = way.go("coordinator", "/proposal")
    submit(page, "Close the comment round")
    follow(page, "You said, we did")
    expect(page.locator("#said")).to_contain_text(COMMENT)
    expect(page.locator("#said")).not_to_contain_text(ARABIC)
    page.locator("#said summary", has_text="Reply").click()
    page.locator("input[name=reply]").first.check()
    write_in_two(page, "text", REPLY)
    submit(page, "Save the reply")
    page = way.go("coordinator", "/proposal")
    follow(page, "Write the next version")
    page.locator("#reason").fill("The meeting adopted an amendment.")
    amended = page.locator("textarea", has_text=CLAUSES["structure"][0])
    name = (amended.get_attribute("name") or "").removesuffix(".en")
    write_in_two(page, name, AMENDED)
    page.locator(f'[name="{name}.evidence"]').last.fill(
        page.locator('#citable option[value^="amendment:"]').first.get_attribute("value") or ""
    )
    press(page, "p.acts button[name=save]")
    told(page, "The version is written.")
    submit(page, "Show what changed")
    expect(page.locator("ins", has_text="for ten years").first).to_be_visible()
    pass_gate(way.go("coordinator", "/gates"), "g8-whole")


def prepare_and_open(way: Way) -> None:
    """The coordinator puts version 2 to the vote."""
    page = way.go("coordinator", "")
    follow(page, "Ballot")
    follow(page, "Prepare the ballot")
    for tag, text in zip(("en", "ar"), QUESTION, strict=True):
        page.locator(f"[name=question-{tag}]").fill(text)
    submit(page, "Save the ballot")
    submit(page, "Open the ballot")
    expect(page.locator("#ballot")).to_contain_text("version 2")


def vote(way: Way) -> None:
    """The Arabic member votes on the phone, the others on paper; until the close nobody sees a number."""
    phone = way.phone
    phone.goto(f"{way.address}/d")
    press(phone, "main a[href$='/d/ballot']")
    fits(phone)
    expect(phone.locator("main")).to_contain_text(QUESTION[1])
    phone.locator("input[name=choice][value=yes]").check()
    press(phone, "main form button.p")
    press(phone, "main button[value=cast]")
    fits(phone)
    assert phone.locator("input[name=choice]").count() == 0  # final: there is nothing to press any more
    for mark, against in (("A", 4), ("B", 7)):
        page = way.go("coordinator", "/ballot")
        follow(page, f"Enter votes on paper in {mark}")
        voters = page.locator("#organisations label").filter(has_not_text=ARABIC)
        boxes = voters.filter(has_not_text=f"Member {mark}00").locator("input").all()  # one member does not vote
        for box in boxes:
            box.check()
        for choice, count in (("yes", len(boxes) - against), ("no", against - 1), ("abstain", 1)):
            page.locator(f"[name={choice}]").fill(str(count))
        submit(page, "Take in these votes")
    nobody_sees_a_number(way)
    let_time_pass(way, "voting")


def nobody_sees_a_number(way: Way) -> None:
    """Neither whoever runs the ballot nor whoever will check the count, no board, no lead."""
    for who, path in (
        ("coordinator", "/ballot"), ("scrutineer", "/count"), ("board-a", "/decision"), ("lead-b", "/decision"),
    ):  # fmt: skip
        page = way.go(who, path)
        assert page.locator("#result, .outcomes, #ballot-chart, .reckon").count() == 0, who


def close_the_ballot(way: Way) -> None:
    """The ballot is closed and counted; the scrutineer reckons it again."""
    page = way.go("coordinator", "/ballot")
    submit(page, "Close the ballot and count")
    expect(page.locator("#result")).to_contain_text("agrees")
    page = way.go("scrutineer", "")
    follow(page, "The count")
    expect(page.locator("#count-1")).to_contain_text("Reckoning")


def register_the_decision(way: Way) -> None:
    """What was decided goes into the register, with the figure and the reaction it rests on; G9 is passed."""
    page = way.go("coordinator", "")
    follow(page, "Decision")
    follow(page, "Enter a decision")
    page.locator("input[name=heading][value=structure]").check()
    write_in_two(page, "title", DECIDED)
    write_in_two(page, "text", AMENDED)
    page.locator("#clause").select_option(index=2)
    for kind in ("figure:F2", "reaction:"):
        free = next(one for one in page.locator('[name="entry.evidence"]').all() if not one.input_value())
        free.fill(page.locator(f'#citable option[value^="{kind}"]').first.get_attribute("value") or "")
    submit(page, "Enter it")
    told(page, "The decision is in the register.")
    pass_gate(way.go("coordinator", "/gates"), "g9-whole")


def read_the_decision(way: Way) -> None:
    """The page shows the result and leads to the figure and to the reaction; members read it too."""
    page = way.go("board-a", "")
    follow(page, "Decision")
    expect(page.locator("h1")).to_contain_text(TITLE[0])
    expect(page.locator("#rule")).to_contain_text("agrees")
    register = page.locator("#register")
    expect(register).to_contain_text(DECIDED[0])
    with page.expect_navigation():
        register.locator("a", has_text="Figure:").first.click()
    assert page.url.partition("#")[0].endswith("/joint")
    page.go_back()
    with page.expect_navigation():
        register.locator("a", has_text="Reaction 1").first.click()
    expect(page.locator("#answers")).to_contain_text(f"{ANSWER} 0.")
    phone = way.phone
    phone.goto(f"{way.address}/d")
    press(phone, "main a[href$='/d/decision']")
    expect(phone.locator("#register")).to_contain_text(DECIDED[1])


def read_the_receipt(way: Way) -> None:
    """The code from the first day shows what became of the answer, and nothing of who gave it or what it said."""
    phone, desk = way.phone, way.desk
    phone.context.clear_cookies()
    show_the_trail(way, phone)
    fits(phone)
    asked = "هل يمكنكم القبول به؟"
    for stage, words in {
        "tables": asked, "reactions": asked, "proposal": AMENDED[1], "decisions": DECIDED[1],
    }.items():  # fmt: skip
        expect(phone.locator(f"#{stage}")).to_contain_text(words)
    expect(phone.locator("#reactions .state")).to_contain_text("2")
    for words in (ARABIC, way.kept["receipt"], ANSWER, COMMENT, TEXT.strip(), "TERM-COND", ".example"):
        assert words not in phone.content(), words
    desk.context.clear_cookies()
    show_the_trail(way, desk)
    expect(desk.locator("#counted")).to_contain_text("Yes. The data of your coalition were frozen")


def show_the_trail(way: Way, page: Page) -> None:
    """Type the code where receipts are read; every stage has happened, and the address says nothing."""
    page.goto(f"{way.address}/receipt")
    page.locator("input[name=code]").fill(way.kept["receipt"])
    press(page, "main form button.p")
    assert page.url == f"{way.address}/receipt"
    expect(page.locator(".trail > li")).to_have_count(6)
    expect(page.locator(".trail > li.ahead")).to_have_count(0)

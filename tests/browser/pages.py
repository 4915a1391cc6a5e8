"""Every kind of page there is, and how to come to it in the demonstration."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser.serving import Demo, press

REGISTER = """name,country,kind,languages,coalitions
Kwetu Forum,KE,national_ngo,en,A
No country given,,national_ngo,en,A
"""
ASKED = ("Z2", "A1", "A2", "B1", "B2", "C1.doing", "F1", "F2", "F3", "F6", "G1", "I1", "J2", "J3")
"""Pages that between them hold every type of part, notes, cards and the sealed question."""

Kind = tuple[str, str]
"""What a page is called here, and its path."""


def before_entering(demo: Demo, tag: str) -> list[Kind]:
    """Pages for anybody."""
    return [
        ("start", "/"),
        ("landing", f"/i/{demo.doors['member-' + tag]}?lang={tag}"),
        ("link unknown", f"/i/nothing?lang={tag}"),
        ("no answer", "/answer"),
        ("sign in", "/sign-in"),
        ("not found", "/nothing"),
    ]


def member(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """Begin an answer, then give its pages; what a page needs is answered on the way."""
    demo.enter(page, f"member-{tag}")
    page.locator("input[name=unit][value=organisation]").check()
    press(page, "button[value=begin]")
    answered = page.url
    if page.locator("a[href='/answer/receipt']").count() == 0:
        page.goto(f"{demo.address}/answer/F2")
        for at, group in enumerate(page.locator("fieldset.m").all()):
            group.locator("input").nth(1 + at % 2).check()
        press(page, "main button[value=next]")
        page.goto(f"{demo.address}/answer/Z2")
        page.locator("input[name='Z2.take_part']").check()
        press(page, "button[value=save]")
        assert page.url == answered
    yield "hub", "/answer"
    for code in ASKED:
        yield f"question {code}", f"/answer/{code}"
    yield "review", "/answer/review"
    page.goto(f"{demo.address}/answer/review")
    if page.locator("main form button.p").count():
        press(page, "main form button.p")
    yield "receipt", "/answer/receipt"
    yield "withdraw", "/answer/withdraw"
    yield "leave", "/answer/leave"


def coordinator(demo: Demo, page: Page) -> Iterator[Kind]:
    """The register, the import and the coverage."""
    demo.enter(page, "coordinator")
    members = f"/coalitions/{demo.coalition('A')}/members"
    found = demo.one("SELECT organisation_id FROM membership WHERE coalition_id = ? ORDER BY 1", demo.coalition("A"))
    yield "consultations", "/consultations"
    yield "overview", f"/consultations/{demo.marker['open']}"
    yield "mandate", "/consultations/new"
    yield "coverage", f"/strands/{demo.strand('open', 'A')}/coverage"
    yield "register", members
    yield "organisation", f"{members}/{found}"
    yield "import", f"{members}/import"
    page.goto(f"{demo.address}{members}/import")
    page.locator("input[type=file]").set_input_files(
        {"name": "register.csv", "mimeType": "text/csv", "buffer": REGISTER.encode()}
    )
    press(page, "main form button")
    yield "import preview", page.url.removeprefix(demo.address)


def lead(demo: Demo, page: Page) -> Iterator[Kind]:
    """The instrument, the findings, the joint page and the seal."""
    demo.enter(page, "lead-a")
    released, opened = demo.strand("released", "A"), demo.strand("open", "A")
    version = demo.one(
        "SELECT id FROM instrument_version WHERE strand_id = ? ORDER BY number DESC", demo.strand("open", "A")
    )
    yield "overview released", f"/consultations/{demo.marker['released']}"
    yield "instrument", f"/strands/{opened}/instrument"
    yield "instrument version", f"/instruments/{version}"
    yield "publish", f"/strands/{opened}/instrument/publish"
    yield "correct", f"/strands/{opened}/instrument/correct"
    yield "findings", f"/strands/{released}/findings"
    yield "findings not yet", f"/strands/{opened}/findings"
    yield "joint", f"/consultations/{demo.marker['released']}/joint"
    yield "joint sealed", f"/consultations/{demo.marker['open']}/joint"
    yield "seal", f"/strands/{opened}/seal"
    yield "account", "/account"
    yield "change password", "/change-password"


def administrator(demo: Demo, page: Page) -> Iterator[Kind]:
    """Accounts."""
    demo.enter(page, "administrator")
    account = demo.one("SELECT id FROM account WHERE email = ?", demo.doors["lead-a"])
    yield "accounts", "/accounts"
    yield "new account", "/accounts/new"
    yield "one account", f"/accounts/{account}"


def every(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """Every kind of page in one language, each yielded when this page may open it."""
    yield from before_entering(demo, tag)
    yield from member(demo, page, tag)
    yield from coordinator(demo, page)
    yield from lead(demo, page)
    yield from administrator(demo, page)

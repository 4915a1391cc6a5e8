"""Every kind of page there is, and how to come to it in the demonstration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from urllib.parse import urlencode

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from playwright.sync_api import Page, Route

from consult.shared.time import today
from tests.browser.serving import Demo, press

REGISTER = """name,country,kind,languages,coalitions
Kwetu Forum,KE,national_ngo,en,A
No country given,,national_ngo,en,A
"""
ASKED = ("Z2", "A1", "A2", "B1", "B2", "C1.doing", "F1", "F2", "F3", "F6", "G1", "I1", "J2", "J3")
"""Pages that between them hold every type of part, notes, cards and the sealed question."""

TRANSCRIPT = """INTERVIEWER: How do the two coalitions decide?
TREASURER: Slowly, and at night. Note: nobody reads the minutes.
محاورة: وماذا تغيّر هذا العام؟
TREASURER: We met twice.
"""

OTHERWISE = dict.fromkeys(
    [f"F2:{future}" for future in ("continue", "disband", "looser", "own_organisation", "full_merger", "joint_house")],
    "cannot_judge",
)
"""What somebody else says meanwhile of every future."""

Kind = tuple[str, str]
"""What a page is called here, and its path."""


def before_entering(demo: Demo, tag: str) -> list[Kind]:
    """Pages for anybody."""
    return [
        ("start", "/"),
        ("landing", f"/i/{demo.doors['member-' + tag]}?lang={tag}"),
        ("link unknown", f"/i/nothing?lang={tag}"),
        ("link of a colleague unknown", f"/c/nothing?lang={tag}"),
        ("accessibility", f"/accessibility?lang={tag}"),
        ("paper before beginning", f"/paper/{demo.strand('open', 'A')}?lang={tag}"),
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
    yield "question at fault", posted(demo, page, "/answer/A2", "/answer/A2", **{"A2.since": "long ago", "go": "next"})
    yield "conflict", posted(demo, page, "/answer/F2", "/answer/F2", **OTHERWISE, revision="0", go="next")
    page.goto(f"{demo.address}/answer/B2/comments")
    if page.locator("main textarea").count():  # on a draft alone
        yield "comments", "/answer/B2/comments"
    yield "paper", "/answer/paper"
    yield "answer file", "/answer/file"
    yield "answer file brought in empty", posted(demo, page, "/answer/file", "/answer/file", code="")
    yield "offline", "/answer/offline"
    yield "colleagues", "/answer/colleagues"
    if link := invited_colleague(demo, page):
        yield "link of a colleague", f"{link}?lang={tag}"
        page.goto(f"{demo.address}{link}?lang={tag}")
        press(page, "main form button.p")
        yield "draft of a colleague", "/answer/draft"
        yield "comments of a colleague", "/answer/B2/comments"
        demo.enter(page, f"member-{tag}")
        page.locator("input[name=unit][value=organisation]").check()
        press(page, "button[value=begin]")
    yield "review", "/answer/review"
    page.goto(f"{demo.address}/answer/receipt")
    if not page.url.endswith("/answer/receipt"):
        yield "review not signed", posted(demo, page, "/answer/review", "/answer/review", office="")
        sign(demo, page)
    yield "receipt", "/answer/receipt"
    yield "history", "/answer/history"
    yield "withdraw", "/answer/withdraw"
    yield "leave", "/answer/leave"


def invited_colleague(demo: Demo, page: Page) -> str:
    """Make a colleague's link while the answer is a draft; return its path, or nothing."""
    page.goto(f"{demo.address}/answer/colleagues")
    if not page.locator("#name").count():
        return ""
    page.locator("#name").fill("المكتب Office 2")
    press(page, "main form button.p")
    return page.locator("main code").inner_text().removeprefix(demo.address)


def sign(demo: Demo, page: Page) -> None:
    """Sign and submit the answer of an organisation."""
    page.goto(f"{demo.address}/answer/review")
    page.locator("#office").fill("director")
    page.locator("input[name=agreed_by]").first.check()
    for name, digits in (("day", today().day), ("month", today().month), ("year", today().year)):
        page.locator(f"#{name}").fill(str(digits))
    press(page, "main form button.p")


def found_in(demo: Demo, disposition: str) -> str:
    """An organisation of the open strand of A that stands there."""
    where = "strand_id = ? AND disposition = ?"
    return demo.one(f"SELECT organisation_id FROM coverage WHERE {where}", demo.strand("open", "A"), disposition)


def coordinator(demo: Demo, page: Page) -> Iterator[Kind]:
    """The register, the import and the coverage."""
    demo.enter(page, "coordinator")
    members = f"/coalitions/{demo.coalition('A')}/members"
    found = demo.one("SELECT organisation_id FROM membership WHERE coalition_id = ? ORDER BY 1", demo.coalition("A"))
    yield "consultations", "/consultations"
    yield "overview", f"/consultations/{demo.marker['open']}"
    yield "mandate", "/consultations/new"
    strand = f"/strands/{demo.strand('open', 'A')}"
    yield "coverage", f"{strand}/coverage"
    yield "staff paper", f"{strand}/paper"
    yield "mails", f"{strand}/mails"
    yield "mail preview", f"{strand}/mails/preview?kind=reminder&language=ar"
    yield "standing", f"{strand}/organisations/{found_in(demo, 'invited')}"
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
    yield "method annex", f"/strands/{released}/findings/method"
    yield "findings by group", f"/strands/{released}/findings/groups?item=F2&by=region&and=language"
    yield "answers by language", f"/strands/{released}/findings/languages"
    yield "findings not yet", f"/strands/{opened}/findings"
    yield "answers not yet", f"/strands/{opened}/answers"
    listed = f"/strands/{released}/answers"
    yield "answers", listed
    one = demo.one("SELECT id FROM answer WHERE strand_id = ? AND unit = 'organisation' ORDER BY id", released)
    yield "one answer", posted(demo, page, listed, f"{listed}/{one}")
    yield "joint", f"/consultations/{demo.marker['released']}/joint"
    yield "first edition", f"/consultations/{demo.marker['released']}/joint/editions/1"
    yield "joint sealed", f"/consultations/{demo.marker['open']}/joint"
    yield "seal", f"/strands/{opened}/seal"
    yield "account", "/account"
    yield "change password", "/change-password"


def interviewer(demo: Demo, page: Page) -> Iterator[Kind]:
    """The interviews, a transcript being taken in, and one with its forms open."""
    demo.enter(page, "interviewer")
    listed = f"/strands/{demo.strand('released', 'A')}/interviews"
    yield "proxy", f"/strands/{demo.strand('open', 'A')}/proxy"
    yield "interviews", listed
    yield "interview import", f"{listed}/import"
    yield "interview preview", posted(demo, page, f"{listed}/import", f"{listed}/import", text=TRANSCRIPT, go="look")
    for label in ("FG", "T04"):
        held = interview(demo, label)
        yield f"interview {label}", f"/interviews/{held}"
    turn = demo.one("SELECT id FROM turn WHERE interview_id = ? AND withdrawn_on IS NULL ORDER BY number DESC", held)
    speaker = demo.one("SELECT id FROM participant WHERE interview_id = ? AND role = 'interviewee'", held)
    yield "interview turn", f"/interviews/{held}?turn={turn}"
    yield "interview consent", f"/interviews/{held}?speaker={speaker}"
    away = posted(demo, page, f"/interviews/{held}", f"/interviews/{held}/withdraw", speaker=speaker)
    yield "interview withdraw", away
    yield "interview plans", f"{listed}/plan"
    yield "interview guide", f"{listed}/guide"


def returned(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """What was said in an interview, returned to who said it: making the link, and what stands behind it."""
    demo.enter(page, "lead-a")
    held = interview(demo, "FG")
    speaker = demo.one(
        "SELECT participant_id FROM turn JOIN participant ON participant.id = participant_id"
        " WHERE turn.interview_id = ? AND role = 'interviewee' AND turn.withdrawn_on IS NULL ORDER BY turn.number",
        held,
    )
    own = demo.one("SELECT min(number) FROM turn WHERE participant_id = ?", speaker)
    address, last = f"/interviews/{held}/return", today() + timedelta(days=14)
    made = posted(demo, page, address, address, speaker=speaker, last_day=last.isoformat(), language=tag)
    yield "interview return", address
    yield "interview return made", made
    page.goto(demo.address + made)  # each time it is sent the link is another
    link = "/t/" + page.locator("main code").inner_text().rpartition("/t/")[2]
    page.goto(f"{demo.address}{link}?lang={tag}")
    press(page, "main form button.p")
    yield "returned", "/transcript"
    yield "returned to correct", f"/transcript?change={own}"
    yield "returned landing", f"{link}?lang={tag}"
    yield "returned link unknown", f"/t/nothing?lang={tag}"


def written_down(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """An answer written down for one person: the code for them, and what they are asked to confirm."""
    demo.enter(page, "interviewer")
    entries = f"/strands/{demo.strand('open', 'A')}/proxy"
    told = {"unit": "individual", "channel": "phone", "language": tag, "form": "short", "source": "a call"}
    yield "proxy code", posted(demo, page, entries, entries, organisation=found_in(demo, "invited"), **told)
    if "?sent" not in page.url:  # left out on this screen: nothing was written down
        return
    page.goto(f"{demo.address}/answer/Z2")
    page.locator("input[name='Z2.take_part']").check()
    press(page, "main button[value=save]")
    page.goto(f"{demo.address}/answer/review")
    press(page, "main form button.p")
    hold(demo, page, answer=demo.one("SELECT answer_id FROM proxy_entry WHERE confirmed_on IS NULL"), language=tag)
    yield "confirm", "/answer/confirm"


def coder(demo: Demo, page: Page) -> Iterator[Kind]:
    """A coder's board, codebook and search, and readings on the way: one in each of three languages."""
    demo.enter(page, "coder")
    opened = demo.strand("open", "A")
    yield "coding board", f"/strands/{opened}/coding"
    yield "codebook", f"/consultations/{demo.marker['open']}/codebook"
    search = f"/strands/{opened}/coding/search"
    yield "coding search", search
    yield "coding found", posted(demo, page, search, search, query="name")
    for label in ("T02", "T04", "FG"):
        given = reading(demo, opened, label)
        yield f"workbench {label}", f"/coding/{given}"
        yield f"workbench {label} at a turn", f"/coding/{given}{coded(demo, page, given)}"
    yield "memos", f"/coding/{given}/memos"
    yield "workbench finished", f"/coding/{reading(demo, demo.strand('released', 'A'), 'FG')}"
    demo.enter(page, "second-coder-a")
    second = demo.one(
        "SELECT id FROM assignment WHERE strand_id = ? AND part = 'F6.text' AND second", demo.strand("released", "A")
    )
    segment = demo.one("SELECT id FROM segment WHERE assignment_id = ? ORDER BY id", second)
    yield "workbench second", f"/coding/{second}?segment={segment}"


def lead_of_coding(demo: Demo, page: Page) -> Iterator[Kind]:
    """Who reads what, how far readers agree, and the themes that come of it."""
    demo.enter(page, "lead-a")
    released, opened = demo.strand("released", "A"), demo.strand("open", "A")
    for name, strand in (("", released), (" open", opened)):
        yield f"coding board of the lead{name}", f"/strands/{strand}/coding"
        yield f"agreement{name}", f"/strands/{strand}/agreement"
        yield f"patterns{name}", f"/strands/{strand}/patterns"
        yield f"adjudication{name}", f"/strands/{strand}/adjudication"
        yield f"matrix{name}", f"/strands/{strand}/matrix"
        yield f"proposals{name}", f"/strands/{strand}/coding/proposals"
        yield f"in vivo{name}", f"/strands/{strand}/coding/in-vivo"
        yield f"interviews of the lead{name}", f"/strands/{strand}/interviews"
    yield "codebook of the lead", f"/consultations/{demo.marker['open']}/codebook"
    yield "code of the lead", f"/consultations/{demo.marker['open']}/codebook/codes/STR-FIN"
    answers = demo.one("SELECT id FROM assignment WHERE strand_id = ? AND part = 'F6.text' AND NOT second", released)
    yield "workbench answers", f"/coding/{answers}"
    search = f"/strands/{released}/coding/search"
    yield "coding found by the lead", posted(demo, page, search, search, query="name")
    yield from themes(demo, page, "", f"/strands/{released}/findings")
    yield from themes(demo, page, " of both", f"/consultations/{demo.marker['released']}/joint")


def told(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """What a member reads of a consultation that is over, once it is published."""
    of_unit = "SELECT id FROM answer WHERE strand_id = ? AND unit = 'organisation' ORDER BY id"
    answer = demo.one(of_unit, demo.strand("released", "A"))
    hold(demo, page, answer=answer, language=tag)
    yield "published", "/answer/findings"
    yield from themes(demo, page, " published", "/answer/findings")
    page.goto(f"{demo.address}/answer/receipt")
    press(page, "#outcome ~ form button")
    code = page.locator(".receipt bdi").first.inner_text()
    yield "trail", posted(demo, page, "/receipt", "/receipt", code=code)


def themes(demo: Demo, page: Page, name: str, path: str) -> Iterator[Kind]:
    """The first theme a page of findings leads to, one in the middle, and one too few raised."""
    page.goto(f"{demo.address}{path}")
    found = page.locator("#said .l a")
    links = {
        "first theme": found.first,
        "middle theme": found.nth(found.count() // 2),
        "theme of few": page.locator("#said .cols-list a").first,
    }
    paths = {which: str(link.get_attribute("href")) for which, link in links.items() if link.count()}
    for which, place in paths.items():
        yield f"{which}{name}", place


def interview(demo: Demo, label: str) -> str:
    return demo.one("SELECT id FROM interview WHERE consultation_id = ? AND label = ?", demo.marker["released"], label)


def reading(demo: Demo, strand: str, label: str) -> str:
    return demo.one(
        "SELECT assignment.id FROM assignment JOIN interview ON interview.id = interview_id"
        " WHERE assignment.strand_id = ? AND label = ? AND NOT second",
        strand,
        label,
    )


def coded(demo: Demo, page: Page, assignment: str) -> str:
    """Put a code on the first turn of a reading that has none yet; return what follows the address to come to it."""
    page.goto(f"{demo.address}/coding/{assignment}")
    if not page.locator("a.stripe").count():
        page.goto(f"{demo.address}{page.locator('a.whole').first.get_attribute('href')}")
        page.locator("#new-code select[name=code]").select_option("TERM-COND")
        press(page, "#new-code button.p")
    return f"?segment={page.locator('a.stripe').first.get_attribute('data-s')}"


def posted(demo: Demo, page: Page, form: str, path: str, /, **fields: str) -> str:
    """Return a path at which the browser sends a form: what comes back has no address of its own."""
    page.goto(demo.address + form)
    token = page.locator("main input[name=csrf_token]").first.input_value()
    hidden = page.locator("#f input[type=hidden]").evaluate_all("all => all.map(one => [one.name, one.value])")
    body = urlencode({"csrf_token": token, **dict(hidden), **fields})

    def send(route: Route) -> None:
        headers: Mapping[str, str] = route.request.headers
        typed = {**headers, "content-type": "application/x-www-form-urlencoded"}
        route.continue_(url=demo.address + path, method="POST", headers=typed, post_data=body)

    page.route(f"{demo.address}{path}?sent", send)
    return f"{path}?sent"


def gates(demo: Demo, page: Page) -> Iterator[Kind]:
    """What each step waits for, where everything is passed and where collection is open, and who signed."""
    demo.enter(page, "coordinator")
    for name, consultation in (("", "released"), (" open", "open")):
        yield f"gates{name}", f"/consultations/{demo.marker[consultation]}/gates"
    yield "readiness", f"/consultations/{demo.marker['open']}/readiness"


def meeting(demo: Demo, page: Page) -> Iterator[Kind]:
    """The joint meeting, which is over: test_room.py looks at what it was like while it was open."""
    demo.enter(page, "facilitator")
    held = f"/meetings/{demo.marker['meeting']}"
    yield "agenda", f"/consultations/{demo.marker['released']}/meeting"
    yield "agenda not planned", f"/consultations/{demo.marker['open']}/meeting"
    for name in ("delegations", "console", "record", "screen?show=answers", "screen?show=poll", "polls", "answers"):
        yield f"meeting {name}", f"{held}/{name}"
    day = demo.one("SELECT begins_on FROM meeting WHERE id = ?", demo.marker["meeting"])
    yield "meeting brief", f"{held}/brief/{day}"


def deciding(demo: Demo, page: Page) -> Iterator[Kind]:
    """From the appraisal to the days of destruction; test_deciding.py looks at what is there while a ballot is open."""
    demo.enter(page, "coordinator")
    later = (today() + timedelta(days=60)).isoformat()
    ended, begun = (f"/consultations/{demo.marker[name]}" for name in ("released", "open"))
    for name in (
        "appraisal", "appraisal/0/joint_house", "proposal", "proposal/changes", "proposal/comments", "ballot", "links",
        "decision", "decisions/new", "follow-up", "destruction",
    ):  # fmt: skip
        yield name, f"{ended}/{name}"
    for name in ("proposal", "proposal/write", "ballot", "decision"):
        yield f"{name} not yet", f"{begun}/{name}"
    yield "links issued", posted(demo, page, f"{ended}/links", f"{ended}/links", expires_on=later, go="show")
    demo.enter(page, "scrutineer")
    yield "count", f"/ballots/{demo.marker['ballot']}/count"
    yield "ranked papers", f"{ended}/count/ranked"


def linked(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """What a member organisation reads with its decision link, and what a phone shows after the meeting."""
    page.context.clear_cookies()
    landing = f"/d/{demo.doors['member-decision']}?lang={tag}"
    yield "decision landing", landing
    yield "decision link unknown", f"/d/nothing?lang={tag}"
    yield "no decision link", "/d/proposal"
    page.goto(demo.address + landing)
    press(page, "main form button.p")
    for name in ("", "/proposal", "/proposal/changes", "/proposal/replies", "/ballot", "/decision", "/leave"):
        yield f"member's decision{name}", f"/d{name}"
    yield "trail asked", "/receipt"
    yield "room", "/room"
    sit_down(demo, page, tag)
    yield "phone", "/room/now"


def sit_down(demo: Demo, page: Page, tag: str) -> None:
    """Let the browser hold the seat of a delegation that spoke."""
    seat = demo.one("SELECT delegation_id FROM reaction WHERE withdrawn_at IS NULL AND delegation_id IS NOT NULL")
    hold(demo, page, delegation=seat, language=tag)


def hold(demo: Demo, page: Page, **values: str) -> None:
    """Give the browser the product's cookie with these values."""
    app = Flask(__name__)
    app.secret_key = (demo.folder / "secret.key").read_text().strip()
    sealed = SecureCookieSessionInterface().get_signing_serializer(app)
    assert sealed is not None
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "consult", "value": str(sealed.dumps(values)), "url": demo.address}])


def administrator(demo: Demo, page: Page) -> Iterator[Kind]:
    """Accounts."""
    demo.enter(page, "administrator")
    account = demo.one("SELECT id FROM account WHERE email = ?", demo.doors["lead-a"])
    yield "accounts", "/accounts"
    yield "new account", "/accounts/new"
    yield "one account", f"/accounts/{account}"


def answering(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """Every kind of page of whoever is asked, in one language, each yielded when this page may open it."""
    yield from before_entering(demo, tag)
    yield from member(demo, page, tag)


def every(demo: Demo, page: Page, tag: str) -> Iterator[Kind]:
    """Every kind of page in one language, each yielded when this page may open it."""
    yield from answering(demo, page, tag)
    yield from coordinator(demo, page)
    yield from lead(demo, page)
    yield from interviewer(demo, page)
    yield from returned(demo, page, tag)
    yield from written_down(demo, page, tag)
    yield from coder(demo, page)
    yield from lead_of_coding(demo, page)
    yield from gates(demo, page)
    yield from meeting(demo, page)
    yield from deciding(demo, page)
    yield from administrator(demo, page)
    yield from linked(demo, page, tag)
    yield from told(demo, page, tag)

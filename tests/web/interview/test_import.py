"""Taking in a transcript: what is found is shown first, and nothing typed is lost on the way."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from html import unescape
from time import process_time
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session, scoped_session

from consult.access.rules import Role
from consult.interview.queries import interview, turns_of
from consult.interview.records import Interview
from consult.interview.rules import Quoting, SpeakerRole
from tests.builders import World
from tests.builders_interview import ARABIC
from tests.unit.interview.documents import as_docx, as_odt, as_pdf, as_rtf
from tests.web.access.conftest import Browser, Person
from tests.web.collection.test_budgets import statements

SignIn = Callable[..., Browser]
SPOKEN = f"المحاورة: كيف بدأت؟\nنور: {ARABIC}\nالمحاورة: ثم؟\nنور: لا شيء\n"
ENGLISH = "Interviewer: How?\nNour: We are small.\nInterviewer: Then?\nNour: Nothing.\n"
ABOUT = {
    "label": "T4",
    "kind": "semi_structured",
    "mode": "video",
    "language": "ar",
    "translation_language": "en",
    "held_on": "2026-03-02",
    "interviewer": "",
    "recall_confirmed": "",
}


def sent(content: str | bytes, name: str = "talk.txt") -> Any:
    return io.BytesIO(content.encode() if isinstance(content, str) else content), name


def speakers(*given: dict[str, str]) -> dict[str, str]:
    """Fields of speakers as the page has them."""
    return {f"speakers-{at}-{name}": value for at, one in enumerate(given) for name, value in one.items()}


ASKER = {"label": "المحاورة", "role": "interviewer", "quoting": "none"}
NOUR = {
    "label": "نور",
    "role": "interviewee",
    "organisation": "alpha ONE",
    "took_part": "y",
    "quoting": "region_and_kind",
    "hides_region": "y",
    "consent_on": "2026-03-01",
}


@pytest.fixture
def post(made: World, signed_in: SignIn) -> Callable[..., tuple[int, str]]:
    """Send the form as a lead consultant; return the status, and the page or where it leads."""
    browser = signed_in()

    def send(**fields: Any) -> tuple[int, str]:
        data = {"strands": made.strands["A"], **ABOUT, **fields}
        response = browser.post(
            f"/strands/{made.strands['A']}/interviews/import", data=data, content_type="multipart/form-data"
        )
        return response.status_code, response.location or response.get_data(as_text=True)

    return send


def stored(session: scoped_session[Session]) -> int:
    return session.scalar(select(func.count()).select_from(Interview)) or 0


def text_kept(page: str, name: str = "text") -> str:
    found = re.search(rf'<textarea id="{name}".*?>\n(.*?)</textarea>', page, re.S)
    assert found
    return unescape(found[1])


def seen(page: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page)))


def test_what_a_file_holds_is_shown_and_nothing_is_stored(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    status, page = post(file=sent(SPOKEN), translation_file=sent(ENGLISH, "english.txt"), go="look")
    assert status == 200
    assert stored(session) == 0
    assert "4 turns, 2 speakers" in page
    assert f'<p class="said" lang="ar" dir="auto">{ARABIC}</p>' in page
    assert '<p class="trans" lang="en" dir="ltr">We are small.</p>' in page
    assert text_kept(page) == SPOKEN
    assert text_kept(page, "translation") == ENGLISH
    assert re.search(r'id="speakers-0-role".*?value="interviewer" selected', page, re.S)
    assert re.search(r'id="speakers-1-role".*?value="interviewee" selected', page, re.S)
    assert '<option value="Alpha one">' in page
    assert "Beta one" not in page


def test_what_was_confirmed_is_stored_letter_by_letter(
    session: scoped_session[Session], made: World, post: Callable[..., tuple[int, str]]
) -> None:
    text = SPOKEN.replace("\n", "\r\n")  # as browsers send it
    status, where = post(text=text, translation=ENGLISH, go="store", **speakers(ASKER, NOUR))
    assert status == 303
    found = interview(session(), where.rpartition("/")[2])
    assert found
    turns = turns_of(session(), found.id)
    assert [turn.text for turn in turns] == ["كيف بدأت؟", ARABIC, "ثم؟", "لا شيء"]
    assert turns[1].translations == {"en": "We are small."}
    nour = turns[1].participant
    assert (nour.role, nour.quoting, nour.region, nour.kind) == (
        SpeakerRole.INTERVIEWEE,
        Quoting.REGION_AND_KIND,
        "not_shown",
        "national_ngo",
    )
    assert nour.took_part
    assert not nour.may_contact
    assert str(nour.consent_on) == "2026-03-01"


def test_a_word_document_is_read_too(post: Callable[..., tuple[int, str]]) -> None:
    content = as_docx(["Interviewer: Who?"], [["Nour", "مُؤَسَّسة"], ["Interviewer", "And?"], ["Nour", "so"]])
    assert "4 turns, 2 speakers" in post(file=sent(content, "talk.docx"), go="look")[1]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("talk.odt", as_odt("<text:p>Interviewer: Who?</text:p><text:p>Nour: مُؤَسَّسة</text:p>")),
        ("talk.rtf", as_rtf("Interviewer: Who?", "Nour: مُؤَسَّسة")),
        ("talk.html", "<html><p>Interviewer: Who?<p>Nour: مُؤَسَّسة".encode()),
        (
            "talk.srt",
            "1\n00:00:01,0 --> 00:00:02,0\nInterviewer: Who?\n\n2\n00:00:02,0 --> 00:00:03,0\nNour: مُؤَسَّسة".encode(),
        ),
    ],
)
def test_other_formats_are_read_too(post: Callable[..., tuple[int, str]], name: str, content: bytes) -> None:
    page = post(file=sent(content, name), go="look")[1]
    assert "2 turns, 2 speakers" in page
    assert "مُؤَسَّسة" in text_kept(page)


def test_speakers_a_file_marks_itself_stay_speakers_on_the_way_to_the_end(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    vtt = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana of the northern house>One.\n\n00:02.000 --> 00:03.000\n<v Bo>Two."
    page = post(file=sent(vtt, "talk.vtt"), go="look")[1]
    assert "2 turns, 2 speakers" in page
    assert '<input type="hidden" name="also" value="ana of the northern house">' in page
    people = speakers(
        {**NOUR, "label": "Ana of the northern house"}, {"label": "Bo", "role": "interviewer", "quoting": "none"}
    )
    status, _where = post(text=text_kept(page), also=["ana of the northern house", "bo"], go="store", **people)
    assert status == 303
    assert stored(session) == 1


def test_a_faulty_file_is_named_beside_one_that_can_be_read(post: Callable[..., tuple[int, str]]) -> None:
    status, page = post(file=sent(SPOKEN, "ours.txt"), translation_file=sent(as_pdf([]), "english.pdf"), go="look")
    assert status == 422
    assert "english.pdf: Pages that hold no text" in seen(page)
    assert text_kept(page) == SPOKEN
    page = post(file=sent("", "ours.txt"), translation_file=sent("", "english.txt"), go="look")[1]
    assert "ours.txt, english.txt: The file is empty" in seen(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (speakers(ASKER, {**NOUR, "took_part": ""}), "“نور” did not agree to take part"),
        (speakers(ASKER, {**NOUR, "organisation": "Gamma"}), "No member is called “Gamma”"),
        (speakers(ASKER, {**NOUR, "organisation": ""}), "for which member “نور” speaks"),
        ({**speakers(ASKER, NOUR), "label": ""}, "Give it a short name."),
        ({**speakers(ASKER, NOUR), "held_on": "soon"}, "Not a valid date"),
        ({**speakers(ASKER, NOUR), "kind": "gossip"}, "Not a valid choice"),
        ({**speakers(ASKER, NOUR), "strands": "nothing"}, "not a valid choice|not valid choices|Invalid"),
        (
            {**speakers(ASKER, NOUR), "translation": ENGLISH[: ENGLISH.index("Interviewer: Then")]},
            "the original has 4 turns and the translation 2",
        ),
    ],
)
def test_everything_typed_survives_a_fault(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]], fields: dict[str, str], words: str
) -> None:
    typed = {"interviewer_ties": "Her cousin's colleague", "recall_period": "2009", **fields}
    status, page = post(text=SPOKEN, go="store", **typed)
    assert status == 422
    assert stored(session) == 0
    assert "Nothing is stored yet: please look at this again" in page
    assert re.search(words, seen(page), re.I)
    assert text_kept(page) == SPOKEN
    assert text_kept(page, "interviewer_ties") == "Her cousin's colleague"
    assert 'value="2009"' in page
    assert 'value="2026-03-01"' in page
    assert re.search(r'name="speakers-1-hides_region" value="y" checked', page)
    assert f'value="{fields["speakers-1-organisation"]}"' in page


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "talk.txt", "The file is empty"),
        (b"\x89PNG", "talk.png", "talk.png: The file holds no text that can be read"),
        (as_docx(["A: x"])[:900], "talk.docx", "damaged"),
        (b"A: one\nB: t\x00wo", "talk.txt", "Line 2: talk.txt: A broken character"),
        ("Only prose, and nobody speaks.", "talk.txt", "Nobody was found who speaks"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_the_text(
    post: Callable[..., tuple[int, str]], content: bytes, name: str, words: str
) -> None:
    status, page = post(file=sent(content, name), text=SPOKEN, go="look")
    assert status == 422
    assert words in seen(page)
    if "prose" not in str(content):
        assert text_kept(page) == SPOKEN


def test_people_settle_who_is_a_speaker(post: Callable[..., tuple[int, str]]) -> None:
    text = "A: Yes.\nRemember: not a person.\nB: One.\nThe man from Asia: Two.\nA: Three.\nB: Four.\n"
    page = post(text=text, go="look")[1]
    assert "6 turns" not in page
    assert "“The man from Asia” is a speaker" in page
    given = speakers({"label": "A", "role": "interviewer"}, {"label": "Remember", "role": "none"}, {"label": "B"})
    page = post(text=text, go="look", also="The man from Asia", **given)[1]
    assert "5 turns, 3 speakers" in page
    assert '<input type="hidden" name="never" value="remember">' in page
    assert '<input type="hidden" name="also" value="the man from asia">' in page
    assert "“remember” is a speaker after all" in page


def test_speakers_that_changed_are_shown_before_anything_is_stored(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    status, page = post(text=SPOKEN.replace("نور", "أمل"), go="store", **speakers(ASKER, NOUR))
    assert status == 200
    assert stored(session) == 0
    assert 'value="أمل"' in page


def test_an_interviewer_takes_in_what_they_held_and_sees_no_list_of_members(
    session: scoped_session[Session], made: World, interviewer: Person, open_browser: Callable[[], Browser]
) -> None:
    browser = open_browser()
    browser.sign_in(interviewer.email)
    url = f"/strands/{made.strands['A']}/interviews/import"
    look = browser.post(url, data={**ABOUT, "text": SPOKEN, "go": "look"}).get_data(as_text=True)
    assert "Alpha one" not in look
    given = {**ABOUT, **speakers(ASKER, NOUR), "text": SPOKEN, "go": "store", "strands": made.strands["A"]}
    assert browser.post(url, data={**given, "interviewer": "somebody-else"}).status_code == 422
    answer = browser.post(url, data={**given, "interviewer": interviewer.id})
    assert answer.status_code == 303
    found = interview(session(), (answer.location or "").rpartition("/")[2])
    assert found
    assert found.interviewer_account_id == interviewer.id


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.BOARD, Role.CODER, Role.TRANSLATOR])
def test_nobody_else_takes_in_anything(
    session: scoped_session[Session], made: World, signed_in: SignIn, role: Role
) -> None:
    browser = signed_in(role)
    url = f"/strands/{made.strands['A']}/interviews/import"
    assert browser.get(url).status_code == 403
    assert browser.post(url, data={"text": SPOKEN, "go": "store"}).status_code == 403
    assert signed_in(Role.LEAD_CONSULTANT, "B").get(url).status_code == 404
    assert stored(session) == 0


def test_every_fault_is_said_at_once(post: Callable[..., tuple[int, str]]) -> None:
    wrong = speakers(ASKER, {**NOUR, "took_part": "", "organisation": "Gamma"})
    text = seen(post(text=SPOKEN, go="store", **{**wrong, "label": "", "withdraw_until": "2026-01-01"})[1])
    for words in (
        "Give it a short name.",
        "“نور” did not agree to take part",
        "No member is called “Gamma”",
        "The time to withdraw ends before the day",
    ):
        assert words in text, words
    assert "for which member" not in text
    assert "has no name" not in text


def test_taking_in_costs_no_more_for_more_turns(
    session: scoped_session[Session], made: World, post: Callable[..., tuple[int, str]]
) -> None:
    counts = []
    for label, times in (("T1", 1), ("T2", 20)):
        with statements() as made_statements:
            status, _where = post(text=SPOKEN * times, go="store", **{**speakers(ASKER, NOUR), "label": label})
        assert status == 303
        counts.append(len(made_statements))
    assert counts[0] == counts[1]


def test_more_turns_than_a_conversation_has_are_refused_before_anything_is_shown(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    text = "".join(f"A: word {number}\nB: yes\n" for number in range(10_000))
    began = process_time()
    status, page = post(text=text, go="store", **speakers({**NOUR, "label": "A"}, {**NOUR, "label": "B"}))
    assert process_time() - began < 2
    assert status == 422
    assert stored(session) == 0
    assert "More than 3000 turns were found: 20000 . Split the file" in seen(page)
    assert "Turns found" not in page
    assert text_kept(page) == text
    assert len(page.encode()) < 1_000_000


def test_of_a_long_conversation_the_first_turns_are_shown_and_all_are_stored(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    text = "".join(f"A: {'word ' * 50}{number}\nB: yes\n" for number in range(1_500))
    status, page = post(text=text, go="look")
    assert status == 200
    assert page.count('class="said"') == 200
    assert "2800 more turns are not shown here" in seen(page)
    assert "3000 turns, 2 speakers" in seen(page)
    assert len(page.encode()) < 1_000_000
    given = speakers({**NOUR, "label": "A"}, {"label": "B", "role": "interviewer", "quoting": "none"})
    status, where = post(text=text_kept(page), go="store", **given)
    assert status == 303
    assert len(turns_of(session(), where.rpartition("/")[2])) == 3_000


def test_warnings_without_end_are_cut_short(post: Callable[..., tuple[int, str]]) -> None:
    text = SPOKEN + "".join(f"this thing number {number} here: yes\n" for number in range(2_000))
    page = post(text=text, go="look")[1]
    assert page.count('name="also"') == 50
    assert "1950 more are not shown here" in seen(page)
    assert len(page.encode()) < 300_000


def test_more_speakers_than_a_page_can_describe_are_refused(
    session: scoped_session[Session], post: Callable[..., tuple[int, str]]
) -> None:
    text = "".join(f"P{number}: yes\n" for number in range(2_000))
    status, page = post(text=text, go="look")
    assert status == 422
    assert "More than 80 speakers were found: 2000" in seen(page)
    assert 'class="speaker"' not in page
    assert len(page.encode()) < 300_000


def test_either_a_file_or_its_text_is_asked_for(made: World, signed_in: SignIn) -> None:
    browser = signed_in()
    url = f"/strands/{made.strands['A']}/interviews/import"
    page = browser.get(url).get_data(as_text=True)
    assert "Either a file or pasted text is needed." in page
    assert "Transcript (optional)" not in seen(page)
    assert "The text (optional)" not in seen(page)
    empty = browser.post(url, data={**ABOUT, "go": "look"})
    assert empty.status_code == 422
    assert "Neither a file nor pasted text was sent" in seen(empty.get_data(as_text=True))

"""Who says what, in any script: labels that recur or are short, times, own lines, threads of mail."""

from __future__ import annotations

from time import process_time

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.interview.rules import SpeakerRole
from consult.interview.rules.preparing import TURN_LIMIT, prepare
from consult.interview.rules.speaker_labels import usual_role
from consult.interview.rules.speaking import find_turns, read_speech
from consult.interview.rules.troubles import Trouble
from tests.conftest import examples

WAYS = [
    pytest.param(
        "Interviewer: How did you come to this?\nAmina (survivor): By bus 🚌.\n\nHe said: never again.\n"
        "I said: yes: now.\nInterviewer: And then?\n"
        "Amina (survivor): Note: three things, see https://x.example at 10:30.\n",
        [
            ("Interviewer", "How did you come to this?"),
            ("Amina (survivor)", "By bus 🚌.\n\nHe said: never again.\nI said: yes: now."),
            ("Interviewer", "And then?"),
            ("Amina (survivor)", "Note: three things, see https://x.example at 10:30."),
        ],
        id="en",
    ),
    pytest.param(
        "Intervieweuse : Comment ?\nMarc : Il a dit : non.\nElle m’a répondu : si.\n"
        "Intervieweuse : Et ?\nMarc : « Là ».",
        [
            ("Intervieweuse", "Comment ?"),
            ("Marc", "Il a dit : non.\nElle m’a répondu : si."),
            ("Intervieweuse", "Et ?"),
            ("Marc", "« Là »."),
        ],
        id="fr",
    ),
    pytest.param(
        "المحاورة: كيف بدأت؟\nنور: قال لي: لا.\nوقال: نعم 👩\u200d🦽\nالمحاورة\u200f: ثم؟\n[00:12:03] نور: مُؤَسَّسة",
        [
            ("المحاورة", "كيف بدأت؟"),
            ("نور", "قال لي: لا.\nوقال: نعم 👩\u200d🦽"),
            ("المحاورة", "ثم؟"),
            ("نور", "مُؤَسَّسة"),
        ],
        id="ar",
    ),
    pytest.param(
        "Интервьюер: Как?\nОн сказал: нет.\nГуля: Вот: три вещи.\nИнтервьюер: И?\nГуля: Ёлка.\nОна ответила: нет",
        [
            ("Интервьюер", "Как?\nОн сказал: нет."),
            ("Гуля", "Вот: три вещи."),
            ("Интервьюер", "И?"),
            ("Гуля", "Ёлка.\nОна ответила: нет"),
        ],
        id="ru",
    ),
    pytest.param(
        "साक्षात्कारकर्ता: कैसे?\nमीना: ठीक।\nउसने कहा: नहीं।\nसाक्षात्कारकर्ता: फिर?\nमीना: क्\u200dषमा 🙏🏽",
        [
            ("साक्षात्कारकर्ता", "कैसे?"),
            ("मीना", "ठीक।\nउसने कहा: नहीं।"),
            ("साक्षात्कारकर्ता", "फिर?"),
            ("मीना", "क्\u200dषमा 🙏🏽"),
        ],
        id="hi",
    ),
    pytest.param(
        "采访者：你好吗？\n受访者：他说：不行。\n他说：好。\n采访者：然后？\n受访者：没了。",
        [("采访者", "你好吗？"), ("受访者", "他说：不行。\n他说：好。"), ("采访者", "然后？"), ("受访者", "没了。")],
        id="zh",
    ),
    pytest.param(
        "**Interviewer:** What?\n\n**Ana**: That.\n\n**Interviewer:** One thing: no.\n\n**Ana:** *Nothing*.\n",
        [("Interviewer", "What?"), ("Ana", "That."), ("Interviewer", "One thing: no."), ("Ana", "*Nothing*.")],
        id="bold",
    ),
    pytest.param(
        "Interviewer:\nWhat is it?\n\nAna:\nLong\n\ntext here.\n\nInterviewer:\n\nAna:\nok\n",
        [("Interviewer", "What is it?"), ("Ana", "Long\n\ntext here."), ("Ana", "ok")],
        id="label on its own line, nothing said after one",
    ),
    pytest.param(
        "Ana Lopez  0:03\nHello there\n\nInterviewer  0:10\nHi\n\nAna Lopez  0:15\nfine",
        [("Ana Lopez", "Hello there"), ("Interviewer", "Hi"), ("Ana Lopez", "fine")],
        id="label and time on their own line",
    ),
    pytest.param(
        "Interviewer\tHow?\nAna\tso\nInterviewer\tAnd?\nAna\tfine",
        [("Interviewer", "How?"), ("Ana", "so"), ("Interviewer", "And?"), ("Ana", "fine")],
        id="columns of a table",
    ),
    pytest.param("Mary Ann: hi\nJohn Paul: hello", [("Mary Ann", "hi"), ("John Paul", "hello")], id="two turns"),
    pytest.param(
        "ana: small\ninterviewer: letters\nANA: only", [("ana", "small"), ("interviewer", "letters"), ("ana", "only")],
        id="one speaker in two cases",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "turns"), WAYS)
def test_turns_are_found_in_every_script(text: str, turns: list[tuple[str, str]]) -> None:
    assert [(turn.speaker, turn.text) for turn in find_turns(text)] == turns


def test_times_before_and_after_the_label_are_no_words() -> None:
    found = find_turns("[00:00:01] P1: a\n(00:12) P2: b\n00:13 P1: c\nP2 [00:14]: d\nP1: [00:15] e")
    assert [(turn.speaker, turn.text, turn.said_at) for turn in found] == [
        ("P1", "a", "00:00:01"),
        ("P2", "b", "00:12"),
        ("P1", "c", "00:13"),
        ("P2", "d", "00:14"),
        ("P1", "e", "00:15"),
    ]


SIGNS = {
    "Amharic": ("ጠያቂ፦ እንዴት?\nመልስ፦ ደህና።\nጠያቂ፦ ከዚያስ?", ["ጠያቂ", "መልስ", "ጠያቂ"]),
    "Amharic, as a colon": ("ጠያቂ፥ እንዴት?\nመልስ፥ ደህና።\nጠያቂ፥ ከዚያስ?", ["ጠያቂ", "መልስ", "ጠያቂ"]),
    "Amharic, the old wordspace": (
        "ጠያቂ፡ እንዴት?\nመልስ፡ ደህና፡ነኝ።\nጠያቂ፡ ከዚያስ?\nመልስ፡ አዎ።",
        ["ጠያቂ", "መልስ", "ጠያቂ", "መልስ"],
    ),
    "Khmer": ("អ្នកផ្តល់សម្ភាសន៍៖ ម៉េច?\nសុខា៖ ល្អ។\nអ្នកផ្តល់សម្ភាសន៍៖ បាទ", ["អ្នកផ្តល់សម្ភាសន៍", "សុខា", "អ្នកផ្តល់សម្ភាសន៍"]),
    "Lao": ("ຜູ້ສໍາພາດ: ແນວໃດ?\nຄໍາ: ດີ.\nຜູ້ສໍາພາດ: ແລ້ວ?", ["ຜູ້ສໍາພາດ", "ຄໍາ", "ຜູ້ສໍາພາດ"]),
    "Thai": ("ผู้สัมภาษณ์: อย่างไร\nมานี: ดี\nผู้สัมภาษณ์: แล้ว", ["ผู้สัมภาษณ์", "มานี", "ผู้สัมภาษณ์"]),
    "Georgian": ("ჟურნალისტი: როგორ?\nნინო: კარგად.\nჟურნალისტი: მერე?", ["ჟურნალისტი", "ნინო", "ჟურნალისტი"]),
    "Arabic semicolon": (
        "المحاورة؛ كيف؟\nنور؛ نعم؛ ثم ذهبنا.\nالمحاورة؛ ثم؟\nنور؛ لا شيء.",
        ["المحاورة", "نور", "المحاورة", "نور"],
    ),
}


@pytest.mark.parametrize("case", SIGNS)
def test_labels_end_in_the_signs_of_their_script(case: str) -> None:
    text, speakers = SIGNS[case]
    assert [turn.speaker for turn in find_turns(text)] == speakers


def test_a_semicolon_inside_what_somebody_says_starts_nothing() -> None:
    read = read_speech("المحاورة: كيف؟\nنور: كنت هناك.\nنعم؛ ثم ذهبنا.\nالمحاورة: ثم؟\nنور: لا")
    assert read.speakers == {"المحاورة": 2, "نور": 2}


def test_times_that_programs_write_are_no_words() -> None:
    recognised = "[00:00.000 --> 00:04.500]  [SPEAKER_00]: How?\n[00:04.500 --> 00:06.000]  [SPEAKER_01]: So.\n"
    player = "I: Before? #00:00:05-1#\nB: Yes, at 10:30. #00:01:02-7#\n"
    lonely = "00:00:01\nA: one\n[00:01:00]\ntwo, at\n12:30\nB: three\n(0:12 - 0:15)\nA: four"
    assert [(turn.speaker, turn.text) for turn in find_turns(recognised * 2)] == [
        ("SPEAKER_00", "How?"),
        ("SPEAKER_01", "So."),
    ] * 2
    assert [turn.text for turn in find_turns(player)] == ["Before?", "Yes, at 10:30."]
    read = read_speech(lonely)
    assert [(turn.text, turn.line) for turn in read.turns] == [("one\n\ntwo, at\n12:30", 2), ("three", 6), ("four", 8)]
    assert read.nobodys == ""


def test_a_thread_that_repeats_itself_is_heard_once_and_answers_between_lines_stay() -> None:
    heads = "From: {0}\nSent: {1}\nTo: x\nSubject: y\n\n"
    first, second = heads.format("Eux", "Sunday") + "Why?\n\n", heads.format("Marc", "Monday") + "Because.\n\n"
    third = heads.format("Eux", "Tuesday") + "Thanks.\n\n"
    read = read_speech(third + second + first + "-----Original Message-----\n" + second + first)
    assert [(turn.speaker, turn.text) for turn in read.turns] == [
        ("Eux", "Thanks."),
        ("Marc", "Because."),
        ("Eux", "Why?"),
    ]
    assert len(read_speech(MAIL).turns) == 5


def test_what_stands_before_the_first_label_belongs_to_nobody() -> None:
    read = read_speech("Interview of 3 March\nPlace: an office\n\nA: one\nB: two\nA: three")
    assert read.nobodys == "Interview of 3 March\nPlace: an office"
    assert [turn.speaker for turn in read.turns] == ["A", "B", "A"]
    assert [turn.line for turn in read.turns] == [4, 5, 6]
    assert [(doubt.label, doubt.line) for doubt in read.doubts] == [("Place", 2)]


def test_somebody_who_speaks_once_is_heard_and_a_phrase_is_not_somebody() -> None:
    text = "Moderator: Who begins?\nP1: I.\nOne thing: we are tired.\nModerator: Others?\nP 7: Here.\nP1: Enough."
    read = read_speech(text)
    assert read.speakers == {"Moderator": 2, "P1": 2, "P 7": 1}
    assert [doubt.label for doubt in read.doubts] == ["One thing"]


def test_people_settle_what_is_a_label() -> None:
    text = "A: Note: first.\nRemember: second.\nThe one from Asia: third.\nA: fourth"
    assert read_speech(text).speakers == {"A": 2, "Remember": 1}
    settled = read_speech(text, also=["the one from Asia"], never=["Remember"])
    assert settled.speakers == {"A": 2, "The one from Asia": 1}
    assert settled.turns[0].text == "Note: first.\nRemember: second."


def test_prose_has_no_turns() -> None:
    assert (
        find_turns("We met at 10:15 in the hall.\nHe said: come in.\nIt was late: nobody spoke.\n- One point: this")
        == ()
    )
    assert find_turns("") == ()


MAIL = """From: Ana Lopes <ana@x.example>
To: Interviewer <i@y.example>
Date: 3 March 2026
Subject: Re: questions

Here: my answers 🙂
Second line

On Mon, 2 Mar 2026 at 10:12, The Interviewer
<i@y.example> wrote:
> What was it for?

For the treaty.

> And now?

Nothing is left to do.
"""


def test_a_thread_of_mail_gives_a_turn_for_each_message_and_each_answer_between_its_lines() -> None:
    read = read_speech(MAIL)
    assert read.thread
    assert [(turn.speaker, turn.text) for turn in read.turns] == [
        ("Ana Lopes", "Here: my answers 🙂\nSecond line"),
        ("The Interviewer", "What was it for?"),
        ("Ana Lopes", "For the treaty."),
        ("The Interviewer", "And now?"),
        ("Ana Lopes", "Nothing is left to do."),
    ]
    assert read.turns[0].said_at == "3 March 2026"
    assert "@" not in " ".join(turn.speaker + turn.text for turn in read.turns)


THREADS = {
    "fr": """De : Marc
À : Eux
Objet : vos questions

Voilà.

Le lun. 2 mars 2026 à 10:12, Eux <i@y.example> a écrit :
> Pourquoi ?
""",
    "es": """De: Marc
Enviado: lunes
Para: Eux
Asunto: preguntas

Voilà.

El lun, 2 mar 2026 a las 10:12, Eux (<i@y.example>) escribió:
> Pourquoi ?
""",
    "ru": """От: Marc
Кому: Eux
Тема: вопросы

Voilà.

2 марта 2026 г., в 10:12, Eux <i@y.example> написал(а):
> Pourquoi ?
""",
    "ar": """من: Marc
إلى: Eux
الموضوع: أسئلة

Voilà.

في الاثنين، 2 مارس 2026 في 10:12 كتب Eux <i@y.example>:
> Pourquoi ?
""",
    "original message": """From: Marc
Sent: Monday
To: Eux
Subject: x

Voilà.

-----Original Message-----
From: Eux
Sent: Sunday
To: Marc
Subject: x

Pourquoi ?
""",
}


@pytest.mark.parametrize("text", THREADS.values(), ids=THREADS)
def test_mail_programs_of_five_languages_are_understood(text: str) -> None:
    assert [(turn.speaker, turn.text) for turn in find_turns(text)] == [("Marc", "Voilà."), ("Eux", "Pourquoi ?")]


def test_a_pasted_reply_without_a_sender_is_reported() -> None:
    read = read_speech("Dear all, here it is.\n\nOn Mon, 2 Mar 2026, Eux <i@y.example> wrote:\n> Why?\n")
    assert read.nobodys == "Dear all, here it is."
    assert read.speakers == {"Eux": 1}


WORD = st.text(st.characters(categories=["L", "M", "N", "So"]), min_size=1, max_size=8)
SENTENCE = st.lists(WORD, min_size=1, max_size=8).map(" ".join)
LABELS = ["Interviewer", "نور", "受访者", "मीना", "P 2", "Гуля"]


@settings(max_examples=examples(60))
@given(st.lists(st.tuples(st.sampled_from(LABELS), SENTENCE), min_size=2, max_size=12))
def test_joined_turns_lose_no_word_and_stand_in_the_text_as_they_are(said: list[tuple[str, str]]) -> None:
    text = "\n".join(f"{label}: {words}" for label, words in said)
    read = read_speech(text, also=LABELS)
    spoken = " ".join(turn.text for turn in read.turns)
    words = regex.findall(r"\S+", read_speech("x: " + " ".join(words for _, words in said), also=["x"]).turns[0].text)
    assert regex.findall(r"\S+", spoken) == words
    for turn in read.turns:
        assert find_turns("A: " + turn.text + "\nB: x")[0].text == turn.text


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("Interviewer 2", SpeakerRole.INTERVIEWER),
        ("INTERVIEWEUSE", SpeakerRole.INTERVIEWER),
        ("المحاورة", SpeakerRole.INTERVIEWER),
        ("Переводчик", SpeakerRole.INTERPRETER),
        ("نور", SpeakerRole.INTERVIEWEE),
        ("P1", SpeakerRole.INTERVIEWEE),
    ],
)
def test_a_label_suggests_a_role(label: str, role: SpeakerRole) -> None:
    assert usual_role(label) is role


@pytest.mark.parametrize(
    "strange",
    [
        "\n",
        "x\n",
        "12:00 ",
        "> ",
        "On 3 wrote\n",
        " ",
        "\t",
        "*",
        "(",
        "From: \n",
        "[",
        "#",
        "-->",
        "0:00 -->",
        "[0:00",
    ],
)
def test_no_strange_text_takes_long(strange: str) -> None:
    assert len(find_turns((strange * 60_000)[:60_000] + "b")) <= 1


def test_every_turn_and_doubt_knows_its_line() -> None:
    read = read_speech("\n\nA: one\nmore\nB: two\n\nThe one from Asia: three\nA: four\n")
    assert [(turn.speaker, turn.line) for turn in read.turns] == [("A", 3), ("B", 5), ("A", 8)]
    assert [(doubt.label, doubt.line) for doubt in read.doubts] == [("The one from Asia", 7)]


def test_lines_are_counted_once_however_many_turns_there_are() -> None:
    began = process_time()
    turns = find_turns("A: a\nB: b\n" * 30_000)
    assert process_time() - began < 3  # counted from the beginning for every turn it is twice that
    assert (len(turns), turns[-1].line) == (60_000, 60_000)


def test_more_turns_than_a_conversation_has_are_refused_with_their_number() -> None:
    assert not prepare("A: a\nB: b\n" * (TURN_LIMIT // 2)).faults
    text = "A: a\nB: b\n" * 10_000
    began = process_time()
    found = prepare(text, text)
    assert process_time() - began < 1.5
    assert [fault.trouble for fault in found.faults] == [Trouble.TOO_MANY_TURNS]
    assert dict(found.faults[0].values) == {"count": "20000", "limit": "3000"}
    assert found.speech.turns == ()

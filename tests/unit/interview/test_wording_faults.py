"""Every trouble has words, and they need no value that is not given."""

from __future__ import annotations

import regex
from flask import Flask

from consult.interview.labels import KINDS, MODES, QUOTING, ROLES, WORDS, worded
from consult.interview.rules import InterviewKind, Mode, Quoting, SpeakerRole
from consult.interview.rules.troubles import Trouble, noted


def test_every_code_and_trouble_has_words() -> None:
    for words, codes in ((KINDS, InterviewKind), (MODES, Mode), (ROLES, SpeakerRole), (QUOTING, Quoting)):
        assert set(words) == set(codes)
    assert set(WORDS) == set(Trouble)


def test_a_fault_names_its_place_what_happened_and_what_to_do(app: Flask) -> None:
    with app.test_request_context():
        fault = worded(noted(Trouble.UNSTORABLE, 3, character="U+0000", column=7), "talk.txt")
        whole = worded(noted(Trouble.OLD_WORD), "talk.doc")
    assert str(fault) == (
        "talk.txt:3: a broken character (U+0000) stands in column 7, delete it there and save the file anew"
    )
    assert whole.place == "talk.doc"
    assert regex.search(r"save it as a Word document", whole.todo)

"""In which charset a text is: found out where it can be, said where it was a guess, refused where it would be one."""

from __future__ import annotations

import pytest

from consult.interview.exchange.file import read_transcript
from consult.interview.rules.troubles import InterviewRefused, Trouble

SAID = {
    "ar": "المحاورة: كيف بدأت المؤسسة؟\nنور: بدأت من بيت صديقتي قبل سنوات.\n",
    "ru": "Интервьюер: Как вы пришли в коалицию?\nГуля: Через подругу, давно уже, зимой.\n",
    "fr": "Intervieweuse : Comment êtes-vous arrivée à la coalition ?\nHélène : Par hasard, cet été-là.\n",
    "en": "Interviewer: How did you come to it?\nAna: By chance – that “summer”.\n",
    "zh": "采访者：你好吗？\n受访者：他说：不行。没了。\n",
    "am": "ጠያቂ፦ እንዴት ጀመሩ?\nመልስ፦ ከጓደኛ ጋር።\n",
    "km": "អ្នកសម្ភាសន៍៖ ម៉េច?\nសុខា៖ ល្អ។\n",
}


@pytest.mark.parametrize("language", SAID)
@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_unicode_is_read_with_and_without_a_mark(language: str, charset: str, mark: str) -> None:
    text = SAID[language]
    found = read_transcript((mark + text).encode(charset), "t.txt")
    assert found.text == text
    guessed = charset in ("utf-16-le", "utf-16-be") and not mark
    assert [one.trouble for one in found.warnings] == [Trouble.CHARSET_GUESSED] * guessed


@pytest.mark.parametrize(
    ("language", "charset"),
    [("ar", "cp1256"), ("ru", "cp1251"), ("ru", "koi8-r"), ("ru", "cp866"), ("fr", "cp1252"), ("fr", "mac-roman")],
)
@pytest.mark.parametrize("times", [1, 20])
def test_an_old_charset_is_found_out_and_said(language: str, charset: str, times: int) -> None:
    text = SAID[language] * times
    found = read_transcript(text.encode(charset), "t.txt")
    assert found.text == text
    assert [one.trouble for one in found.warnings] == [Trouble.CHARSET_GUESSED]


CHARSETS = ["cp1252", "cp1256", "cp1251", "koi8-r", "cp866", "iso8859-5", "mac-cyrillic", "iso8859-6", "gb18030"]
CHARSETS += ["big5", "shift_jis", "cp1253", "cp1255", "cp850", "mac-roman", "cp874"]


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("language", ["ar", "ru", "fr", "zh"])
def test_letters_are_never_changed_in_silence(language: str, charset: str) -> None:
    text = SAID[language] * 3
    try:
        content = text.encode(charset)
    except UnicodeEncodeError:
        return
    try:
        found = read_transcript(content, "t.txt")
    except InterviewRefused as refused:
        assert refused.faults[0].trouble in (Trouble.UNDECODABLE, Trouble.NOT_TEXT)
    else:
        assert found.text == text

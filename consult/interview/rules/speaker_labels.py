"""When a few words before a colon say who speaks. No script's capital letters are needed for it."""

from __future__ import annotations

import unicodedata

import regex

from consult.interview.rules.kinds import SpeakerRole

LONGEST = 60
_BIDI = regex.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
_SENTENCE = regex.compile(r"[.?!,;…؟،؛۔।॥。！？，、；«»\"“”]")
_TITLE = regex.compile(r"^[\p{L}\p{M}]{1,4}\.\s")
_OPENING = regex.compile(r"^[-–—•·>#(\[«“\"']")
_UNSPACED = regex.compile(r"^[\p{Han}\p{Hiragana}\p{Katakana}\p{M}]+$")
_SYLLABLES = regex.compile(r"^[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{M}]+$")  # no spaces either, but longer words
_IN_BRACKETS = regex.compile(r"\s*[(（][^)）]*[)）]$")
_NUMBERED = regex.compile(r"\p{N}+|\p{L}\p{M}*|\p{L}?\p{N}+")


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A label never begins with one of these and goes on: "He said", "Nous demandons", «Он ответил».
_PRONOUNS = _words(
    "i you he she it we they je j’ tu il elle on nous vous ils elles yo él ella nosotros ellos ellas usted "
    "eu ele ela nós eles elas você я ты он она мы вы они هو هي هم أنا نحن أنت मैं मैंने वह उसने उन्होंने हम हमने"
)
_SAYING = _words(
    "said says asked asks replied answered added dit disait répond répondit demanda demande ajoute dijo dice decía "
    "preguntó respondió disse diz perguntou respondeu сказал сказала говорит спросил спросила ответил ответила "
    "कहा बोला बोली पूछा"
)
_SAYING_FIRST = regex.compile(r"^[وف]?(?:قال|قالت|قلت|قالوا|يقول|تقول|سأل|سألت|أجاب|أجابت|أضاف)(?:\s|$)")
_HAN_SAYING = regex.compile(r"^(?:他|她|我|他们|她们|我们|您|你).|.(?:说|說|问|問|道|回答)$")


def spoken_label(raw: str) -> str:
    """Return a label without direction marks, emphasis and doubled spaces."""
    return regex.sub(r"\s+", " ", _BIDI.sub("", raw)).strip(" *_")


def label_key(label: str) -> str:
    """Return what makes two labels one speaker's: letters and digits, whatever the case."""
    return regex.sub(r"\s+", " ", unicodedata.normalize("NFKC", spoken_label(label)).casefold()).strip()


def may_be_label(label: str) -> bool:
    """Tell whether these words before a colon can name a speaker at all."""
    if not 0 < len(label) <= LONGEST or not regex.search(r"\p{L}", label) or _OPENING.match(label):
        return False
    bare = _TITLE.sub("", _IN_BRACKETS.sub("", label))
    if _SENTENCE.search(bare) or _SAYING_FIRST.match(label):
        return False
    if _UNSPACED.fullmatch(label.replace(" ", "")):
        return len(label) <= 12 and not _HAN_SAYING.search(label)
    if _SYLLABLES.fullmatch(label.replace(" ", "")):
        return len(label) <= 30
    words = bare.casefold().split()
    goes_on = any(regex.search(r"\p{L}", word) for word in words[1:])
    return len(words) <= 6 and not (words and goes_on and words[0] in _PRONOUNS)


def is_short(label: str) -> bool:
    """Tell whether a label that stands only once is taken for one: a single word, or a word and its number.

    Longer ones ("One thing", "My question is") are as often the words of whoever speaks.
    """
    words = _TITLE.sub("", _IN_BRACKETS.sub("", label)).split()
    if not words or len(label) > 24 or speaks_of_saying(label):
        return False
    if _UNSPACED.fullmatch(words[0]) and len(words[0]) > 8:
        return False
    return len(words) == 1 or (len(words) == 2 and _NUMBERED.fullmatch(words[1]) is not None)


def speaks_of_saying(label: str) -> bool:
    """Tell whether the words announce what somebody is quoted with: "Maria said", "Dijo"."""
    words = label.casefold().split()
    return bool(words) and (words[0] in _SAYING or words[-1] in _SAYING)


_ASKING = _words(
    "interviewer interviewerin moderator moderation facilitator animateur animatrice intervieweur intervieweuse "
    "enquêteur enquêtrice entrevistador entrevistadora moderador moderadora интервьюер ведущий ведущая модератор "
    "المحاور المحاورة المقابل المقابلة الميسر الميسرة 采访者 访问者 主持人 साक्षात्कारकर्ता question q i"
)
_BETWEEN = _words("interpreter interprète intérprete переводчик переводчица المترجم المترجمة 翻译 दुभाषिया translator")


def usual_role(label: str) -> SpeakerRole:
    """Return what somebody with this label usually is; people settle it."""
    first = label_key(label).split(" ")[0].rstrip("0123456789")
    if first in _ASKING:
        return SpeakerRole.INTERVIEWER
    return SpeakerRole.INTERPRETER if first in _BETWEEN else SpeakerRole.INTERVIEWEE

"""The words people read for kinds, modes, roles and consent, and for everything that can be wrong with a transcript."""

from __future__ import annotations

from collections.abc import Mapping

from babel import Locale
from flask_babel import LazyString, get_locale
from flask_babel import lazy_gettext as _l

from consult.interview.rules import InterviewKind, Mode, Quoting, SpeakerRole
from consult.interview.rules.guide import Reached
from consult.interview.rules.planning import PlanState
from consult.interview.rules.redacting import RedactionKind, runs
from consult.interview.rules.troubles import Noted, Trouble
from consult.shared.errors import InputFault

KINDS: Mapping[InterviewKind, LazyString] = {
    InterviewKind.SEMI_STRUCTURED: _l("Interview along the guide"),
    InterviewKind.EMAIL: _l("Interview by e-mail"),
    InterviewKind.FOCUS_GROUP: _l("Focus group"),
    InterviewKind.KEY_INFORMANT: _l("Key informant, no member"),
    InterviewKind.RECALL: _l("Looking back"),
    InterviewKind.MEETING: _l("Facilitated meeting"),
    InterviewKind.BRAINSTORMING: _l("Brainstorming"),
}
MODES: Mapping[Mode, LazyString] = {
    Mode.IN_PERSON: _l("in person"),
    Mode.PHONE: _l("by telephone"),
    Mode.VIDEO: _l("by video"),
    Mode.EMAIL: _l("by e-mail"),
}
ROLES: Mapping[SpeakerRole, LazyString] = {
    SpeakerRole.INTERVIEWEE: _l("Interviewed"),
    SpeakerRole.INTERVIEWER: _l("Interviewer"),
    SpeakerRole.INTERPRETER: _l("Interpreter"),
}
QUOTING: Mapping[Quoting, LazyString] = {
    Quoting.NONE: _l("no quotation"),
    Quoting.MEMBER_ONLY: _l("quoted as “a member”"),
    Quoting.REGION_AND_KIND: _l("quoted with region and kind"),
    Quoting.BY_NAME: _l("quoted by name"),
}
REACHED: Mapping[Reached, LazyString] = {
    Reached.NOT_REACHED: _l("not reached"),
    Reached.ASKED: _l("asked"),
    Reached.UNPROMPTED: _l("raised unprompted"),
}
PLAN_STATES: Mapping[PlanState, LazyString] = {
    PlanState.PLANNED: _l("planned"),
    PlanState.AGREED: _l("agreed"),
    PlanState.HELD: _l("held"),
    PlanState.TAKEN_IN: _l("transcript taken in"),
    PlanState.WITHDRAWN: _l("withdrawn"),
}
PLAN_STEPS: Mapping[PlanState, LazyString] = {
    PlanState.AGREED: _l("They agreed"),
    PlanState.HELD: _l("It was held"),
    PlanState.WITHDRAWN: _l("Withdraw it"),
}
REDACTIONS = {
    RedactionKind.NAME: _l("a name"),
    RedactionKind.PLACE: _l("a place"),
    RedactionKind.ORGANISATION: _l("an organisation"),
}
PLACEHOLDERS = {
    RedactionKind.NAME: _l("[name]"),
    RedactionKind.PLACE: _l("[place]"),
    RedactionKind.ORGANISATION: _l("[organisation]"),
}
NOT_SHOWN_WORDS = _l("region not shown")
_AGAIN_AS_TEXT = _l("save it as a Word document (.docx) or as plain text (.txt) and send that")
_SAVE_ANEW = _l("open it in a word processor, save it anew and send that")
_TEXT_ALONE = _l("copy the text alone into a new document, or save it as plain text")
_SAY_IN_THE_TABLE = _l("say it where the speakers are described")
_T = Trouble
WORDS: Mapping[Trouble, tuple[LazyString, LazyString]] = {
    _T.NOTHING_SENT: (_l("neither a file nor pasted text was sent"), _l("choose the file, or paste the text")),
    _T.EMPTY_FILE: (_l("the file is empty"), _l("choose the file that holds the transcript")),
    _T.FILE_TOO_LARGE: (
        _l("the file is larger than %(limit)s MB"),
        _l("take out pictures and sound, or save it as plain text"),
    ),
    _T.TEXT_TOO_LONG: (
        _l("the text has more than %(limit)s characters, far more than a conversation holds"),
        _l("give each conversation a file of its own"),
    ),
    _T.UNSTORABLE: (
        _l("a broken character (%(character)s) stands in column %(column)s"),
        _l("delete it there and save the file anew"),
    ),
    _T.UNDECODABLE: (
        _l("the letters of the file cannot be made out"),
        _l("save it as plain text in UTF-8, or as a Word document (.docx)"),
    ),
    _T.NOT_TEXT: (_l("the file holds no text that can be read"), _AGAIN_AS_TEXT),
    _T.OLD_WORD: (_l("the file is in the old Word format (.doc)"), _AGAIN_AS_TEXT),
    _T.ENCRYPTED: (_l("the file is protected by a password"), _l("save a copy without a password")),
    _T.OTHER_ZIP: (_l("the file is an archive or another program’s document"), _AGAIN_AS_TEXT),
    _T.OTHER_THAN_NAMED: (
        _l("the name of the file ends in %(ending)s and what it holds is something else"),
        _l("open it in the program that made it and save it as .docx or .txt"),
    ),
    _T.BROKEN: (_l("the file is damaged and cannot be read"), _SAVE_ANEW),
    _T.DECLARATIONS: (_l("the file holds declarations (DOCTYPE) that no word processor writes"), _SAVE_ANEW),
    _T.UNPACKS_TOO_LARGE: (
        _l("the document unpacks to far more than a transcript needs"),
        _TEXT_ALONE,
    ),
    _T.TAKES_TOO_MUCH: (_l("reading the file takes more time or memory than a transcript needs"), _TEXT_ALONE),
    _T.PAGES_ARE_PICTURES: (
        _l("pages that hold no text, perhaps only a scanned picture: %(count)s"),
        _l("have the text recognised (OCR) or type it, and save it as .docx or .txt"),
    ),
    _T.BOTH_DIRECTIONS: (
        _l("lines in which words from right to left and from left to right may have changed places: %(count)s"),
        _l("compare them with the PDF, or take the document it was made from"),
    ),
    _T.CHARSET_GUESSED: (
        _l("the file does not say how its letters are written; it was read as %(charset)s"),
        _l("check letters with accents, or save it as plain text in UTF-8"),
    ),
    _T.LETTERS_LOST: (
        _l("letters had been lost before the file was sent; their number, beginning here: %(count)s"),
        _l("look for the sign � and write the words anew"),
    ),
    _T.NO_TURNS: (
        _l("nobody was found who speaks"),
        _l("begin each turn on a new line with the speaker and a colon, such as “Interviewer: …”"),
    ),
    _T.TOO_MANY_TURNS: (
        _l("more than %(limit)s turns were found: %(count)s"),
        _l("split the file and take in each part by itself"),
    ),
    _T.TOO_MANY_SPEAKERS: (
        _l("more than %(limit)s speakers were found: %(count)s"),
        _l("check whether words before a colon were taken for speakers, or split the file"),
    ),
    _T.EMPTY_TURN: (_l("turn %(turn)s holds no words"), _l("leave it out")),
    _T.TURN_UNSTORABLE: (
        _l("turn %(turn)s holds a broken character (%(character)s)"),
        _l("delete it from the text"),
    ),
    _T.BEFORE_FIRST: (
        _l("what stands before the first speaker belongs to nobody and was left out: “%(words)s”"),
        _l("put a speaker and a colon before it if it was said"),
    ),
    _T.DOUBTFUL_LABEL: (
        _l("“%(label)s” stands once before a colon and was read as words, not as a speaker"),
        _l("name it as a speaker if it is one"),
    ),
    _T.SPEAKS_ONCE: (
        _l("“%(speaker)s” speaks only once"),
        _l("say that it is no speaker if the words before the colon were said by whoever spoke before"),
    ),
    _T.MISALIGNED_COUNT: (
        _l(
            "the original has %(original)s turns and the translation %(translation)s; the first that has no "
            "counterpart is turn %(turn)s (“%(speaker)s”)"
        ),
        _l("give the translation the same turns in the same order"),
    ),
    _T.MISALIGNED_SPEAKER: (
        _l(
            "the original has %(original)s turns and the translation %(translation)s; in turn %(turn)s “%(speaker)s” "
            "speaks in the original and “%(other)s” in the translation"
        ),
        _l("give the translation the same turns in the same order"),
    ),
    _T.BAD_SPEAKERS_FILE: (
        _l("the file that describes the speakers cannot be read"),
        _l("write YAML (a list with label, role, organisation …) or CSV with these headings"),
    ),
    _T.UNKNOWN_VALUE: (_l("“%(value)s” is not known as %(field)s"), _l("write one of these: %(known)s")),
    _T.BAD_DATE: (_l("“%(value)s” is no date"), _l("write it as 2026-04-03")),
    _T.UNKNOWN_SPEAKER: (
        _l("“%(speaker)s” is described and does not speak in the transcript"),
        _l("write the label as it stands before the colon"),
    ),
    _T.NOT_DESCRIBED: (
        _l("“%(speaker)s” speaks and it is not said who that is"),
        _l("say their role, or that it is no speaker"),
    ),
    _T.SAME_SPEAKER: (_l("two speakers are called “%(speaker)s”"), _l("give each a name of their own")),
    _T.NOBODY_INTERVIEWED: (_l("nobody in it was interviewed"), _l("say whose words these are")),
    _T.NOT_AGREED: (
        _l("“%(speaker)s” did not agree to take part"),
        _l("ask them, or take their words out of the text"),
    ),
    _T.UNKNOWN_ORGANISATION: (
        _l("no member is called “%(value)s” (speaker “%(speaker)s”)"),
        _l("write the name as it stands in the register"),
    ),
    _T.NOT_IN_FRAME: (
        _l("the organisation of “%(speaker)s” was no member when collection opened"),
        _l("choose a member, or say what they are instead"),
    ),
    _T.NO_STANDING: (
        _l("it is not said for which member “%(speaker)s” speaks, or what else they are"),
        _SAY_IN_THE_TABLE,
    ),
    _T.INFORMANT_IS_MEMBER: (
        _l("“%(speaker)s” speaks for a member, and a key informant speaks for none"),
        _l("choose another kind, or say what they are instead of the organisation"),
    ),
    _T.NO_LABEL: (_l("the interview has no name"), _l("give it a short one that names nobody, such as T4")),
    _T.LABEL_TAKEN: (_l("another interview is called “%(label)s”"), _l("give it another name")),
    _T.ALREADY_IMPORTED: (
        _l("this file was taken in before, as “%(label)s”"),
        _l("look there; words withdrawn since then do not come back"),
    ),
    _T.UNKNOWN_STRAND: (_l("there is no such strand"), _l("name the strand in which the interview counts")),
    _T.STRANDS_APART: (_l("the strands belong to different consultations"), _l("name strands of one")),
    _T.UNKNOWN_ITEM: (
        _l("the instrument has no item %(item)s (turn %(turn)s)"),
        _l("write the code of a question, such as B1"),
    ),
    _T.UNKNOWN_LANGUAGE: (_l("“%(value)s” is no language"), _l("write a code such as fr or pt")),
    _T.WITHDRAW_BEFORE: (
        _l("the time to withdraw ends before the day of the conversation"),
        _l("write a later day"),
    ),
}


def worded(note: Noted, place: str) -> InputFault:
    """Return a fault or warning in the reader's language; `place` is the file or the interview."""
    what, todo = WORDS[note.trouble]
    values = dict(note.values)
    where = f"{place}:{note.line}" if note.line else place
    return InputFault(where, str(what) % values, str(todo) % values)


def told(note: Noted) -> tuple[int, str, str]:
    """Return a fault or warning for a page: its line (0 for the whole), what is wrong, what to do."""
    fault = worded(note, "")
    return note.line, fault.what[:1].upper() + fault.what[1:], fault.todo[:1].upper() + fault.todo[1:]


def language_choices(first: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return the languages a conversation can be in, named in the reader's: `first` ones, then all with short codes."""
    names = {str(tag): str(name) for tag, name in (get_locale() or Locale.parse("en")).languages.items()}
    others = sorted((tag for tag in names if len(tag) == 2 and tag not in first), key=names.__getitem__)
    return [(tag, names.get(tag, tag)) for tag in (*first, *others)]


def opened(text: str) -> str:
    """Return a covered text with what each covered stretch stands for in its place, in the reader's language."""
    return "".join(str(PLACEHOLDERS[kind]) if kind else words for words, kind in runs(text))

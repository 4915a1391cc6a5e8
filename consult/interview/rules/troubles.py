"""Everything that can be wrong with a transcript, with who speaks in it, or with a translation of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from consult.shared.errors import ConsultError


class Trouble(StrEnum):
    """What is wrong; `consult.interview.labels` has the words."""

    # The file
    NOTHING_SENT = "nothing_sent"
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    TEXT_TOO_LONG = "text_too_long"
    UNSTORABLE = "unstorable"
    UNDECODABLE = "undecodable"
    NOT_TEXT = "not_text"
    OLD_WORD = "old_word"
    ENCRYPTED = "encrypted"
    OTHER_ZIP = "other_zip"
    OTHER_THAN_NAMED = "other_than_named"
    BROKEN = "broken"
    DECLARATIONS = "declarations"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TAKES_TOO_MUCH = "takes_too_much"
    PAGES_ARE_PICTURES = "pages_are_pictures"
    BOTH_DIRECTIONS = "both_directions"
    CHARSET_GUESSED = "charset_guessed"
    LETTERS_LOST = "letters_lost"
    # What is said in it
    NO_TURNS = "no_turns"
    TOO_MANY_TURNS = "too_many_turns"
    TOO_MANY_SPEAKERS = "too_many_speakers"
    EMPTY_TURN = "empty_turn"
    TURN_UNSTORABLE = "turn_unstorable"
    BEFORE_FIRST = "before_first"
    DOUBTFUL_LABEL = "doubtful_label"
    SPEAKS_ONCE = "speaks_once"
    MISALIGNED_COUNT = "misaligned_count"
    MISALIGNED_SPEAKER = "misaligned_speaker"
    # Who speaks
    BAD_SPEAKERS_FILE = "bad_speakers_file"
    UNKNOWN_VALUE = "unknown_value"
    BAD_DATE = "bad_date"
    UNKNOWN_SPEAKER = "unknown_speaker"
    NOT_DESCRIBED = "not_described"
    SAME_SPEAKER = "same_speaker"
    NOBODY_INTERVIEWED = "nobody_interviewed"
    NOT_AGREED = "not_agreed"
    UNKNOWN_ORGANISATION = "unknown_organisation"
    NOT_IN_FRAME = "not_in_frame"
    NO_STANDING = "no_standing"
    INFORMANT_IS_MEMBER = "informant_is_member"
    # The interview
    NO_LABEL = "no_label"
    LABEL_TAKEN = "label_taken"
    ALREADY_IMPORTED = "already_imported"
    UNKNOWN_STRAND = "unknown_strand"
    STRANDS_APART = "strands_apart"
    UNKNOWN_ITEM = "unknown_item"
    UNKNOWN_LANGUAGE = "unknown_language"
    WITHDRAW_BEFORE = "withdraw_before"


@dataclass(frozen=True, slots=True)
class Noted:
    """One fault or warning: in which line of the file (0: the whole of it), what, and the values its words need."""

    trouble: Trouble
    line: int = 0
    values: tuple[tuple[str, str], ...] = ()


def noted(trouble: Trouble, line: int = 0, **values: object) -> Noted:
    """Return a fault or warning; long values are cut, for they come from somebody's file."""
    texts = {name: str(value) for name, value in values.items()}
    return Noted(trouble, line, tuple((k, v if len(v) <= 60 else v[:59] + "…") for k, v in texts.items()))


class InterviewRefused(ConsultError):
    """An interview with faults; nothing of it was kept."""

    def __init__(self, *faults: Noted) -> None:
        super().__init__(f"{len(faults)} faults")
        self.faults = faults

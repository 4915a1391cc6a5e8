"""Comments as others may read them, and numbers about them only where no group is small."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.decision.labels import REPLIES, VOICES
from consult.decision.presentation.words import Worded, worded
from consult.decision.queries.commenting import CommentCounts, CommentView, VoiceCounts
from consult.decision.rules.kinds import Reply, Voice
from consult.disclosure.rules import SmallCount, Threshold, sentence_count

GROUPS = {"a": _l("members of A"), "b": _l("members of B"), "both": _l("members of both")}
SPEAKING = {Voice.ORGANISATION: _l("for my organisation"), Voice.INDIVIDUAL: _l("in my own name")}
MARKS = {Reply.ADOPTED: "✓", Reply.IN_PART: "◐", Reply.NOT_ADOPTED: "✗"}
KINDS = {Reply.ADOPTED: "ok", Reply.IN_PART: "", Reply.NOT_ADOPTED: "warn"}


@dataclass(frozen=True, slots=True)
class SaidLine:
    """One comment: what was said about what, in whose voice, and what became of it. Never by whom."""

    id: str
    number: int
    version_number: int
    about: str
    voice: str
    language: str
    text: str
    translation: Worded
    on: date
    may_publish: bool
    reply: Reply | None
    reply_name: str
    reply_mark: str
    reply_kind: str
    reply_text: Worded
    reply_texts: Mapping[str, str]

    @property
    def typed(self) -> dict[str, str]:
        """Return the reply as its form would have sent it."""
        return {"reply": self.reply.value if self.reply else ""} | {
            f"text.{tag}": text for tag, text in self.reply_texts.items()
        }


def said_line(one: CommentView, clauses: Mapping[str, int], tag: str) -> SaidLine:
    """Return one comment in the reader's language; `clauses` are the numbers of the clauses of its version."""
    own = {language: text for language, text in one.translations.items() if language != one.language}
    about = str(_("The whole proposal"))
    if one.clause:
        number = clauses.get(one.clause)
        about = str(_("Clause %(number)s", number=number)) if number else str(_("A clause that is gone"))
    return SaidLine(
        id=one.id,
        number=one.number,
        version_number=one.version_number,
        about=about,
        voice=str(VOICES[one.voice]),
        language=one.language,
        text=one.text,
        translation=worded(own, tag) if one.language != tag and own.get(tag) else Worded("", tag),
        on=one.written_on,
        may_publish=one.may_publish,
        reply=one.reply,
        reply_name=str(REPLIES[one.reply]) if one.reply else "",
        reply_mark=MARKS[one.reply] if one.reply else "",
        reply_kind=KINDS[one.reply] if one.reply else "",
        reply_text=worded(one.reply_text, tag),
        reply_texts=one.reply_text,
    )


def hidden_words(count: int) -> str:
    """Say how many comments their writers keep to those who answer them; below the threshold only that there are."""
    said = sentence_count(count)
    if said is None:
        return ""
    if said is SmallCount.A_FEW:
        return str(_("A few comments are not shown, at their writers’ wish; they are answered like all others."))
    return str(
        ngettext(
            "%(shown)s comment is not shown, at its writer’s wish; it is answered like all others.",
            "%(shown)s comments are not shown, at their writers’ wish; they are answered like all others.",
            count,
            shown=format_decimal(count),
        )
    )


def count_lines(counts: CommentCounts) -> tuple[str, ...]:
    """Say how much was said, organisations and individuals apart; groups only where none of them is small."""
    return tuple(_counted(voice, counts[voice]) for voice in Voice if counts[voice].comments)


def _counted(voice: Voice, one: VoiceCounts) -> str:
    words, who = _amount(one.comments), str(VOICES[voice])
    parts = {group: one.by_group.get(group, 0) for group in GROUPS}
    if min(parts.values()) < Threshold().k or sum(parts.values()) != one.comments:
        return str(_("Comments %(voice)s: %(count)s.", voice=who, count=words))
    groups = ", ".join(f"{GROUPS[group]} {format_decimal(count)}" for group, count in parts.items())
    return str(_("Comments %(voice)s: %(count)s (%(groups)s).", voice=who, count=words, groups=groups))


def _amount(count: int) -> str:
    return str(_("a few")) if sentence_count(count) is SmallCount.A_FEW else str(format_decimal(count))

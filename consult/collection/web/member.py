"""What every member page needs: the answer in the signed cookie, the language, the words of the instrument."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property, partial
from typing import Any

from flask import g, render_template, session
from flask_babel import get_locale, refresh

from consult.collection.operations import Kept, keep, submit, withdraw
from consult.collection.operations.anonymous import keep_anonymous, submit_anonymous, withdraw_anonymous
from consult.collection.queries import AnswerView, OwnView, answer_head, answer_view, own_view
from consult.collection.queries.anonymous import anonymous_view
from consult.collection.queries.position import ColleagueView, SignOffView, comment_counts, sign_off_view
from consult.collection.rules import UNIT_PART, AnswerState, Asked, Unit, pending
from consult.collection.rules.anonymous import from_held, shown_anonymously
from consult.collection.web.asking import repeated
from consult.collection.web.blueprint import NoAnswer
from consult.collection.web.position import colleague_here, hidden_parts, is_hidden, is_proxy
from consult.consultation.queries import StrandView, in_language, strand
from consult.consultation.rules import StrandState
from consult.instrument.queries import compiled, re_asks_open
from consult.instrument.rules.asking import with_answers
from consult.instrument.rules.compiled import Compiled
from consult.instrument.rules.routing import asks_anything, pages_shown, prune
from consult.instrument.rules.structure import Page, Structure
from consult.shared.database import db
from consult.shared.errors import NotFound
from consult.shared.wording import Language, language, resolve

COOKIE_NAMES = ("answer", "code", "language", "colleague", "proxy")


@dataclass(frozen=True)
class Sitting:
    """One member at one answer, for the length of a request. What needs the database is read once, when asked for."""

    answer: AnswerView
    code: str = ""
    """The code of an anonymous answer: its only name. Empty for every other."""
    colleague: ColleagueView | None = None
    """Who sits here, if it is not the member: a colleague at the organisation's draft …"""
    writes: bool = False
    """… or an interviewer who writes the answer down."""

    @property
    def language(self) -> str:
        """The language of the page."""
        return str(g.language)

    @cached_property
    def strand(self) -> StrandView:
        """The strand answered in."""
        found = strand(db.session(), self.answer.strand_id)
        if found is None:
            raise NotFound(self.answer.strand_id)
        return found

    @cached_property
    def is_open(self) -> bool:
        """Whether anything can still be changed."""
        return self.strand.state is StrandState.OPEN

    @cached_property
    def own(self) -> OwnView | None:
        """Whose the answer is; None once nobody can tell any more."""
        return None if self.code else own_view(db.session(), self.answer.strand_id, self.answer.id)

    @property
    def is_submitted(self) -> bool:
        """Whether the answer counts."""
        return self.answer.state is AnswerState.SUBMITTED

    @cached_property
    def instrument(self) -> Compiled:
        """The newest version in the page's language, with this member's answers where a question repeats them."""
        whole = self._compiled()
        return with_answers(whole, partial(self._said, whole)) if whole.pipes else whole

    def _said(self, whole: Compiled, key: str) -> str | None:
        """Say what was answered to a part that is still asked."""
        answer, part = self.answer, whole.parts[key]
        kept = prune(whole.structure, answer.asked, answer.short, answer.document)
        return repeated(part, answer.words.get(key) if part.part.is_text else kept.get(key))

    def _compiled(self) -> Compiled:
        whole = compiled(db.session(), self.answer.newest_version_id, self.language)
        return shown_anonymously(whole) if self.code else whole

    @property
    def structure(self) -> Structure:
        """The questions without their words."""
        return self.instrument.structure

    @cached_property
    def pages(self) -> list[Page]:
        """The pages asked of this member, but for the one that the landing page has already asked."""
        shown = pages_shown(self.structure, self.answer.asked, self.answer.short, self.answer.document)
        own = [page for page in shown if page.parts != (UNIT_PART,)]
        return [page for page in own if not is_hidden(self.structure, page)] if self.colleague else own

    @cached_property
    def comments(self) -> Mapping[str, int] | None:
        """How many comments wait on each page of an organisation's draft; None where nobody was invited to it."""
        if self.answer.unit is not Unit.ORGANISATION or self.is_submitted or self.writes:
            return None
        return comment_counts(db.session(), self.answer.id)

    @cached_property
    def signed(self) -> SignOffView | None:
        """Who stands by the organisation's submitted answer."""
        if self.answer.unit is not Unit.ORGANISATION or not self.is_submitted:
            return None
        return sign_off_view(db.session(), self.answer.strand_id, self.answer.id)

    @cached_property
    def answerable(self) -> list[Page]:
        """The pages with something to answer."""
        return [page for page in self.pages if asks_anything(self.structure, page)]

    @cached_property
    def asked_again(self) -> tuple[Asked, ...]:
        """The parts this member is asked again, because their wording was corrected."""
        if self.code or not self.answer.corrected:
            return ()  # of an anonymous answer nobody could be told
        open_ = (Asked(a.id, a.part, a.languages) for a in re_asks_open(db.session(), self.answer.strand_id))
        return pending(open_, self.answer.read_in, self.answer.re_asks)

    def page_of(self, part: str) -> Page | None:
        """The page that asks a part of this member."""
        return next((page for page in self.pages if part in page.parts), None)

    def keep(self, **page: Any) -> Kept:  # Any: what `keep` takes of a page
        """Keep one page, wherever this answer is kept."""
        if self.writes and self.answer.entry:  # whatever language the interviewer reads the page in
            page["language"] = self.answer.entry.language
        if not self.code:
            return keep(db.session(), self.answer.id, **page)
        asked = {name: page[name] for name in ("entries", "words", "language", "key", "revision")}
        return keep_anonymous(db.session(), self.answer.strand_id, self.code, **asked)

    def submit(self, *, day: date, moment: datetime) -> None:
        """Have the answer counted."""
        if self.code:
            submit_anonymous(db.session(), self.answer.strand_id, self.code)
        else:
            submit(db.session(), self.answer.id, day=day, moment=moment)

    def withdraw(self, *, moment: datetime) -> None:
        """Take the answer back."""
        if self.code:
            withdraw_anonymous(db.session(), self.answer.strand_id, self.code, moment=moment)
        else:
            withdraw(db.session(), self.answer.id, moment=moment)

    def read_again(self) -> AnswerView | None:
        """Return the answer as it is kept now."""
        return held_answer(self.answer.id if self.colleague else session.get("answer", ""))


def sitting(*, words: bool = True) -> Sitting:
    """Return the member's sitting; raise `NoAnswer` unless the cookie holds an answer that is still there."""
    colleague = colleague_here()
    held = colleague.answer_id if colleague else session.get("answer", "")
    found = held_answer(held, words=words)
    if found is None:
        raise NoAnswer("no answer")
    g.answer_open = True
    speak(session.get("language"))
    anonymous = from_held(held)
    at = Sitting(found, anonymous[1] if anonymous else "", colleague)
    if colleague:
        return replace(at, answer=without(found, hidden_parts(at.structure)))
    return replace(at, writes=True) if is_proxy(at) else at


def without(answer: AnswerView, parts: Collection[str]) -> AnswerView:
    """Return an answer as whoever may not see some of its parts sees it."""
    return replace(
        answer,
        document={part: value for part, value in answer.document.items() if part not in parts},
        words={part: text for part, text in answer.words.items() if part not in parts},
    )


def held_answer(held: str, *, words: bool = True) -> AnswerView | None:
    """Return the answer that a cookie holds, by its id or by its code."""
    if (anonymous := from_held(held)) is not None:
        return anonymous_view(db.session(), *anonymous)
    return (answer_view if words else answer_head)(db.session(), held) if held else None


def speak(tag: str | None) -> None:
    """Have the page rendered in a language; without one, in the browser's."""
    if tag:
        g.language = tag
        refresh()
    else:
        get_locale()


def offered(tags: tuple[str, ...]) -> tuple[Language, ...]:
    """Return the languages of a consultation as pages name them."""
    return tuple(language(tag) for tag in tags)


def wished(tags: tuple[str, ...], *wishes: str | None) -> str:
    """Return the offered language that serves best."""
    return resolve(tags or ("en",), wishes)


def show(template: str, at: Sitting, **values: Any) -> str:  # Any: whatever a template takes
    """Render a member page with what all of them show."""
    return render_template(
        f"collection/{template}.html",
        at=at,
        answer=at.answer,
        strand=at.strand,
        languages=offered(at.answer.languages),
        consultation_title=said(at.strand.title, at.language),
        **values,
    )


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text, the language it is really in, and the direction of that."""

    text: str
    lang: str
    dir: str


def said(texts: Mapping[str, str], tag: str) -> Spoken:
    """Return a mandate text with the language it is really in and the direction of that."""
    text = in_language(texts, tag)
    spoken = language(next((known for known in (tag, "en", *texts) if texts.get(known) == text), tag))
    return Spoken(text, spoken.tag, spoken.direction)

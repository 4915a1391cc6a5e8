"""Mails to members: one wording in the contact's language, as plain text and as HTML (RFC 5322, RFC 2045)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from flask import render_template
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from consult.collection.rules import MailKind
from consult.shared.wording import SHIPPED, Language, language, resolve

ISOLATED = "\u2068{}\u2069"  # names keep to their own direction in a line of the other


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """Whom we write to, about what, and the link for them alone."""

    kind: MailKind
    language: str
    coalition: str
    title: str
    question: str
    organisation: str
    contact: str
    closes_on: date
    fictitious: bool
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """The words of one mail, in the language they are in."""

    language: Language
    subject: str
    warning: str
    greeting: str
    before: tuple[str, ...]
    link_text: str
    url: str
    after: tuple[str, ...]
    coalition: str
    text: str = ""
    html: str = ""


def spoken(tag: str) -> str:
    """Return the language a mail can be written in for somebody who reads `tag`."""
    return resolve(SHIPPED, [tag])


def write_letter(to: Addressed) -> Letter:
    """Return the mail in the language of whoever gets it, whatever language the sender's page is in."""
    tag = spoken(to.language)
    with force_locale(tag):
        values = {
            "coalition": ISOLATED.format(to.coalition),
            "title": ISOLATED.format(to.title),
            "organisation": ISOLATED.format(to.organisation),
            "contact": ISOLATED.format(to.contact),
            "day": format_date(to.closes_on, "long"),
        }
        words = {
            MailKind.INVITATION: _invitation,
            MailKind.REMINDER: _reminder,
            MailKind.CONFIRM: _confirmation,
        }[to.kind](to, values)
        warning = _("Fictitious demonstration: nothing in this mail is real.") if to.fictitious else ""
        subject, before, link_text, after = words
        letter = Letter(
            language=language(tag),
            subject=(_("Fictitious: %(subject)s", subject=subject) if to.fictitious else subject),
            warning=warning,
            greeting=_("Dear %(contact)s,", **values) if to.contact else _("Good day,"),
            before=before,
            link_text=link_text,
            url=to.url,
            after=after,
            coalition=to.coalition,
        )
        return _rendered(letter)


def _rendered(letter: Letter) -> Letter:
    fields = {name: getattr(letter, name) for name in Letter.__slots__ if name not in ("text", "html")}
    text = render_template("emails/letter.txt", letter=letter)
    return Letter(**fields, text=text, html=render_template("emails/letter.html", letter=letter))


Words = tuple[str, tuple[str, ...], str, tuple[str, ...]]


def _invitation(to: Addressed, values: dict[str, str]) -> Words:
    before = (
        _("%(coalition)s asks its members: %(title)s.", **values),
        to.question,
        _("Your organisation, %(organisation)s, is asked to answer by %(day)s.", **values),
        _("Each organisation gives one answer; besides, anybody in it may answer in their own name."),
    )
    after = (
        _("The page behind the link says what happens with the answers. Looking at it stores nothing."),
        _("If you do not wish to take part, you can say so there. Then nobody will remind you."),
        *_care(),
    )
    return _("%(coalition)s asks its members: %(title)s", **_plain(to)), before, _("Open the invitation"), after


def _reminder(to: Addressed, values: dict[str, str]) -> Words:
    before = (
        _("%(coalition)s asks its members: %(title)s.", **values),
        _("We have not heard from your organisation, %(organisation)s, yet. You can answer until %(day)s.", **values),
        _("There is a short form of eight questions, which takes about ten minutes."),
        _("If we can help, by telephone or in another language, write to us by answering this mail."),
    )
    after = (
        _("This is a new link. The one you got before opens the same page; use whichever you like."),
        _("If you do not wish to take part, you can say so there. Then nobody will remind you."),
        *_care(),
    )
    return _("Not yet heard: %(coalition)s asks its members", **_plain(to)), before, _("Open the invitation"), after


def _confirmation(to: Addressed, values: dict[str, str]) -> Words:
    before = (
        _("%(coalition)s asks its members: %(title)s.", **values),
        _("Somebody of ours has written down an answer for your organisation, %(organisation)s.", **values),
        _("Please look whether it says what you said, change what is wrong, and confirm it by %(day)s.", **values),
    )
    after = (_("If nobody of your organisation has answered, tell us by answering this mail."), *_care())
    subject = _("Please confirm what was written down for you – %(coalition)s", **_plain(to))
    return subject, before, _("Look at the answer"), after


def _care() -> tuple[str, ...]:
    return (
        _("Whoever has this link can answer for your organisation: show it only to those you answer with."),
        _("Nobody will ever ask you for a password here."),
    )


def _plain(to: Addressed) -> dict[str, str]:
    return {"coalition": to.coalition, "title": to.title}


def compose(letter: Letter, *, sender: Address, to: str, message_id: str, moment: datetime) -> EmailMessage:
    """Return the mail as it is sent; raise `ValueError` for an address no mail can go to."""
    name, _at, domain = to.rpartition("@")
    if not name.isascii():
        raise ValueError("a mailbox with a name in another script: too few servers take it")
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = Address(username=name, domain=domain.encode("idna").decode())
    message["Subject"] = " ".join(letter.subject.split())
    message["Message-ID"] = message_id
    message["Date"] = moment
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language.tag
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    return message

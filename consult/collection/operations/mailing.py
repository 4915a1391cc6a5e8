"""Mail to members: sealed until a server has taken it, sent by the worker, never inside a writing transaction."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.collection.exchange.letters import Addressed, compose, write_letter
from consult.collection.operations.coverage import propose_other_contact
from consult.collection.operations.invitations import IssuedInvitation
from consult.collection.queries.mails import MESSAGE, WaitingMail, waiting_mail
from consult.collection.records import Mail
from consult.collection.rules import MailKind, MailState
from consult.consultation.queries import cipher_of, in_language
from consult.membership.records import Contact
from consult.settings import Settings
from consult.shared.database import reading
from consult.shared.erasing import cut_log
from consult.shared.errors import ConsultError
from consult.shared.identifiers import digest, random_id
from consult.shared.jobs import enqueue_each
from consult.shared.smtp import MailRefused, deliver
from consult.shared.time import now

SEND = "collection.send_mail"
NO_SUCH_ADDRESS = "5.1.3"  # RFC 3463: the address is not one


class NoMailServer(ConsultError):
    """Nobody has said who takes our mail."""


def message_id(mark: str, settings: Settings) -> str:
    """Return the Message-ID of the mail that `mark` stands for: the same at every try."""
    host = settings.base_url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    return f"<{mark}@{host.partition(':')[0].strip('[]') or 'localhost'}>"


def post(
    session: Session,
    strand_id: str,
    issued: Collection[IssuedInvitation],
    *,
    kind: MailKind,
    settings: Settings,
    moment: datetime,
) -> int:
    """Have the links of `issued` mailed once the caller commits; return how many have an address."""
    addresses: Mapping[str, str] = dict(
        session.execute(
            select(Contact.id, Contact.email).where(Contact.id.in_([new.contact_id for new in issued]))
        ).all()
    )
    cipher = cipher_of(session, strand_id)
    posted: list[str] = []
    for new in issued:
        address = addresses.get(new.contact_id or "")
        if not address:
            continue
        mail_id = random_id()
        held = json.dumps({"to": address, "url": f"{settings.base_url}/i/{new.token}"})
        session.add(
            Mail(
                id=mail_id,
                strand_id=strand_id,
                organisation_id=new.organisation_id,
                contact_id=new.contact_id,
                kind=kind,
                wave=new.wave or 0,
                language=new.language,
                message_hash=digest(message_id(cipher.mark(MESSAGE, mail_id), settings)),
                sealed=cipher.seal(held, place=f"mail|{mail_id}"),
                changed_on=moment.date(),
            )
        )
        posted.append(mail_id)
    session.flush()
    enqueue_each(session, SEND, [{"mail_id": mail_id} for mail_id in posted], moment)
    return len(posted)


def send_mail(session: Session, *, mail_id: str) -> None:
    """Send one mail; a killed worker may send it twice, under the same Message-ID."""
    settings: Settings = current_app.config["SETTINGS"]
    with reading():
        mail = waiting_mail(session, mail_id, now())
        session.rollback()
    if mail is None:
        return
    if not mail.is_wanted:
        _settle(session, mail_id, MailState.DROPPED)
    elif settings.mail_server is None or settings.mail_from is None:
        raise NoMailServer("CONSULT_SMTP_URL and CONSULT_MAIL_FROM are not set")
    else:
        state, fault = _hand_over(mail, settings)
        _settle(session, mail_id, state, fault)


def _hand_over(mail: WaitingMail, settings: Settings) -> tuple[MailState, str]:
    assert settings.mail_server is not None
    assert settings.mail_from is not None
    named = message_id(mail.mark, settings)
    letter = write_letter(addressed(mail))
    try:
        message = compose(letter, sender=settings.mail_from, to=mail.to, message_id=named, moment=now())
    except ValueError:  # the address; UnicodeError is one too
        return MailState.BOUNCED, NO_SUCH_ADDRESS
    try:
        deliver(
            settings.mail_server,
            message,
            sender=settings.mail_from.addr_spec,
            to=message["To"].addresses[0].addr_spec,
            envelope_id=named.strip("<>"),
        )
    except MailRefused as refused:
        return MailState.BOUNCED, refused.code
    return MailState.SENT, ""


def addressed(mail: WaitingMail) -> Addressed:
    """Return what a letter needs to know."""
    return Addressed(
        kind=mail.kind,
        language=mail.language,
        coalition=mail.strand.coalition_name,
        title=in_language(mail.strand.title, mail.language),
        question=in_language(mail.strand.question, mail.language),
        organisation=mail.organisation,
        contact=mail.contact,
        closes_on=mail.strand.closes_on,
        fictitious=mail.strand.fictitious,
        url=mail.url,
    )


def give_up_mail(session: Session, *, mail_id: str) -> None:
    """Note that no server has taken a mail for more than a day."""
    _settle(session, mail_id, MailState.FAILED)


def _settle(session: Session, mail_id: str, state: MailState, fault: str = "") -> None:
    """Write down what became of a mail, and erase where it went."""
    settled = session.execute(
        update(Mail)
        .where(Mail.id == mail_id, Mail.state == MailState.WAITING)
        .values(state=state, fault=fault, sealed=None, changed_on=now().date())
        .returning(Mail.strand_id, Mail.organisation_id)
    ).first()
    if settled and state is MailState.BOUNCED:
        propose_other_contact(session, [(settled[0], settled[1])])


def erase_mail(session: Session) -> None:
    """Write sent mails out of SQLite's log; PostgreSQL's own cleaning takes them, sealed as they are, in its time."""
    cut_log(session.get_bind())

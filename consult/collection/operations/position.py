"""The organisation's position: colleagues invited to its draft, what they say about it, and the signature."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.collection.operations.keeping import keep
from consult.collection.queries.sealing import Contents, contents, put_contents
from consult.collection.records import Answer, Colleague, DraftComment, SignOff
from consult.collection.rules import AnswerState, Closed, ColleagueMay, Unit
from consult.collection.rules.position import (
    AGREED_PART,
    COLLEAGUES,
    COMMENT_LENGTH,
    COMMENTS,
    NAME_LENGTH,
    ChangedMeanwhile,
    Signature,
    unsigned,
)
from consult.consultation.queries import cipher_of
from consult.consultation.records import Strand
from consult.consultation.rules import StrandState
from consult.instrument.queries import structure_of
from consult.instrument.rules.routing import applies
from consult.instrument.rules.structure import Unit as InstrumentUnit
from consult.shared.errors import N_, NotAllowedNow, NotFound
from consult.shared.identifiers import digest, random_id
from consult.shared.text import clean_line, clean_text

_INSERT: Mapping[str, Any] = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}  # Any: two dialects


def invite_colleague(session: Session, answer_id: str, *, name: str, may: ColleagueMay) -> str:
    """Give a colleague a link to an organisation's draft; return its token, which is stored nowhere."""
    answer = _draft(session, answer_id)
    called = clean_line(name)[:NAME_LENGTH]
    if not called:
        raise NotAllowedNow(N_("Say for whom the link is: a name or an office."))
    open_ = select(func.count()).where(Colleague.answer_id == answer_id, Colleague.revoked_on.is_(None))
    if (session.scalar(open_) or 0) >= COLLEAGUES:
        raise NotAllowedNow(
            N_("No more than %(count)s colleagues work on one answer: take back a link first."), count=COLLEAGUES
        )
    token, colleague_id = random_id(), random_id()
    sealed = cipher_of(session, answer.strand_id).seal(called, place=f"colleague|{colleague_id}")
    session.add(Colleague(id=colleague_id, answer_id=answer_id, token_hash=digest(token), may=may, sealed=sealed))
    session.flush()
    return token


def revoke_colleague(session: Session, answer_id: str, colleague_id: str, *, day: date) -> None:
    """Take a colleague's link back: it opens nothing any more; what they wrote stays."""
    own = Colleague.id == colleague_id, Colleague.answer_id == answer_id
    if session.scalar(select(Colleague.id).where(*own)) is None:
        raise NotFound(colleague_id)
    session.execute(update(Colleague).where(*own, Colleague.revoked_on.is_(None)).values(revoked_on=day))


def _draft(session: Session, answer_id: str) -> Answer:
    """Return an organisation's answer while it is a draft, locked."""
    row = session.execute(
        select(Answer, Strand.state)
        .join(Strand, Strand.id == Answer.strand_id)
        .where(Answer.id == answer_id, Answer.unit == Unit.ORGANISATION)
        .with_for_update(of=Answer)
    ).first()
    if row is None:
        raise NotFound(answer_id)
    if row[1] is not StrandState.OPEN:
        raise Closed(N_("Collection is not open."))
    if row[0].state is not AnswerState.DRAFT:
        raise NotAllowedNow(N_("The answer is signed and submitted: colleagues work on a draft only."))
    return row[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewComment:
    """What somebody says about a page: `by` a colleague (None: the focal point), answering `to` another comment.

    `key` makes the same post, sent twice, one comment.
    """

    key: str
    page: str
    text: str
    by: str | None = None
    to: str | None = None


def write_comment(session: Session, answer_id: str, new: NewComment, *, day: date) -> None:
    """Write a comment on a page of the organisation's draft."""
    answer = _draft(session, answer_id)
    text = clean_text(new.text)
    if not text:
        raise NotAllowedNow(N_("Write what you want to say about this page."))
    if len(text) > COMMENT_LENGTH:
        raise NotAllowedNow(N_("A comment has %(count)s characters at most. Shorten it."), count=COMMENT_LENGTH)
    places = dict(
        session.execute(select(DraftComment.id, DraftComment.page).where(DraftComment.answer_id == answer_id)).all()
    )
    if new.key in places:
        return
    if len(places) >= COMMENTS:
        raise NotAllowedNow(N_("There are %(count)s comments on this answer: no more can be written."), count=COMMENTS)
    if new.to is not None and places.get(new.to) != new.page:
        raise NotFound(new.to)
    place = 1 + sum(page == new.page for page in places.values())
    said = {"text": text, "place": place, "to": new.to}
    sealed = cipher_of(session, answer.strand_id).seal_document(said, place=f"draft_comment|{new.key}")
    try:
        with session.begin_nested():
            session.add(
                DraftComment(
                    id=new.key,
                    answer_id=answer_id,
                    colleague_id=new.by,
                    page=new.page,
                    sealed=sealed,
                    written_on=day,
                )
            )
            session.flush()
    except IntegrityError as error:  # the key of a comment on another answer: nobody's form made it
        raise NotFound(new.key) from error
    if new.to is not None:  # whoever answers a settled comment opens it again
        reopen_comments(session, answer_id, [new.to])


def settle_comments(session: Session, answer_id: str, comment_ids: Collection[str]) -> None:
    """Note that nothing is left to do about a comment and what was answered to it."""
    _own_comments(session, answer_id, comment_ids, settled=True)


def reopen_comments(session: Session, answer_id: str, comment_ids: Collection[str]) -> None:
    """Note that settled comments are not settled after all."""
    _own_comments(session, answer_id, comment_ids, settled=False)


def _own_comments(session: Session, answer_id: str, comment_ids: Collection[str], *, settled: bool) -> None:
    own = DraftComment.answer_id == answer_id, DraftComment.id.in_(comment_ids)
    changed = session.execute(update(DraftComment).where(*own).values(settled=settled).returning(DraftComment.id))
    if changed.first() is None:
        raise NotFound(answer_id)


def sign_off(
    session: Session, answer_id: str, signature: Signature, *, seen: int, language: str, moment: datetime
) -> None:
    """Sign an organisation's answer as it stood at revision `seen`; raise `ChangedMeanwhile` if it has changed since.

    Where the instrument asks how the answer was agreed, that answer becomes what is signed. With the submitting that
    follows in the same transaction (`taking_part.submit`) comments go, and colleagues' links open nothing more.
    """
    answer = session.scalars(
        select(Answer).where(Answer.id == answer_id, Answer.unit == Unit.ORGANISATION).with_for_update()
    ).one_or_none()
    if answer is None:
        raise NotFound(answer_id)
    cipher = cipher_of(session, answer.strand_id)
    held = contents(cipher, answer)
    if unsigned(held.revisions, seen):
        if _is_signed_so(session, answer, held, signature):
            return  # the button was pressed twice
        raise ChangedMeanwhile(
            N_("Somebody has changed this answer since you opened it. Read it once more, then sign.")
        )
    if _answers_it(session, answer, held, signature) and held.document.get(AGREED_PART) != signature.agreed_by:
        _agree(session, answer, held, signature, language=language, moment=moment)
    values = {
        "agreed_by": signature.agreed_by,
        "agreed_on": signature.agreed_on,
        "sealed": cipher.seal(clean_line(signature.office)[:NAME_LENGTH], place=f"sign_off|{answer_id}"),
        "signed_on": moment.date(),
        "revision": answer.revision,
    }
    new = _INSERT[session.get_bind().dialect.name](SignOff).values(answer_id=answer_id, **values)
    session.execute(new.on_conflict_do_update(index_elements=[SignOff.answer_id], set_=values))


def _is_signed_so(session: Session, answer: Answer, held: Contents, signature: Signature) -> bool:
    """Tell whether an answer is signed as it stands, with the same words."""
    found = session.get(SignOff, answer.id, populate_existing=True)
    if found is None or unsigned(held.revisions, found.revision):
        return False
    office = cipher_of(session, answer.strand_id).open(found.sealed, place=f"sign_off|{answer.id}")
    return Signature(office, found.agreed_by, found.agreed_on) == signature


def _answers_it(session: Session, answer: Answer, held: Contents, signature: Signature) -> bool:
    """Tell whether the instrument asks this organisation how its answer was agreed, and knows what is signed."""
    part = structure_of(session, answer.version_id).parts.get(AGREED_PART)
    if part is None or signature.agreed_by not in part.options:
        return False
    return applies(part, InstrumentUnit(answer.unit), answer.short, held.document)


def _agree(
    session: Session, answer: Answer, held: Contents, signature: Signature, *, language: str, moment: datetime
) -> None:
    """Answer the instrument's own question with what is signed."""
    if answer.state is AnswerState.SUBMITTED:
        keep(
            session,
            answer.id,
            entries={AGREED_PART: signature.agreed_by},
            words={},
            language=language,
            key=random_id(),
            revision=answer.revision,
            moment=moment,
            version_id=answer.version_id,
        )
        return
    answer.revision += 1
    held.document[AGREED_PART] = signature.agreed_by
    held.revisions = {**held.revisions, AGREED_PART: answer.revision}
    held.read_in = {**held.read_in, AGREED_PART: language}
    put_contents(cipher_of(session, answer.strand_id), answer, held)

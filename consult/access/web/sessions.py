"""Browser sessions: the signed cookie for whoever is not signed in, one stored row for whoever is.

So a page with a form writes nothing on GET, a flood of visitors makes no rows, and a member, who never
signs in, leaves no stored time that would link a person to an answer (decision 15). The cookie of a
signed-in browser holds a random key; only its hash is stored. The key changes whenever the account
does, and a row that was deleted never comes back: signing out and "end my other sessions" are final.

Every read and write here is a short transaction of its own, apart from the view's.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from flask import Flask, Request, Response
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.orm import Session

from consult.access.records import Account, BrowserSession
from consult.shared.database import db, reading, writing
from consult.shared.identifiers import digest
from consult.shared.time import now

IDLE = timedelta(minutes=30)
LIFE = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
MARK = "s:"
# What survives signing in and out. Anything else belongs to whoever held the browser before: a
# forgery token somebody else may have planted, or a member's open answer.
KEPT = ("language", "_flashes")
OF_SIGN_IN = ("_user_id", "_fresh", "_id", "fs_", "identity.")


class Stored(SecureCookieSession):
    """A session that knows the key it was stored under, when it was last seen and whose it was."""

    key: str | None = None
    seen_at: datetime | None = None
    who: str | None = None


class StoredSessions(SecureCookieSessionInterface):
    """Flask's signed cookie until somebody signs in; from then on a row."""

    session_class = Stored
    tags = TaggedJSONSerializer()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request: from its row, or from its signed cookie."""
        key = request.cookies.get(self.get_cookie_name(app), "")
        if not key.startswith(MARK):
            return super().open_session(app, request)
        with reading(), _apart() as own:
            row = own.execute(
                select(BrowserSession.data, BrowserSession.seen_at).where(
                    BrowserSession.key_hash == digest(key),
                    BrowserSession.seen_at > now() - IDLE,
                    BrowserSession.created_at > now() - LIFE,
                )
            ).first()
        found = self.session_class()
        if row is None:
            found.modified = True  # so that the dead key leaves the browser
            return found
        found = self.session_class(self.tags.loads(row.data))
        found.key, found.seen_at, found.who = key, row.seen_at, found.get("_user_id")
        found.accessed = False
        return found

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Keep what changed in a session: in its row if somebody is signed in or was."""
        assert isinstance(session, Stored)
        if session.key is None and "_user_id" not in session:
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        if not session.modified and session.seen_at is not None and now() - session.seen_at < TOUCH:
            return
        db.session.rollback()  # what the view wanted to keep, it has committed
        token = writing.set(True)
        try:
            with _apart() as own:
                key = self._store(own, session)
                own.commit()
        finally:
            writing.reset(token)
        self._send(app, session, key, response)

    def _store(self, own: Session, session: Stored) -> str | None:
        who = session.get("_user_id")
        if session.key is not None:
            held = BrowserSession.key_hash == digest(session.key)
            if who == session.who:
                kept = own.execute(update(BrowserSession).where(held).values(data=self._data(session), seen_at=now()))
                assert isinstance(kept, CursorResult)
                return session.key if kept.rowcount else None  # None: ended elsewhere; it must not come back
            own.execute(delete(BrowserSession).where(held))
        account_id = who and own.scalar(select(Account.id).where(Account.fs_uniquifier == who, Account.active))
        if not account_id:
            return None
        return self._begin(own, session, account_id)

    def _begin(self, own: Session, session: Stored, account_id: str) -> str:
        moment = now()
        own.execute(
            delete(BrowserSession).where(
                or_(BrowserSession.seen_at <= moment - IDLE, BrowserSession.created_at <= moment - LIFE)
            )
        )
        for name in [n for n in session if n not in KEPT and not n.startswith(OF_SIGN_IN)]:
            del session[name]
        key = MARK + secrets.token_urlsafe(32)
        own.add(
            BrowserSession(
                key_hash=digest(key),
                account_id=account_id,
                data=self._data(session),
                created_at=moment,
                seen_at=moment,
            )
        )
        return key

    def _send(self, app: Flask, session: Stored, key: str | None, response: Response) -> None:
        if key is None:
            left = self.session_class({name: session[name] for name in KEPT if name in session})
            left.modified = True
            super().save_session(app, left, response)
        elif key != session.key:
            response.set_cookie(
                self.get_cookie_name(app),
                key,
                path=self.get_cookie_path(app),
                domain=self.get_cookie_domain(app),
                secure=self.get_cookie_secure(app),
                httponly=True,
                samesite=self.get_cookie_samesite(app),
            )

    def _data(self, session: Stored) -> str:
        return self.tags.dumps(dict(session))


@contextmanager
def _apart() -> Iterator[Session]:
    with Session(db.engine, join_transaction_mode="create_savepoint") as own:
        yield own

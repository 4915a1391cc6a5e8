"""Who may be said to hold an interview: oneself, and for whoever reads every interview of a strand anybody there."""

from __future__ import annotations

from flask_babel import gettext as _

from consult.access.policy import signed_in
from consult.access.queries import accounts
from consult.access.rules import MAY, covers
from consult.consultation.policy import scope_of
from consult.consultation.queries import StrandView
from consult.interview.policy import KEEPS, reads_every
from consult.shared.database import db


def interviewers(asking: StrandView) -> list[tuple[str, str]]:
    """Return whom the reader may name as interviewer in a strand, by account."""
    reader, scope = signed_in(), scope_of(asking)
    own = (reader.account_id, reader.name)
    if not reads_every(scope):
        return [own]
    others = [
        (account.id, account.name)
        for account in accounts(db.session())
        if account.active
        and account.id != reader.account_id
        and any(covers(grant.value, scope) and KEEPS in MAY[grant.value.role] for grant in account.grants)
    ]
    return [("", _("Somebody without an account")), own, *others]

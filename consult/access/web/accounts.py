"""Accounts and their grants, for the administrator."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_security import hash_password
from wtforms.fields import SelectChoice

from consult.access import operations, queries
from consult.access.forms import GrantForm, NewAccountForm
from consult.access.labels import ROLE_NAMES
from consult.access.operations import Act
from consult.access.policy import allow, signed_in
from consult.access.rules import EmailTaken, GrantRefused, GrantValue, Permission, Role
from consult.access.web.blueprint import blueprint
from consult.access.web.words import place_of, title_of
from consult.shared.database import db, writing
from consult.shared.errors import N_, NotAllowedNow
from consult.shared.identifiers import readable_code
from consult.shared.time import now

manage = allow(Permission.MANAGE_ACCOUNTS)


@blueprint.get("/accounts")
@manage
def accounts() -> ResponseReturnValue:
    """List every account with its grants."""
    known = queries.places(db.session())
    rows = [
        (account, [(ROLE_NAMES[grant.value.role], place_of(grant.value, known)) for grant in account.grants])
        for account in queries.accounts(db.session())
    ]
    return render_template("access/accounts.html", rows=rows)


@blueprint.route("/accounts/new", methods=["GET", "POST"])
@manage
def add_account() -> ResponseReturnValue:
    """Make an account and show its first password, once."""
    form = NewAccountForm()
    if not form.validate_on_submit():
        return render_template("access/add_account.html", form=form), 422 if form.errors else 200
    by, password = signed_in().account_id, readable_code()
    password_hash = _hashed_before_writing(password)
    try:
        made = operations.create_account(
            db.session(), email=form.email.data, name=form.name.data, password_hash=password_hash
        )
    except EmailTaken:
        form.email.errors = [_("There is an account with this address already.")]
        return render_template("access/add_account.html", form=form), 422
    _log("account_made", made.id, by)
    shown = queries.account(db.session(), made.id)
    db.session.commit()
    return render_template("access/first_password.html", account=shown, password=password)


@blueprint.get("/accounts/<account_id>")
@manage
def show_account(account_id: str) -> ResponseReturnValue:
    """Show one account and what may be done with it."""
    return _page(account_id, _grant_form())


@blueprint.post("/accounts/<account_id>/grants")
@manage
def give_grant(account_id: str) -> ResponseReturnValue:
    """Give an account a role within a scope."""
    form = _grant_form()
    if not form.validate():
        return _page(account_id, form), 422
    value = form.value()
    try:
        operations.grant_role(db.session(), account_id, value, at=now())
    except GrantRefused:
        form.role.errors = [_("An administrator has no coalition and no consultation; every other role needs one.")]
        return _page(account_id, form), 422
    _log("role_granted", account_id, signed_in().account_id, value)
    db.session.commit()
    flash(_("The role is given."), "success")
    return redirect(url_for("access.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/grants/<grant_id>/revoke")
@manage
def revoke_grant(account_id: str, grant_id: str) -> ResponseReturnValue:
    """Take a role back."""
    value = operations.revoke(db.session(), account_id, grant_id)
    if value.role is Role.ADMINISTRATOR:
        _refuse_oneself(account_id)
    _log("role_revoked", account_id, signed_in().account_id, value)
    db.session.commit()
    flash(_("The role is taken back."), "success")
    return redirect(url_for("access.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/deactivate")
@manage
def deactivate_account(account_id: str) -> ResponseReturnValue:
    """Shut an account out."""
    _refuse_oneself(account_id)
    operations.deactivate(db.session(), account_id)
    _log("account_deactivated", account_id, signed_in().account_id)
    db.session.commit()
    flash(_("The account can no longer sign in."), "success")
    return redirect(url_for("access.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/reactivate")
@manage
def reactivate_account(account_id: str) -> ResponseReturnValue:
    """Let an account in again."""
    operations.reactivate(db.session(), account_id)
    _log("account_reactivated", account_id, signed_in().account_id)
    db.session.commit()
    flash(_("The account can sign in again."), "success")
    return redirect(url_for("access.show_account", account_id=account_id), 303)


@blueprint.post("/accounts/<account_id>/password")
@manage
def renew_password(account_id: str) -> ResponseReturnValue:
    """Give an account a new first password, shown once; its browsers are signed out."""
    by, shown = signed_in().account_id, queries.account(db.session(), account_id)
    _refuse_oneself(account_id)
    password = readable_code()
    password_hash = _hashed_before_writing(password)
    operations.set_password(db.session(), account_id, password_hash)
    _log("password_renewed", account_id, by)
    db.session.commit()
    return render_template("access/first_password.html", account=shown, password=password)


def _hashed_before_writing(password: str) -> str:
    """Return the hash, then begin to write: these requests read until here, so that no lock is held meanwhile."""
    password_hash = str(hash_password(password))
    db.session.rollback()
    writing.set(True)
    return password_hash


def _refuse_oneself(account_id: str) -> None:
    if account_id == signed_in().account_id:
        raise NotAllowedNow(N_("Administrators cannot shut themselves out."))


def _log(name: str, account_id: str, by: str, grant: GrantValue | None = None) -> None:
    details = {} if grant is None else {"role": grant.role.value, "coalition": grant.coalition_id}
    consultation_id = grant.consultation_id if grant else None
    act = Act(name, account_id, reason="", consultation_id=consultation_id, details=details)
    operations.record_event(db.session(), act, by=by, at=now())


def _grant_form() -> GrantForm:
    form, known = GrantForm(), queries.places(db.session())
    form.coalition.choices = [
        SelectChoice("", _("none, or both")),
        *(SelectChoice(key, name) for key, (_mark, name) in known.coalitions.items()),
    ]
    form.consultation.choices = [
        SelectChoice("", _("none, or every")),
        *(SelectChoice(key, title_of(titles)) for key, titles in known.consultations.items()),
    ]
    return form


def _page(account_id: str, form: GrantForm) -> str:
    shown, known = queries.account(db.session(), account_id), queries.places(db.session())
    grants = [(grant.id, ROLE_NAMES[grant.value.role], place_of(grant.value, known)) for grant in shown.grants]
    return render_template("access/show_account.html", account=shown, grants=grants, form=form)

"""Commands of the meeting."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale, format_date
from flask_babel import gettext as _

from consult.consultation.queries import consultation
from consult.meeting.presentation.agenda import days_of
from consult.meeting.presentation.brief import BriefPage, brief_page
from consult.meeting.presentation.brief_text import as_text
from consult.meeting.presentation.findings import findings
from consult.meeting.queries.agenda import MeetingView, meeting
from consult.shared.database import db, reading
from consult.shared.wording import SHIPPED, language

HTML = (".html", ".htm")


@click.group("meeting")
def group() -> None:
    """The joint meeting."""


@group.command("brief")
@click.argument("meeting_id", metavar="MEETING")
@click.argument("day", metavar="DATE", type=click.DateTime(formats=["%Y-%m-%d"]))
@click.option("--language", "tag", type=click.Choice(SHIPPED), default="en", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="A file: .html for a page, else text.")
def brief(meeting_id: str, day: datetime, tag: str, out: Path | None) -> None:
    """Print the brief of one day, as far as it may leave the room."""
    with force_locale(tag):
        as_page = out is not None and out.suffix.lower() in HTML
        made = _made(meeting_id, day.date(), tag, as_page=as_page)
    if out is None:
        click.echo(made, nl=False)
        return
    out.write_text(made, encoding="utf-8", newline="\n")
    click.echo(f"Written: {os.fspath(out)}", err=True)


def _made(meeting_id: str, day: date, tag: str, *, as_page: bool) -> str:
    session = db.session()
    with reading():
        found = meeting(session, meeting_id)
        if found is None:
            raise click.UsageError(f"there is no meeting {meeting_id}")
        if day not in days_of(found):
            raise click.UsageError(f"the meeting is held from {found.begins_on} to {found.ends_on}, not on {day}")
        page = brief_page(session, found, day, tag, findings(session, found.consultation_id, tag))
        fictitious = _is_fictitious(found)
        session.rollback()
    if as_page:
        return _page(page, tag, fictitious=fictitious)
    warning = f"{_('Fictitious demonstration.')}\n\n" if fictitious else ""
    return warning + as_text(page)


def _is_fictitious(found: MeetingView) -> bool:
    whole = consultation(db.session(), found.consultation_id)
    return whole is not None and whole.fictitious


def _page(page: BriefPage, tag: str, *, fictitious: bool) -> str:
    """Return the brief as one file; what pages are given besides belongs to a reader who is signed in."""
    template = current_app.jinja_env.get_template("meeting/brief_export.html")
    title = _("Brief of %(day)s", day=format_date(page.day, "full"))
    return template.render(title=title, brief=page, locale=language(tag), fictitious=fictitious)

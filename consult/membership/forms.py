"""Forms of the register's pages."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired

from consult.membership.queries import Filters
from consult.membership.rules import OrganisationKind, Region


class RegisterForm(FlaskForm):
    """The file that holds a register."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file that holds the register."))],
        description=_l("A spreadsheet (XLSX) or CSV, at most 10 MB. Columns in any order; nothing is changed yet."),
    )


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Return the filters an address asks for; what is not known asks for everything."""
    return Filters(
        text=asked.get("q", "")[:200],
        region=next((region for region in Region if region == asked.get("region")), None),
        kind=next((kind for kind in OrganisationKind if kind == asked.get("kind")), None),
        language=asked.get("language", "")[:20],
    )


def read_page(asked: Mapping[str, str]) -> int:
    """Return the page an address asks for, the first if it asks for nonsense."""
    page = asked.get("page", "1")
    return int(page) if page.isascii() and page.isdigit() and len(page) < 7 else 1

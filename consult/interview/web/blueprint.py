"""The blueprint of the interviews' pages."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from consult.interview.labels import PLACEHOLDERS
from consult.interview.rules.redacting import runs
from consult.membership.labels import language_name

blueprint = Blueprint("interview", __name__)


blueprint.add_app_template_filter(language_name)


@blueprint.app_template_filter("covered")
def covered(text: str) -> Markup:
    """Return a covered text for a page: each covered stretch reads as what it stands for and keeps its length.

    The signs stay in the text of the page, unseen, so that whoever selects words there gets the right places.
    """
    piece, gap = Markup("{}"), Markup('<span class="gap" data-as="{}">{}</span>')
    return Markup("").join(
        gap.format(PLACEHOLDERS[kind], words) if kind else piece.format(words) for words, kind in runs(text)
    )

"""The form that takes a file of ranked papers."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from consult.decision.rules.ranking import Blanks


class RankedForm(FlaskForm):
    """Ranked papers, and what was declared of options a paper leaves out."""

    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose the file that holds the papers."))],
        description=_l(
            "CSV with the columns count and ballot, a row for each way of filling in a paper, such as 4 and A>B=C. "
            "Nothing of it is kept."
        ),
    )
    blanks = RadioField(
        _l("Options a paper leaves out"),
        [InputRequired(_l("Choose what was declared before the vote."))],
        choices=[
            SelectChoice(Blanks.LAST.value, _l("share its last place")),
            SelectChoice(Blanks.NONE.value, _l("are compared with nothing")),
        ],
    )

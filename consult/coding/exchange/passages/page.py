"""Highlighted transcripts as one file to look at: styles inside, no script, nothing that asks a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from pathlib import Path

from flask import current_app
from markupsafe import Markup

from consult.coding.exchange.passages.contents import Key, Shown
from consult.shared.wording import language

TEMPLATE = "coding/highlighted.html"
STYLE = "css/highlighted.css"


def as_html(shown: Shown) -> str:
    """Return the file in the language that is spoken; its own policy forbids it any request and any script."""
    style = (Path(str(current_app.static_folder)) / STYLE).read_text(encoding="utf-8")
    style += "".join(_coloured(key for page in shown.pages for key in page.keys))
    policy = f"default-src 'none'; style-src {_hashed(style)}; base-uri 'none'; form-action 'none'"
    page: str = current_app.jinja_env.get_template(TEMPLATE).render(
        shown=shown,
        policy=policy,
        language=language,
        style=Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704 - our own text, colours checked
    )
    return page


def _coloured(keys: Iterable[Key]) -> list[str]:
    """Return for every colour its three lanes and its swatch."""
    colours = {key.number: key.colour for key in keys}
    return [
        f"i.k{number}{{background:{colour}}}"
        + "".join(f"mark.l{lane}-{number}{{--l{lane}:{colour}}}" for lane in (1, 2, 3))
        + "\n"
        for number, colour in sorted(colours.items())
    ]


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

"""An edition as pages for reading offline: one file each, styles inside, no script, nothing that asks a network."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from pathlib import Path

import regex
from flask import current_app
from markupsafe import Markup

from consult.shared.packing import packed

STYLE = "css/staff.css"
TEMPLATE = "briefing/bundle.html"


def as_page(shown: Mapping[str, object]) -> str:
    """Return one page in the language that is spoken; its own policy forbids it any request."""
    style = _style()
    page: str = current_app.jinja_env.get_template(TEMPLATE).render(
        **shown,
        policy=f"default-src 'none'; style-src {_hashed(style)}; base-uri 'none'; form-action 'none'",
        style=Markup("<style>{}</style>").format(Markup(style)),  # noqa: S704 - our own file
    )
    return page


def as_zip(pages: Mapping[str, str]) -> bytes:
    """Return pages by language as one archive: a single one at its root, several each in its language's folder."""
    alone = len(pages) == 1
    return packed((("" if alone else f"{tag}/") + "index.html", page.encode()) for tag, page in pages.items())


def _style() -> str:
    text = (Path(str(current_app.static_folder)) / STYLE).read_text(encoding="utf-8")
    return str(regex.sub(r"\s*\n\s*", "\n", text))


def _hashed(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

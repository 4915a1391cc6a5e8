"""The languages of the interface and how a reader's is found (notes: no rival resolves fa-AF or iw right)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError, negotiate_locale

SHIPPED = ("en", "fr", "es", "pt", "ru", "ar")
NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "pt": "Português",
    "ru": "Русский",
    "ar": "العربية",
}
ALIASES = {"prs": "fa_AF", "iw": "he", "zh-cn": "zh_Hans", "zh-tw": "zh_Hant", "in": "id", "tl": "fil"}


@dataclass(frozen=True, slots=True)
class Language:
    """A language as pages name it: BCP 47 tag, own name, writing direction ("ltr" or "rtl")."""

    tag: str
    name: str
    direction: str


def language(tag: str) -> Language:
    """Return the `Language` of a tag; an unknown one keeps its tag as name and reads left to right."""
    code = ALIASES.get(tag.lower(), tag).replace("-", "_")
    try:
        locale = Locale.parse(code)
    except (ValueError, UnknownLocaleError):
        return Language(tag, tag, "ltr")
    return Language(tag, NAMES.get(tag) or locale.get_display_name() or tag, locale.text_direction)


def resolve(offered: Iterable[str], wishes: Iterable[str | None], accepted: str = "") -> str:
    """Return the offered tag that serves a reader best.

    `wishes` are tags in falling order of weight (explicit choice, stored preference, invitation);
    `accepted` is an Accept-Language header. The first offered tag is the last resort.
    """
    tags = list(offered)
    for wish in [*wishes, *_accepted(accepted)]:
        if wish and (found := _match(wish, tags)):
            return found
    return tags[0]


def _match(wish: str, offered: list[str]) -> str | None:
    plain = ALIASES.get(wish.lower(), wish).replace("_", "-")
    return negotiate_locale([plain], offered, sep="-") or next(
        (tag for tag in offered if tag.split("-")[0] == plain.split("-")[0].lower()), None
    )


def _accepted(header: str) -> list[str]:
    weighed: list[tuple[float, str]] = []
    for piece in header.split(",")[:20]:
        tag, _, quality = piece.strip().partition(";")
        try:
            weight = float(quality.strip().removeprefix("q=") or 1)
        except ValueError:
            weight = 0.0
        if tag and tag != "*" and weight > 0:
            weighed.append((-weight, tag.strip()))
    return [tag for _, tag in sorted(weighed, key=lambda pair: pair[0])]

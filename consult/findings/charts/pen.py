"""SVG marks with x in per cent, mirrored when the page reads from right to left."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape


@lru_cache(maxsize=4096)
def per_cent(value: float) -> str:
    """Write a coordinate, short."""
    return f"{round(value, 2):g}%"


@lru_cache(maxsize=256)
def _kind(kind: str) -> str:
    return str(escape(kind))


def _drawn(mark: str) -> Markup:
    """Take a mark as it is written: `Markup.format`, which escapes each part again, took most of a page's time."""
    return Markup(mark)  # noqa: S704 - coordinates are numbers, words and kinds are escaped where they are put in


@dataclass(frozen=True, slots=True)
class Pen:
    """Draws in logical coordinates: x = 0 is the inline start."""

    rtl: bool = False

    def x(self, at: float) -> float:
        """Return the physical place of a logical one."""
        return 100 - at if self.rtl else at

    def rect(self, x: float, width: float, y: tuple[float, float], kind: str) -> Markup:
        """Draw a bar from `x`; `y` is top and height."""
        start = 100 - x - width if self.rtl else x
        return _drawn(
            f'<rect x="{per_cent(start)}" y="{per_cent(y[0])}" width="{per_cent(width)}" height="{per_cent(y[1])}"'
            f' class="{_kind(kind)}"/>'
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> Markup:
        """Draw a line between two points."""
        (x1, y1), (x2, y2) = start, end
        return _drawn(
            f'<line x1="{per_cent(self.x(x1))}" y1="{per_cent(y1)}" x2="{per_cent(self.x(x2))}" y2="{per_cent(y2)}"'
            f' class="{_kind(kind)}"/>'
        )

    def upright(self, x: float, kind: str) -> Markup:
        """Draw a line from top to bottom."""
        return self.line((x, 0), (x, 100), kind)

    def text(self, x: float, y: float, words: str, kind: str, anchor: str = "middle") -> Markup:
        """Write at a point; an `anchor` of start follows the direction of reading, a little away from the point."""
        away = {"start": 6, "end": -6}.get(anchor, 0)
        shift = f' dx="{-away if self.rtl else away}"' if away else ""
        return _drawn(
            f'<text x="{per_cent(self.x(x))}" y="{per_cent(y)}" text-anchor="{escape(anchor)}"'
            f' dominant-baseline="central"{shift} class="{_kind(kind)}">{escape(words)}</text>'
        )

    def circle(self, x: float, y: float, radius: float, kind: str) -> Markup:
        """Draw a circle; its radius is in pixels."""
        return _drawn(f'<circle cx="{per_cent(self.x(x))}" cy="{per_cent(y)}" r="{radius:g}" class="{_kind(kind)}"/>')

    def diamond(self, x: float, y: float, radius: float, kind: str) -> Markup:
        """Draw a diamond; its radius is in pixels."""
        path = f"M0-{radius:g} {radius:g} 0 0 {radius:g}-{radius:g} 0z"
        return _drawn(
            f'<svg x="{per_cent(self.x(x))}" y="{per_cent(y)}" overflow="visible">'
            f'<path d="{path}" class="{_kind(kind)}"/></svg>'
        )


def swatch(kind: str) -> Markup:
    """Draw the legend's sample of a filled area, 24 by 16."""
    return _drawn(f'<rect x="1" y="1" width="22" height="14" class="{_kind(kind)}"/>')


def joined(*marks: Markup) -> Markup:
    """Put marks on top of each other, the first at the back."""
    return Markup("").join(marks)

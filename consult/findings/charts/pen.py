"""SVG marks with x in per cent, mirrored when the page reads from right to left."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup, escape


def per_cent(value: float) -> str:
    """Write a coordinate, short."""
    return f"{round(value, 2):g}%"


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
        return Markup('<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>').format(
            per_cent(start), per_cent(y[0]), per_cent(width), per_cent(y[1]), kind
        )

    def line(self, start: tuple[float, float], end: tuple[float, float], kind: str) -> Markup:
        """Draw a line between two points."""
        return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(
            per_cent(self.x(start[0])), per_cent(start[1]), per_cent(self.x(end[0])), per_cent(end[1]), kind
        )

    def upright(self, x: float, kind: str) -> Markup:
        """Draw a line from top to bottom."""
        return self.line((x, 0), (x, 100), kind)

    def text(self, x: float, y: float, words: str, kind: str, anchor: str = "middle") -> Markup:
        """Write at a point; an `anchor` of start follows the direction of reading, a little away from the point."""
        away = {"start": 6, "end": -6}.get(anchor, 0)
        shift = Markup(' dx="{}"').format(-away if self.rtl else away) if away else ""
        return Markup('<text x="{}" y="{}" text-anchor="{}" dominant-baseline="central"{} class="{}">{}</text>').format(
            per_cent(self.x(x)), per_cent(y), anchor, shift, kind, escape(words)
        )

    def circle(self, x: float, y: float, radius: float, kind: str) -> Markup:
        """Draw a circle; its radius is in pixels."""
        return Markup('<circle cx="{}" cy="{}" r="{:g}" class="{}"/>').format(
            per_cent(self.x(x)), per_cent(y), radius, kind
        )

    def diamond(self, x: float, y: float, radius: float, kind: str) -> Markup:
        """Draw a diamond; its radius is in pixels."""
        path = f"M0-{radius:g} {radius:g} 0 0 {radius:g}-{radius:g} 0z"
        return Markup('<svg x="{}" y="{}" overflow="visible"><path d="{}" class="{}"/></svg>').format(
            per_cent(self.x(x)), per_cent(y), path, kind
        )


def swatch(kind: str) -> Markup:
    """Draw the legend's sample of a filled area, 24 by 16."""
    return Markup('<rect x="1" y="1" width="22" height="14" class="{}"/>').format(kind)


def joined(*marks: Markup) -> Markup:
    """Put marks on top of each other, the first at the back."""
    return Markup("").join(marks)

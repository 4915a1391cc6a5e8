"""Commands of membership."""

from __future__ import annotations

import click


@click.group("membership")
def group() -> None:
    """Commands of membership."""

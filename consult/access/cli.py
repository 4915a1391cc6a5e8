"""Commands of access."""

from __future__ import annotations

import click


@click.group("access")
def group() -> None:
    """Commands of access."""

"""Commands of collection."""

from __future__ import annotations

import click


@click.group("collection")
def group() -> None:
    """Commands of collection."""

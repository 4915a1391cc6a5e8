"""Serve the product, or its demonstration."""

from __future__ import annotations

import click


@click.command("demo")
def demo() -> None:
    """Load and serve the demonstration."""


@click.command("serve")
def serve() -> None:
    """Serve with gunicorn."""

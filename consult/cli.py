"""The console script: every domain's commands under one name."""


def main() -> None:
    """Run the command line."""

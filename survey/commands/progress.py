"""How far a long command has come."""

from __future__ import annotations

from rich.console import Console
from rich.progress import Progress


def progress_bar() -> Progress:
    """A bar on standard error that goes away when it is done, and is not there where nobody sees it."""
    console = Console(stderr=True)
    return Progress(console=console, transient=True, disable=not console.is_terminal)

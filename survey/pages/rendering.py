"""The templates, in one environment for each language, with the look and the script inlined."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from survey.pages.languages import Interface

TEMPLATES: Final = Path(__file__).with_name("templates")


def _style() -> str:
    """The style sheet without comments, indentation and line breaks."""
    css = (TEMPLATES / "style.css").read_text(encoding="utf-8")
    return re.sub(r"\s*\n\s*", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))


def _script() -> str:
    """The script without comments and indentation."""
    lines = (TEMPLATES / "script.js").read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if not line.strip().startswith("//"))


STYLE: Final = _style()
SCRIPT: Final = _script()


def csp_hash(content: str) -> str:
    """The source expression that allows exactly this inline style or script."""
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


class Renderer:
    """The templates of one interface language. Folders that come first win."""

    def __init__(self, interface: Interface, folders: tuple[Path, ...] = (), **known: Any) -> None:
        self.interface = interface
        self.environment = Environment(
            loader=FileSystemLoader([*folders, TEMPLATES]),
            autoescape=True,
            auto_reload=False,
            undefined=StrictUndefined,
            trim_blocks=True,
        )
        self.environment.globals.update(
            {
                "_": interface.translate,
                "language": interface.language,
                "direction": interface.direction,
                "style": Markup(STYLE),  # noqa: S704  # the project's own files
                "script": Markup(SCRIPT),  # noqa: S704
                **known,
            }
        )
        self._templates: dict[str, Template] = {}

    def html(self, name: str, context: Mapping[str, Any]) -> str:
        """A template filled in. Every name it uses must be given."""
        template = self._templates.get(name)
        if template is None:
            template = self._templates[name] = self.environment.get_template(name)
        return template.render(context)

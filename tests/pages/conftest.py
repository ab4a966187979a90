"""One language's pages, without an app around them."""

from __future__ import annotations

import pytest
from flask import Flask

from survey.pages.languages import Interface, interfaces


@pytest.fixture(scope="session")
def by_language() -> dict[str, Interface]:
    return interfaces(Flask("survey.pages"))


@pytest.fixture(scope="session")
def swedish(by_language: dict[str, Interface]) -> Interface:
    return by_language["sv"]

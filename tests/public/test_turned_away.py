"""Whoever does not want to, is too young or is turned away leaves nothing behind."""

from __future__ import annotations

import pytest

from tests.public.conftest import Site
from tests.public.visitor import Visitor

TABLES = ("drafts", "inbox", "responses")


def test_without_consent_there_is_thanks_and_support(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    visitor.answer(consent="refuse")
    assert visitor.page.heading == "Tack ändå"
    assert "Jourlinjen" in visitor.page.text
    assert visitor.cookies == {}
    assert {table: site.rows(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    assert site.counted() == {}


@pytest.mark.parametrize("language", ["sv", "en", "ru"])
def test_under_18_stores_nothing_and_counts_nothing(site: Site, visitor: Visitor, language: str) -> None:
    visitor.consented(language=language)
    here = visitor.path
    visitor.answer(age="under_18")
    assert visitor.page.heading.startswith("Du är viktig")
    assert visitor.page.language == language
    assert "Jourlinjen" in visitor.page.text
    assert {table: site.rows(table) for table in TABLES} == dict.fromkeys(TABLES, 0)
    assert site.counted() == {}
    visitor.get(here)
    assert visitor.status == 410


def test_switching_language_with_the_answer_chosen_does_not_store_it(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    here = visitor.path
    visitor.switch("ru", age="under_18")
    assert visitor.chosen == {"age": ["under_18"]}
    visitor.get(here)
    assert visitor.chosen == {}


def test_changing_ones_mind_at_the_check_deletes_everything(site: Site, visitor: Visitor) -> None:
    visitor.to_check()
    visitor.get(f"{visitor.path.removesuffix('check')}2?from=check")
    visitor.answer(age="under_18")
    assert visitor.page.heading == "Du är viktig"
    assert {table: site.rows(table) for table in TABLES} == dict.fromkeys(TABLES, 0)


def test_the_address_of_the_end_names_nothing(visitor: Visitor) -> None:
    visitor.consented()
    before = visitor.path
    visitor.answer(age="under_18")
    assert visitor.path == before
    assert visitor.page.title == "Slut – Enkät"

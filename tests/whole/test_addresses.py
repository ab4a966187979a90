"""What a network, a history or a glance at the address bar can learn of a visit."""

from __future__ import annotations

import re

from tests.whole.conftest import NAMES, Sent
from tests.whole.html_page import Page
from tests.whole.respondent import LANGUAGES, page_id

FIXED = {
    "check",
    "done",
    "start",
    "send",
    "support",
    "privacy",
    "accessibility",
    "safety",
    "delete",
    "resume",
}
ADDRESS = re.compile(
    r"/|/(?:[a-z]{2})/(?:|[a-z]+|[a-z0-9]{8}/(?:[0-9]+|check|send|done|delete)(?:\?from=check)?)"
)


def test_addresses_hold_a_language_a_tag_and_a_number_only(sent: Sent) -> None:
    for respondents in sent.values():
        for one in respondents:
            for path, _ in one.client.seen:
                assert ADDRESS.fullmatch(path), path
                words = set(re.findall(r"[a-z_]{3,}", path.partition("?")[0])) - FIXED
                assert not words & {*NAMES, *one.pages}, path


def test_every_visit_has_a_tag_of_its_own(sent: Sent) -> None:
    tags = [
        {path.split("/")[2] for path, _ in one.client.seen if path.count("/") == 3}
        for respondents in sent.values()
        for one in respondents
    ]
    assert all(len(own) == 1 for own in tags)
    assert len(set.union(*tags)) == len(tags)


def test_titles_are_neutral(sent: Sent) -> None:
    titles = set()
    for respondents in sent.values():
        for one in respondents[:5]:
            for path, answer in one.client.seen:
                if answer.body:
                    page = Page(path, answer.status, answer.body.decode())
                    titles.add((page.language, re.sub(r"\d+", "N", page.title)))
    for language in LANGUAGES:
        shown = {title for code, title in titles if code == language}
        assert 0 < len(shown) <= 12, shown


def test_pages_come_in_one_or_two_lengths(sent: Sent) -> None:
    lengths = {
        len(answer.body)
        for respondents in sent.values()
        for one in respondents
        for _, answer in one.client.seen
        if answer.status == 200
    }
    assert len(lengths) <= 2, lengths


def test_the_pages_of_a_questionnaire_are_all_reached(sent: Sent) -> None:
    """Else the other tests say less than they seem to."""
    for name, respondents in sent.items():
        reached = {page for one in respondents for page in one.pages}
        assert len(reached) > 30, (name, sorted(reached))
        assert {page_id(one.last) for one in respondents if one.last} == {""}

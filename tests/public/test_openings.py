"""Who is let in: what is open, through which link, and how many at once."""

from __future__ import annotations

import sqlite3

import pytest

from survey.public.limits import FROM_ONE_NETWORK, Limiter, TooMany, network
from survey.storage import published, recipients
from survey.storage.collectors import new_collector, revoke
from tests.public.conftest import Site
from tests.public.visitor import Visitor


def test_the_front_page_offers_what_is_open(site: Site, visitor: Visitor) -> None:
    visitor.get("/sv/")
    assert {control.value for control in visitor.form.named("questionnaire")} == {"visitors", "neighbours"}
    assert "För dig som har varit här" in visitor.page.text
    published.close(site.instance.engine, "visitors", now=site.now)
    visitor.get("/sv/")
    assert {control.value for control in visitor.form.named("questionnaire")} == {"neighbours"}


def test_nothing_chosen_is_asked_about(visitor: Visitor) -> None:
    visitor.send("/sv/start", {})
    assert visitor.status == 422
    assert "Välj en enkät för att gå vidare." in visitor.page.text


def test_nothing_open_is_said_with_support(site: Site, visitor: Visitor) -> None:
    for questionnaire in ("visitors", "neighbours"):
        published.close(site.instance.engine, questionnaire, now=site.now)
    visitor.get("/ru/")
    assert (visitor.status, visitor.page.heading) == (200, "Сейчас нет открытых анкет")


@pytest.mark.parametrize("questionnaire", ["visitors", "nothing", "../x", "\x00"])
def test_what_is_not_open_cannot_be_begun(site: Site, visitor: Visitor, questionnaire: str) -> None:
    published.close(site.instance.engine, "visitors", now=site.now)
    visitor.begin(questionnaire)
    assert (visitor.status, visitor.page.heading) == (410, "Enkäten är stängd")


def test_without_a_key_it_is_closed_before_the_first_question(site: Site, visitor: Visitor) -> None:
    recipients.retire(site.instance.engine, "Anna")
    visitor.get("/sv/")
    assert visitor.page.heading == "Ingen enkät är öppen just nu"
    visitor.begin()
    assert visitor.page.heading == "Enkäten är stängd"


def test_with_a_damaged_key_it_is_closed_before_the_first_question(site: Site, visitor: Visitor) -> None:
    with sqlite3.connect(site.instance.path / "survey.db") as database:
        database.execute("UPDATE recipients SET public_key = zeroblob(1216)")
    visitor.begin()
    assert visitor.page.heading == "Enkäten är stängd"


def test_closing_while_somebody_reads_the_first_page_lets_nobody_begin(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    published.close(site.instance.engine, "visitors", now=site.now)
    visitor.answer(consent="agree")
    assert visitor.page.heading == "Enkäten är stängd"
    assert site.rows("drafts") == 0


def test_whoever_has_begun_may_finish_for_a_while_after_closing(site: Site, visitor: Visitor) -> None:
    visitor.consented()
    published.close(site.instance.engine, "visitors", now=site.now)
    site.wait(hours=1, minutes=30)
    visitor.answer(age="adult")
    assert visitor.page.heading == "Har du sökt hjälp?"
    site.wait(hours=1, minutes=45)
    visitor.answer(sought="no")
    assert (visitor.status, visitor.page.heading) == (410, "Enkäten är stängd")


def test_a_short_link_asks_for_the_language_alone(site: Site, visitor: Visitor) -> None:
    code = new_collector(site.instance.engine, "visitors", "kort").code
    visitor.get(f"/c/{code}")
    assert [button.action for button in visitor.form.buttons] == ["/sv/start", "/en/start", "/ru/start"]
    assert "Besökarenkäten" not in visitor.response.text
    visitor.press(2)
    assert visitor.page.language == "ru"
    visitor.answer(consent="agree")
    visitor.answer(age="adult")
    visitor.answer(sought="no")
    visitor.answer(told="no")
    visitor.answer(trust__police="high", trust__health="low")
    visitor.answer(improve="Всё")
    visitor.press(0)
    (response,) = site.opened()
    assert (response.collector, response.language) == (code, "ru")
    assert site.counted()["collector", code] == 1


def test_a_revoked_or_unknown_link_says_so(site: Site, visitor: Visitor) -> None:
    code = new_collector(site.instance.engine, "visitors", "kort").code
    visitor.get(f"/c/{code}")
    revoke(site.instance.engine, code)
    visitor.press(0)
    assert (visitor.status, visitor.page.heading) == (404, "Länken gäller inte längre")
    visitor.get("/c/aaaaaaaa")
    assert visitor.status == 404


def test_many_starts_from_one_network_have_to_wait(site: Site) -> None:
    client = site.app.test_client()

    def start(address: str) -> int:
        return client.post(
            "/sv/start", data={"questionnaire": "visitors"}, environ_base={"REMOTE_ADDR": address}
        ).status_code

    assert {start(f"203.0.113.{n}") for n in range(FROM_ONE_NETWORK)} == {303}
    assert start("203.0.113.250") == 429
    assert start("198.51.100.1") == 303
    site.wait(minutes=11)
    assert start("203.0.113.250") == 303


def test_a_page_that_has_to_wait_can_be_sent_again_with_what_was_chosen(site: Site, visitor: Visitor) -> None:
    visitor.begin()
    for _ in range(FROM_ONE_NETWORK):
        site.app.extensions["survey.public"].starts.take("203.0.113.1")
    form = visitor.form
    response = visitor.client.post(
        visitor.path,
        data=dict(form.hidden) | {"consent": "agree"},
        environ_base={"REMOTE_ADDR": "203.0.113.1"},
    )
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert '<input type="hidden" name="consent" value="agree">' in response.text


def test_a_trial_on_this_machine_has_no_limit(site: Site) -> None:
    client = site.app.test_client()
    for _ in range(FROM_ONE_NETWORK + 1):
        assert client.post("/sv/start", data={"questionnaire": "visitors"}).status_code == 303


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_forwarded_address_is_not_believed(site: Site, header: str) -> None:
    client = site.app.test_client()
    for n in range(FROM_ONE_NETWORK + 1):
        last = client.post(
            "/sv/start",
            data={"questionnaire": "visitors"},
            headers={header: f"192.0.{n}.1"},
            environ_base={"REMOTE_ADDR": "203.0.113.1"},
        )
    assert last.status_code == 429


def test_the_network_that_the_proxy_names_has_its_limit(site: Site) -> None:
    client = site.app.test_client()

    def start(network: str) -> int:
        return client.post(
            "/sv/start", data={"questionnaire": "visitors"}, headers={"Client-Network": network}
        ).status_code

    assert [start("192.0.2.0") for _ in range(FROM_ONE_NETWORK)] == [303] * FROM_ONE_NETWORK
    assert start("192.0.2.0") == 429
    assert start("198.51.100.0") == 303


def test_limits_hold_for_all_together_and_start_afresh_each_day(site: Site) -> None:
    limiter = Limiter(lambda: site.now)
    for n in range(1_200):
        limiter.take(f"10.{n // 250}.{n % 250}.1")
    with pytest.raises(TooMany):
        limiter.take("172.16.0.1")
    with pytest.raises(TooMany):
        limiter.take(None)
    site.wait(days=1)
    limiter.take("172.16.0.1")


@pytest.mark.parametrize(
    ("address", "net"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("not an address", "not an address"),
    ],
)
def test_addresses_are_known_by_their_network(address: str, net: str) -> None:
    assert network(address) == net


def test_a_locked_database_is_said_to_be_busy_and_the_answer_can_be_sent_again(
    site: Site, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor.consented()
    with site.instance.engine.connect() as connection:  # do not wait five seconds for the lock
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    lock = sqlite3.connect(site.instance.path / "survey.db", isolation_level=None)
    lock.execute("BEGIN EXCLUSIVE")
    visitor.answer(age="adult")
    assert visitor.status == 503
    assert int(visitor.response.headers["Retry-After"]) > 0
    lock.execute("ROLLBACK")
    lock.close()
    visitor.press(0)
    assert visitor.page.heading == "Har du sökt hjälp?"

"""Somebody with a browser: sees a page, fills in its form, presses a button."""

from __future__ import annotations

from copy import copy

from flask import Flask
from werkzeug.test import TestResponse

from tests.whole.html_page import Form, Page

Filled = dict[str, str | list[str]]


class Visitor:
    """One browser with its cookies. ``page`` is what it shows, ``path`` the address it shows it under."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.path = ""
        self.response: TestResponse
        self.page: Page

    def get(self, path: str) -> Page:
        return self._shown(path, self.client.get(path))

    def send(self, path: str, fields: Filled | list[tuple[str, str]]) -> Page:
        """Post exactly these fields."""
        return self._shown(path, self.client.post(path, data=fields))

    def begin(self, questionnaire: str = "visitors", language: str = "sv") -> Page:
        """To the first page of a questionnaire."""
        return self.send(f"/{language}/start", {"questionnaire": questionnaire})

    def consented(self, questionnaire: str = "visitors", language: str = "sv") -> Page:
        """To the second page."""
        self.begin(questionnaire, language)
        return self.answer(consent="agree")

    def answer(self, **filled: str | list[str]) -> Page:
        """Fill in nothing but this and press the first button."""
        return self.press(0, **filled)

    def press(self, button: int, **filled: str | list[str]) -> Page:
        """Fill in nothing but this and press a button, by its place in the document."""
        form = self.form
        pressed = form.buttons[button]
        fields: Filled = {**dict(form.hidden), **{k.replace("__", "."): v for k, v in filled.items()}}
        if pressed.name:
            fields[pressed.name] = pressed.value
        return self.send(pressed.action or form.action, fields)

    def skip(self) -> Page:
        """Go on without answering, past the one kind question."""
        self.answer()
        return self.answer()

    def switch(self, language: str, **filled: str | list[str]) -> Page:
        """Press the button of another language."""
        actions = [button.action.startswith(f"/{language}/") for button in self.form.buttons]
        return self.press(actions.index(True), **filled)

    def to_check(self, **more: str | list[str]) -> Page:
        """Through the visitors' questionnaire by a short way."""
        self.consented()
        self.answer(age="adult")
        self.answer(sought="no")
        self.answer(told="no")
        self.answer(trust__police="high", trust__health="low")
        return self.answer(improve="Allt", **more)

    @property
    def form(self) -> Form:
        form = self.page.posting()
        assert form is not None, self.page.text
        return form

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def chosen(self) -> dict[str, list[str]]:
        """By field, what stands in its controls."""
        values: dict[str, list[str]] = {}
        for control in self.form.controls:
            typed = control.kind in ("text", "textarea")
            if control.kind != "hidden" and control.value and (typed or control.chosen):
                values.setdefault(control.name, []).append(control.value)
        return values

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.key: cookie.value for cookie in self.client._cookies.values()}

    def put_cookie(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, path="/")

    def tab(self) -> Visitor:
        """Another tab of the same browser."""
        return copy(self)

    def _shown(self, path: str, response: TestResponse) -> Page:
        while response.status_code == 303 and response.location.startswith("/"):
            path = response.location
            response = self.client.get(path)
        self.path, self.response = path.split("#")[0], response
        self.page = Page(self.path, response.status_code, response.text)
        return self.page

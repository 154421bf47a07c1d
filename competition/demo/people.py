"""People at their pages: they sign in, fill in the forms that a page shows them, and send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from urllib.parse import urljoin

import httpx


class LostError(Exception):
    """A page did not show the form that somebody looked for, or did not take what she filled in."""


@dataclass
class Form:
    """A form of a page. fields: name → what it holds already. choices: what its buttons, boxes and lists offer. fixed:
    names of what nobody can change."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)
    choices: set[tuple[str, str]] = field(default_factory=set)
    names: set[str] = field(default_factory=set)
    fixed: set[str] = field(default_factory=set)

    def takes(self, filled: Mapping[str, str]) -> bool:
        """True where the form has every field of these, and none that says otherwise by itself."""
        return all(
            (name, value) in self.choices or name in self.names
            if name not in self.fixed
            else self.fields[name] == value
            for name, value in filled.items()
        )


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = ""
        self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(own.get("action", ""), own.get("method", "get").lower())
            self.forms.append(self._open)
            return
        form = self._open
        if form is None:
            return
        name, value = own.get("name", ""), own.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choices.add((self._select, value))
            if "selected" in own:
                form.fields[self._select] = value
        elif tag == "textarea" and name:
            form.names.add(name)
            form.fields[name] = ""
            self._area = name
        elif tag == "button" and name:
            form.choices.add((name, value))
        elif tag == "input" and name:
            self._input(form, own.get("type", "text"), name, value, "checked" in own)

    def _input(self, form: Form, kind: str, name: str, value: str, checked: bool) -> None:
        if kind in ("radio", "checkbox"):
            form.choices.add((name, value or "on"))
            if checked:
                form.fields[name] = value or "on"
        elif kind == "hidden":
            form.fixed.add(name)
            form.fields[name] = value
        else:
            form.names.add(name)
            if value:
                form.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area and self._open is not None:
            self._open.fields[self._area] += data


@dataclass(frozen=True)
class Page:
    """What somebody sees. path: with its query."""

    path: str
    status: int
    text: str

    def form(self, filled: Mapping[str, str]) -> Form:
        """The first form to send that takes these fields; without fields, the first act of the page itself, whose forms
        bear keys. Raises LostError."""
        reader = _Forms()
        reader.feed(self.text)
        offered = [each for each in reader.forms if each.method == "post" and (filled or "key" in each.fixed)]
        found = next((each for each in offered if each.takes(filled)), None)
        if found is None:
            wanted = ", ".join(f"{name}={value[:40]}" for name, value in filled.items())
            raise LostError(f"{self.path} ({self.status}) shows no form for {wanted}")
        return found


class Person:
    """Somebody who is signed in. Use as `async with Person(url, role, password) as person`."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self.login = login
        self._password = password
        self._client = httpx.AsyncClient(base_url=url, headers={"Origin": url}, timeout=30, trust_env=False)

    async def __aenter__(self) -> Person:
        await self.fill("/sign-in", login=self.login, password=self._password)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.aclose()

    async def see(self, path: str) -> Page:
        """Open a page."""
        answer = await self._client.get(path, follow_redirects=True)
        return Page(answer.url.raw_path.decode(), answer.status_code, answer.text)

    async def fill(self, page: str | Page, **filled: str) -> Page:
        """Fill in a page's form and send it; the page that follows. Raises LostError where there is no such form or it
        is not taken."""
        before = page if isinstance(page, Page) else await self.see(page)
        form = before.form(filled)
        action = urljoin(before.path, form.action) if form.action else before.path
        answer = await self._client.post(action, data=form.fields | filled, follow_redirects=True)
        after = Page(answer.url.raw_path.decode(), answer.status_code, answer.text)
        if after.status >= 400:
            raise LostError(f"{self.login} at {action}: {after.status} {_said(after.text)}")
        return after


def _said(text: str) -> str:
    """What a page says is wrong, as far as it marks that."""
    reader = _Problems()
    reader.feed(text)
    return " ".join(" ".join(reader.said).split())[:400]


class _Problems(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        if self._depth or "problem" in (own.get("class") or "") or own.get("role") == "alert":
            self._depth += tag not in ("br", "img", "input", "use", "path", "circle", "line")

    def handle_endtag(self, tag: str) -> None:
        self._depth = max(0, self._depth - 1)

    def handle_data(self, data: str) -> None:
        if self._depth:
            self.said.append(data)

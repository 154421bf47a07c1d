"""Reading a document (parsed TOML or JSON) key by key, collecting every problem instead of stopping at the first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from scoring.nodes import Name
from scoring.numbers import MODES, Exact, Rounding, parse
from scoring.problems import Problem

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""What an id may be; matched whole."""
REASON = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
"""What a reason is: a code."""


def _spelled(value: int | str) -> str:
    """The value's text; a whole number of more digits than Python writes out is cut short in hexadecimal."""
    return value if isinstance(value, str) else str(value) if value.bit_length() < 999 else f"{value:#x}"[:80]


class Document:
    """One table of a document. Each reader returns a value that fits, or a harmless one after noting a problem."""

    def __init__(self, values: Any, where: str, problems: list[Problem]) -> None:
        self.where = where
        self.problems = problems
        if not isinstance(values, Mapping):
            self.problem("wrong-type", "", expected="table")
            values = {}
        self.values: Mapping[str, Any] = values
        self.read: set[str] = set()

    def problem(self, code: str, key: str, **facts: str) -> None:
        """Note a problem at a key of this table."""
        self.problems.append(Problem(code, self.at(key), facts))

    def at(self, *keys: str) -> str:
        """Where a key of this table stands, or one of the table under it."""
        return ".".join(part for part in (self.where, *keys) if part)

    def inner(self, key: str, values: Any) -> Document:
        """The table under a key, or one that stands for its short form."""
        return Document(values, self.at(key), self.problems)

    def get(self, key: str) -> Any:
        """The raw value, or None."""
        self.read.add(key)
        return self.values.get(key)

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self.values:
            if key not in self.read:
                self.problem("unknown-key", str(key))

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without default it must be there and not empty."""
        value = self.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            self.problem("missing-key", key)
        elif not isinstance(value, str):
            self.problem("wrong-type", key, expected="text")
        elif not value and default is None:
            self.problem("empty-value", key)
        else:
            return value
        return default or ""

    def id(self, key: str = "id") -> str:
        """A text that may be an id."""
        value = self.text(key)
        if value and ID.fullmatch(value) is None:
            self.problem("bad-id", key, value=value[:80])
        return value

    def flag(self, key: str) -> bool:
        """true or false; false where absent."""
        value = self.get(key)
        if value is not None and not isinstance(value, bool):
            self.problem("wrong-type", key, expected="true or false")
        return value is True

    def whole(self, key: str, default: int | None, low: int, high: int) -> int:
        """A whole number in a range; default None: it must be there."""
        value = self.get(key)
        if value is None:
            if default is None:
                self.problem("missing-key", key)
            return low if default is None else default
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value):
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.problem("wrong-type", key, expected="whole number")
        elif not low <= value <= high:
            self.problem("out-of-range", key, value=_spelled(value), low=str(low), high=str(high))
        else:
            return value
        return low

    def number(self, key: str, default: Exact | None = None, *, needed: bool = False) -> Exact | None:
        """An exact number, or the default where absent."""
        value = self.get(key)
        if value is None:
            if needed:
                self.problem("missing-key", key)
            return default
        return self.exact(value, key, default)

    def exact(self, value: Any, key: str, default: Exact | None = None) -> Exact | None:
        """The exact number that a raw value states, or the default after noting a problem."""
        if isinstance(value, bool) or not isinstance(value, (int, str)):
            self.problem("wrong-type", key, expected="number")
            return default
        number = parse(_spelled(value))
        if number is None:
            self.problem("bad-number", key, value=_spelled(value)[:80])
            return default
        return number

    def choice(self, key: str, choices: Iterable[str], default: str | None, code: str = "unknown-choice") -> str:
        """One of the given texts."""
        value = self.text(key, default)
        choices = tuple(choices)
        if value not in choices:
            if value:
                self.problem(code, key, value=value[:80], choices=", ".join(choices))
            return default if default is not None else choices[0]
        return value

    def name(self, key: str = "name", default: str = "") -> Name:
        """{zh, en}, or one text for both; the default (an id) where absent."""
        value = self.get(key)
        if value is None:
            return Name(default, default)
        if isinstance(value, str):
            if not value:
                self.problem("empty-value", key)
            return Name(value, value)
        inner = self.inner(key, value)
        zh, en = inner.text("zh", ""), inner.text("en", "")
        inner.finish()
        if not zh and not en:
            self.problem("empty-value", key)
        return Name(zh or en, en or zh)

    def rounding(self, key: str = "round") -> Rounding | None:
        """Places, or {places, mode}; None where absent."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            return Rounding(self.whole(key, None, 0, 12))
        inner = self.inner(key, value)
        rounding = Rounding(inner.whole("places", None, 0, 12), inner.choice("mode", MODES, "half-up"))
        inner.finish()
        return rounding

    def tables(self, key: str) -> Iterator[Document]:
        """Each table of a list of tables, in order."""
        value = self.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.problem("wrong-type", key, expected="list of tables")
            return
        for position, each in enumerate(value):
            mark = each.get("id") if isinstance(each, Mapping) else None
            label = mark if isinstance(mark, str) and mark else str(position + 1)
            yield self.inner(f"{key}[{label}]", each)

    def table(self, key: str) -> Mapping[str, Any]:
        """A table of anything; empty where absent."""
        value = self.get(key)
        if value is not None and not isinstance(value, Mapping):
            self.problem("wrong-type", key, expected="table")
            return {}
        return value or {}

    def named(self, key: str) -> Iterator[tuple[str, Document]]:
        """Each table of a table of tables, with its name."""
        for name, each in self.table(key).items():
            yield str(name), Document(each, self.at(key, str(name)), self.problems)

    def texts(self, key: str) -> tuple[str, ...] | None:
        """A list of texts, or None where absent."""
        value = self.get(key)
        if value is None:
            return None
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            self.problem("wrong-type", key, expected="list of texts")
            return ()
        return tuple(value)

    def list(self, key: str) -> list[Any]:
        """A list of anything; empty where absent."""
        value = self.get(key)
        if value is not None and not isinstance(value, list):
            self.problem("wrong-type", key, expected="list")
            return []
        return value or []

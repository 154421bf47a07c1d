"""What another scheme changes, node by node: of each what it said and what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from scoring.nodes import Scheme
from scoring.scheme.form import scheme_form

KINDS: Final = ("scheme", "phase", "module", "criterion", "aspect", "table")
"""What may be changed, in the order that a page shows it."""


class Part(NamedTuple):
    """One thing that is said otherwise. key: a code of `scheme-parts`; mark: of a benchmark, "" else. Texts as the
    scheme states them, "" where it did not, or does not."""

    key: str
    mark: str
    before: str
    after: str


class Difference(NamedTuple):
    """A node that is another. how: `added`, `gone` or `changed`. kind: one of `KINDS`. name: {"zh", "en"}, none of a
    table and of the scheme itself. parts: none of what was added or is gone."""

    how: str
    kind: str
    id: str
    name: Mapping[str, str]
    parts: tuple[Part, ...]


def differences(before: Scheme, after: Scheme) -> list[Difference]:
    """Every node that is not the same in both, in the order of `KINDS`, those that are gone after those that are
    there."""
    old, new = _nodes(scheme_form(before)), _nodes(scheme_form(after))
    found = []
    for key, node in new.items():
        was = old.get(key)
        if was is None:
            found.append(Difference("added", *key, _name(node), ()))
        elif parts := tuple(_parts(was, node)):
            found.append(Difference("changed", *key, _name(node), parts))
    found += [Difference("gone", *key, _name(node), ()) for key, node in old.items() if key not in new]
    return sorted(found, key=lambda each: KINDS.index(each.kind))


def _nodes(form: Mapping[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Every node by kind and id, without those beneath it but with their sequence, and with the one above it."""
    found: dict[tuple[str, str], dict[str, Any]] = {("scheme", ""): _own(form, "modules", "phases", "tables")}
    for phase in form["phases"]:
        found["phase", phase["id"]] = phase
    for module in form["modules"]:
        found["module", module["id"]] = _own(module, "criteria")
        for criterion in module["criteria"]:
            found["criterion", criterion["id"]] = _own(criterion, "aspects", under=module["id"])
            for aspect in criterion["aspects"]:
                found["aspect", aspect["id"]] = {**aspect, "under": criterion["id"]}
    for id, table in form["tables"].items():
        found["table", id] = table
    return found


def _own(node: Mapping[str, Any], *beneath: str, **above: str) -> dict[str, Any]:
    own = {key: value for key, value in node.items() if key not in beneath}
    ids = {f"order-{key}": [each["id"] for each in node[key]] for key in beneath if key != "tables"}
    return {**own, **above, **ids}


def _name(node: Mapping[str, Any]) -> Mapping[str, str]:
    name: Mapping[str, str] = node.get("name", {})
    return name


def _parts(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Part]:
    """What of a node is said otherwise. A node that is added or gone is no other order of those that stay."""
    for key in dict.fromkeys((*before, *after)):
        was: Any = before.get(key)
        now: Any = after.get(key)
        if key == "benchmarks":
            for mark in dict.fromkeys((*was, *now)):
                if was.get(mark) != now.get(mark):
                    yield Part(key, mark, _said(was.get(mark)), _said(now.get(mark)))
        elif key.startswith("order-"):
            if [each for each in was if each in now] != [each for each in now if each in was]:
                yield Part(key, "", _said(was), _said(now))
        elif was != now:
            yield Part(key, "", _said(was), _said(now))


def _said(value: Any) -> str:
    """A value of a normal form as one line."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        if value.keys() == {"zh", "en"}:
            return " / ".join(dict.fromkeys(each for each in (value["zh"], value["en"]) if each))
        return ", ".join(f"{key} {_said(each)}" for key, each in value.items() if each != "")
    if isinstance(value, (list, tuple)):
        if value and all(isinstance(each, list) for each in value):
            return ", ".join(f"{first} → {second}" for first, second in value)
        return ("; " if any(isinstance(each, Mapping) for each in value) else ", ").join(_said(each) for each in value)
    return str(value)

"""A scheme's document as TOML that people read and change: short tables on one line, longer ones under a heading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from scoring.nodes import Scheme
from scoring.scheme.form import scheme_form

NUMBERS = frozenset(
    {"scheme", "decimals", "max", "weight", "floor", "ceiling", "lowest", "highest", "step", "none", "each", "limit"}
    | {"spread", "drop_high", "drop_low", "count", "best", "least", "places", "round", "cut", "within", "upto", "above"}
    | {"base", "point", "slope", "otherwise", "median", "unit", "factor", "excellence", "rows"}
)
"""Keys whose numbers stand without quotes."""

DEFAULTS: Mapping[str, Any] = {
    "weight": "1",
    "panel": "",
    "table": "",
    "first": "",
    "items": False,
    "measure": "points",
    "reveal": "settled",
    "benchmarks": {},
    "carry": [],
    "ties": [],
    "spread": "1",
}
"""What need not be written."""

ORDER = (
    *("scheme", "decimals", "reveal", "groups", "kind", "id", "name", "modules", "entry", "carry", "first", "items"),
    *("panel", "rule", "measure", "lowest", "highest", "step", "each", "table", "none", "attempts", "comment"),
)
"""Keys that stand first in their table, in this order."""

_PLAIN = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")
_BARE = re.compile(r"[A-Za-z0-9_-]+")
_HEADED = frozenset({"modules", "criteria", "aspects", "phases", "tables", "benchmarks", "teams", "scale", "medals"})
"""Tables under a heading of their own; others stand on one line."""

_BOUNDS = {"judgement": {"lowest": "0", "highest": "3", "step": "1"}, "pass-fail": {"lowest": "0", "step": "1"}}


def of_scheme(scheme: Scheme) -> str:
    """The scheme as TOML, without what is at its default."""
    return toml(brief(scheme_form(scheme)))


def toml(document: Mapping[str, Any]) -> str:
    """The document as TOML."""
    return "\n".join(_table(document, ())).strip() + "\n"


def brief(form: Any) -> Any:
    """A normal form without what need not be written."""
    if isinstance(form, list):
        return [brief(each) for each in form]
    if not isinstance(form, Mapping):
        return form
    kept = {key: brief(each) for key, each in form.items() if DEFAULTS.get(key) != each}
    if set(kept) == {"zh", "en"} and kept["zh"] == kept["en"]:
        return kept["zh"]
    if kept.get("round", {}) and isinstance(kept["round"], Mapping) and kept["round"].get("mode") == "half-up":
        kept["round"] = kept["round"]["places"]
    implied = _BOUNDS.get(kept.get("rule", ""), _BOUNDS.get(kept.get("measure", ""), {}))
    if kept.get("measure") == "pass-fail":
        implied = {**implied, "highest": "1"}
    elif kept.get("measure") == "deductions":
        implied = _BOUNDS["pass-fail"]
    return {key: each for key, each in kept.items() if implied.get(key) != each}


def _table(table: Mapping[str, Any], path: tuple[str, ...]) -> Iterator[str]:
    """Lines of a table: plain keys first, then what stands under headings."""
    later = {key: value for key, value in table.items() if key in _HEADED and _is_headed(value)}
    for key in sorted(table.keys() - later.keys(), key=lambda each: (_place(each), list(table).index(each))):
        yield f"{_key(key)} = {_value(key, table[key])}"
    for key, value in later.items():
        inner = (*path, key)
        if isinstance(value, list):
            for each in value:
                yield from ("", f"[[{_path(inner)}]]", *_table(each, inner))
        elif key == "tables":
            for name, each in value.items():
                yield from ("", f"[{_path((*inner, name))}]", *_table(each, (*inner, name)))
        else:
            yield from (f"[{_path(inner)}]", *_table(value, inner))


def _place(key: str) -> int:
    return ORDER.index(key) if key in ORDER else len(ORDER)


def _is_headed(value: Any) -> bool:
    tables = value if isinstance(value, list) else [value]
    return bool(tables) and all(isinstance(each, Mapping) and each for each in tables)


def _path(parts: tuple[str, ...]) -> str:
    return ".".join(_key(each) for each in parts)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else json.dumps(key, ensure_ascii=False)


def _value(key: str, value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{_key(inner)} = {_value(inner, each)}" for inner, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(key, each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) or (key in NUMBERS and _PLAIN.fullmatch(value)):
        return str(value)
    return json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string

"""A TOML file of a package → its document, with numbers kept as text; and the line on which a key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from competition.intake.files.texts import LONGEST, UNSEEN, UNSEEN_IN_LINE, decoded, visible
from competition.intake.problems import Findings
from scoring.problems import Problem

_HEADER = re.compile(r"\s*\[(\[?)\s*([^\[\]]+?)\s*\]")
_KEY = re.compile(r"""\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")
_SAID_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True)
class Toml:
    """A TOML file: its text as given (line ends `\\n`), what it states, and where its keys stand."""

    file: str
    text: str
    document: Mapping[str, Any]

    def line(self, where: str, *, last: bool = False) -> int:
        """The line of the key at a path such as `modules[A].criteria[A1].max`, or of the nearest thing above it."""
        places = self._places()
        while where:
            if where in places:
                return places[where][-1 if last else 0]
            where = where[: max(where.rfind("."), where.rfind("["), 0)]
        return 1

    def say(self, problems: list[Problem], findings: Findings) -> None:
        """Put the problems of this document among the findings, each with its line."""
        for problem in problems:
            line = self.line(problem.where, last=problem.code == "duplicate-id")
            findings.add(self.file, line, problem.where, problem.code, **problem.facts)

    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        counts: dict[str, int] = {}
        current: list[str] = []
        for number, line in enumerate(self.text.split("\n"), 1):
            if header := _HEADER.match(line):
                current = _parts(header[2])
                if header[1]:
                    array = ".".join(current)
                    counts[array] = counts.get(array, 0) + 1
                    for inner in [each for each in counts if each.startswith(f"{array}.")]:
                        del counts[inner]
                path = current
            elif key := _KEY.match(line):
                path = [*current, *_parts(key[1])]
            else:
                continue
            places.setdefault(_where(path, counts, self.document), []).append(number)
        return places


def read(content: bytes, file: str, findings: Findings) -> Toml | None:
    """The document in a file's bytes, or None with the reason among the findings."""
    text = decoded(content, ("utf-8",))
    if text is None:
        findings.add(file, 0, "", "encoding", allowed="UTF-8")
        return None
    text = text.replace("\r\n", "\n")
    if unseen := UNSEEN.search(text):
        line = text.count("\n", 0, unseen.start()) + 1
        findings.add(file, line, "", "control-character", value=f"\\u{ord(unseen.group()):04x}")
        return None
    try:
        return Toml(file, text, tomllib.loads(text, parse_float=str))
    except RecursionError:
        findings.add(file, 1, "", "bad-toml", reason="too deep")
    except ValueError as error:
        said = _SAID_AT.search(str(error))
        reason = str(error).split(" (at ")[0][:80]
        findings.add(file, int(said[1]) if said else text.count("\n") + 1, "", "bad-toml", reason=reason)
    return None


def texts(value: Any, where: str = "") -> Iterator[Problem]:
    """What is wrong with texts wherever they stand: stray space, unseen characters, length, a name that is empty."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from texts(each, f"{where}.{key}".strip("."))
    elif isinstance(value, list):
        for position, each in enumerate(value, 1):
            named = each.get("id") if isinstance(each, Mapping) else None
            yield from texts(each, f"{where}[{named if isinstance(named, str) and named else position}]")
    elif isinstance(value, str):
        if value != value.strip():
            yield Problem("stray-space", where, {"value": visible(value)})
        elif UNSEEN_IN_LINE.search(value):
            yield Problem("control-character", where, {"value": visible(value)})
        elif len(value) > LONGEST:
            yield Problem("too-long", where, {"value": visible(value)})
        elif not value and where.endswith("name"):
            yield Problem("empty-value", where)


def _parts(path: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(path)]


def _where(path: list[str], counts: Mapping[str, int], document: Mapping[str, Any]) -> str:
    """The path as problems write it: an element of a list by its id, or by its position from 1."""
    where, plain, node = "", "", document
    for part in path:
        plain = f"{plain}.{part}".strip(".")
        where = f"{where}.{part}".strip(".")
        node = node.get(part, {}) if isinstance(node, Mapping) else {}
        if plain in counts and isinstance(node, list) and counts[plain] <= len(node):
            position = counts[plain]
            node = node[position - 1]
            named = node.get("id") if isinstance(node, Mapping) else None
            where += f"[{named if isinstance(named, str) and named else position}]"
    return where

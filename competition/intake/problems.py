"""What is wrong with a package: one value for each thing wrong, and the collection they are gathered in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

NAMED_LINES = 8
"""How many lines a problem names that stands on several; what follows is only counted."""


@dataclass(frozen=True, slots=True)
class PackageProblem:
    """One thing wrong with a package.

    file: path inside the package, "" for the whole. line: from 1 (the line of column names), 0 for the whole file.
    column: name of a column, or the path of a key in a TOML file, "" for the whole line. code: a key of `codes.CODES`.
    facts: texts that the code's sentence is filled with.
    """

    file: str
    line: int
    column: str
    code: str
    facts: Mapping[str, str] = field(default_factory=dict, hash=False)


class Findings:
    """Collects problems. What is referred to and does not exist is said once a value, with all its lines."""

    def __init__(self) -> None:
        self._found: list[PackageProblem] = []
        self._lines: dict[tuple[str, str, str, str], tuple[Mapping[str, str], list[int]]] = {}

    def add(self, file: str, line: int, column: str, code: str, /, **facts: str) -> None:
        """One problem at one place."""
        self._found.append(PackageProblem(file, line, column, code, facts))

    def refers(self, file: str, line: int, column: str, code: str, value: str, /, **facts: str) -> None:
        """`value` refers to nothing: many lines that share one cause are one problem, which stands on the first."""
        _, lines = self._lines.setdefault((file, column, code, value), ({"value": value, **facts}, []))
        lines.append(line)

    def has(self, file: str) -> bool:
        """True where something is wrong with the file."""
        return any(found.file == file for found in self._found) or any(key[0] == file for key in self._lines)

    def any(self) -> bool:
        """True where anything is wrong."""
        return bool(self._found or self._lines)

    def all(self, order: Iterable[str]) -> list[PackageProblem]:
        """Every problem, by file in the given order (others after them by name), then line, column and code."""
        place = {file: index for index, file in enumerate(order)}
        grouped = [
            PackageProblem(file, min(lines), column, code, {**facts, "lines": _named(sorted(set(lines)))})
            for (file, column, code, _), (facts, lines) in self._lines.items()
        ]
        return sorted(
            [*self._found, *grouped],
            key=lambda found: (place.get(found.file, len(place)), found.file, found.line, found.column, found.code),
        )


def _named(lines: list[int]) -> str:
    """`3, 4, 9`, and for a long list `3, 4, … (120)` with the count of all."""
    named = ", ".join(str(line) for line in lines[:NAMED_LINES])
    return named if len(lines) <= NAMED_LINES else f"{named}, … ({len(lines)})"

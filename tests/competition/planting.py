"""Tools to plant mistakes in a copy of the golden package `orchard`."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.competition.orchard import Orchard

Plant = Callable[[Orchard], Path | None]
"""Plants one mistake; the path to read, None for the folder."""


def edit(file: str, old: str, new: str) -> Plant:
    def plant(orchard: Orchard) -> None:
        orchard.edit(file, old, new)

    return plant


def append(file: str, line: str) -> Plant:
    def plant(orchard: Orchard) -> None:
        orchard.append(file, line)

    return plant


def write(file: str, content: str | bytes) -> Plant:
    return lambda orchard: orchard.write(file, content)


def without(file: str) -> Plant:
    return lambda orchard: (orchard.path / file).unlink()


def zipped(change: Callable[[zipfile.ZipFile], object]) -> Plant:
    def plant(orchard: Orchard) -> Path:
        target = orchard.zipped()
        with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
            change(archive)
        return target

    return plant

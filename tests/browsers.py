"""The browser that tests and benchmarks drive: where it is found, and how it is launched.

Debian's chromium-headless-shell comes first: it draws no window, and takes half the processor of the whole chromium.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence

import pytest
from playwright.sync_api import Browser, Playwright

WHOLE = ("chromium", "chromium-browser", "google-chrome")
"""Browsers that heed the settings of a profile."""

NAMES = ("chromium-headless-shell", *WHOLE)
ARGUMENTS = ("--no-sandbox",)


def found(names: Sequence[str] = NAMES) -> str | None:
    """Path of the first of these programs that is installed, None where none is."""
    return next(filter(None, map(shutil.which, names)), None)


def program(names: Sequence[str] = NAMES) -> str:
    """The same. Raises RuntimeError where there is none."""
    path = found(names)
    if path is None:
        raise RuntimeError(f"there is no browser: install Debian's package {names[0]}")
    return path


def tried(names: Sequence[str] = NAMES) -> str:
    """The same for a test. Where there is none: a failure where CI is set, elsewhere a skip."""
    path = found(names)
    if path is None:
        lacking(f"no browser, none of {', '.join(names)}: install Debian's package {names[0]}")
    return path or ""


def lacking(what: str) -> None:
    """Say what a test lacks: a failure where CI is set, elsewhere a skip."""
    if os.environ.get("CI"):
        pytest.fail(f"CI is set: {what}")
    pytest.skip(what)


def launch(playwright: Playwright, path: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Browser:
    """The program at a path, running. arguments: beside `ARGUMENTS`. environment: beside this process's own."""
    return playwright.chromium.launch(
        executable_path=path, args=[*ARGUMENTS, *arguments], env={**os.environ, **(environment or {})}
    )

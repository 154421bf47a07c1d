"""A browser that trusts an authority, as a tablet does on which its certificate was installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright

from tests.journeys.conftest import BROWSERS


def launch(
    playwright: Playwright, home: Path, authority: Path | None, leads: Mapping[str, str] | None = None
) -> Browser:
    """Chromium with a home of its own, in whose certificate database the authority is trusted; None for a browser that
    trusts nobody. leads: names that lead to an address here, as a router or mDNS would have it. Without certutil: a
    failure where CI is set, elsewhere a skip."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None or shutil.which("certutil") is None:
        said = "no browser or no certutil: install Debian's packages chromium and libnss3-tools"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True, capture_output=True)
    if authority is not None:
        trusted = ["-A", "-t", "C,,", "-n", "hall", "-i", str(authority)]
        subprocess.run([*certutil, *trusted], check=True, capture_output=True)
    arguments = ["--no-sandbox"]
    if leads:
        arguments.append("--host-resolver-rules=" + ",".join(f"MAP {name} {to}" for name, to in leads.items()))
    return playwright.chromium.launch(executable_path=program, args=arguments, env={**os.environ, "HOME": str(home)})

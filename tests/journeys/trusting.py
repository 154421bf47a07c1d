"""A browser that trusts an authority, as a tablet does on which its certificate was installed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from tests import browsers


def launch(
    playwright: Playwright, home: Path, authority: Path | None, leads: Mapping[str, str] | None = None
) -> Browser:
    """Chromium with a home of its own, in whose certificate database the authority is trusted; None for a browser that
    trusts nobody. leads: names that lead to an address here, as a router or mDNS would have it. Without certutil: a
    failure where CI is set, elsewhere a skip."""
    path = browsers.tried()
    if shutil.which("certutil") is None:
        browsers.lacking("no certutil: install Debian's package libnss3-tools")
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    certutil = ["certutil", "-d", f"sql:{store}"]
    subprocess.run([*certutil, "-N", "--empty-password"], check=True, capture_output=True)
    if authority is not None:
        trusted = ["-A", "-t", "C,,", "-n", "hall", "-i", str(authority)]
        subprocess.run([*certutil, *trusted], check=True, capture_output=True)
    rules = ",".join(f"MAP {name} {to}" for name, to in (leads or {}).items())
    arguments = [f"--host-resolver-rules={rules}"] if rules else []
    return browsers.launch(playwright, path, *arguments, environment={"HOME": str(home)})

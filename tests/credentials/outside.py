"""Verifiers that are not ours: npm's `jose` and `@digitalbazaar/vc`, installed once from the lock file beside this, and
asked in one process that has no network."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

HERE = Path(__file__).parent
STATED: Final = ("package.json", "package-lock.json")
DONE = "installed"
"""Stands in a folder once everything in it is there."""

_BUNDLED: Final = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "ob-v3p0-context-3.0.3.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "ob-v3p0-extensions.json",
    "https://w3id.org/security/data-integrity/v2": "security-data-integrity-v2.json",
    "https://w3id.org/security/multikey/v1": "security-multikey-v1.json",
}
"""Contexts as openbadgeslib holds them, unchanged, by their address."""


class Missing(Exception):
    """Node or npm is not there, or the packages cannot be installed."""


@dataclass(frozen=True)
class Question:
    """did, jwks: as the server publishes them. jwts, documents: what is to be verified. statuses: pairs of a
    credential's payload and the list that it names."""

    did: Mapping[str, Any]
    jwks: Mapping[str, Any]
    jwts: Sequence[str] = ()
    documents: Sequence[Mapping[str, Any]] = ()
    statuses: Sequence[tuple[Mapping[str, Any], str]] = field(default=())


@dataclass(frozen=True)
class Answer:
    """In the order of what was asked: "" where it was accepted, else what was said against it."""

    jwts: list[str]
    documents: list[str]
    statuses: list[str]


def installed() -> Path:
    """The folder with the packages that the lock file names, filled where it is not there. SAIPING_VERIFIERS: where
    such folders are kept  [default: in the user's cache]. Raises Missing."""
    if shutil.which("node") is None or shutil.which("npm") is None:
        raise Missing("node and npm are needed")
    locked = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in STATED)).hexdigest()
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = Path(os.environ.get("SAIPING_VERIFIERS") or cache / "saiping-verifiers")
    kept.mkdir(parents=True, exist_ok=True)
    folder = kept / locked[:16]
    if not (folder / DONE).exists():
        making = Path(tempfile.mkdtemp(dir=kept))
        for name in STATED:
            shutil.copy(HERE / name, making)
        done = subprocess.run(
            ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=making, capture_output=True, text=True
        )
        if done.returncode:
            raise Missing(f"npm ci: {done.stderr.strip()[-2000:]}")
        (making / DONE).touch()
        try:
            making.rename(folder)
        except OSError:  # another process was faster
            shutil.rmtree(making)
    return folder


def ask(folder: Path, question: Question) -> Answer:
    """What the verifiers say."""
    bundled = files("openbadgeslib.ob3") / "contexts"
    asked = {
        "did": question.did,
        "jwks": question.jwks,
        "jwts": question.jwts,
        "documents": question.documents,
        "statuses": [{"credential": credential, "list": text} for credential, text in question.statuses],
        "contexts": {url: json.loads((bundled / name).read_text("utf-8")) for url, name in _BUNDLED.items()},
    }
    script = folder / "verify.mjs"
    shutil.copy(HERE / "verify.mjs", script)
    done = subprocess.run(["node", str(script)], input=json.dumps(asked), capture_output=True, text=True)
    if done.returncode:
        raise Missing(f"node: {done.stderr.strip()[-2000:]}")
    return Answer(**json.loads(done.stdout))


def versions() -> dict[str, str]:
    """What is asked, with its version and licence."""
    packages = json.loads((HERE / "package-lock.json").read_text("utf-8"))["packages"]
    direct = packages[""]["dependencies"]
    named = {name: packages[f"node_modules/{name}"] for name in direct}
    return {name: f"{found['version']} ({found['license']})" for name, found in named.items()}

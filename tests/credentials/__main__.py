"""`python -m tests.credentials`: credentials as the server makes them, held against software that is not ours.

What a server publishes is taken from its own routes; everything after that happens without it and without a network.
Ends with exit code 1 where one thing that has to be accepted is refused, or the other way round.
"""

from __future__ import annotations

import asyncio
import copy
import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import jwt
from starlette.applications import Starlette

from competition.credentials import keys
from competition.credentials.badges import badge
from competition.credentials.keys import ED25519, ES256, Keys, make
from competition.credentials.proofs import proven
from competition.credentials.routes import Published
from competition.credentials.signing import sign
from competition.store.database import Database, open_database
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE
from tests.credentials.outside import Missing, Question, ask, installed, versions
from tests.credentials.schemas import PROFILE, complaints

REVOKED = frozenset({int(PLACED.index)})


class Register:
    """One of the two is revoked."""

    async def revoked(self) -> tuple[int, frozenset[int]]:
        return 10, REVOKED


@dataclass
class Given:
    """What the server gives away: its DID document, key set and status list, and what it signed, some by keys that it
    retired since. forged: by keys that are not its own."""

    did: Mapping[str, Any]
    jwks: Mapping[str, Any]
    listed: str
    jwts: dict[str, str]
    documents: dict[str, dict[str, Any]]
    forged: dict[str, str]


async def publish(database: Database) -> Given:
    """Sign, change the keys, sign again, and fetch what everybody can fetch."""
    held = Keys(database)
    app = Starlette(routes=Published(held, ADDRESS).routes())
    app.state.certificates = Register()
    jwts: dict[str, str] = {}
    documents: dict[str, dict[str, Any]] = {}
    for when in ("retired key", "current key"):
        signing, proving = await held.current(ES256), await held.current(ED25519)
        for name, certificate in (("award", PLACED), ("grade", PROMOTED)):
            jwts[f"{name}, {when}"] = sign(certificate, signing, ADDRESS, ZONE)
            documents[f"{name}, {when}"] = proven(certificate, proving, ADDRESS, ZONE, datetime.now(UTC))
        if when == "retired key":
            with database.transaction() as connection:
                keys.rotate(connection, "")
    stranger = make(ES256, "")
    posing = replace(stranger, id=(await held.current(ES256)).id)
    header, payload, _ = jwts["grade, current key"].split(".")
    none = jwt.encode(badge(PROMOTED, ADDRESS, ZONE).to_jwt_payload(), "", algorithm="none")
    forged = {
        "a stranger's key": sign(PROMOTED, stranger, ADDRESS, ZONE),
        "a stranger's key under our key's name": sign(PROMOTED, posing, ADDRESS, ZONE),
        "alg none": none,
        "no signature": f"{header}.{payload}.",
    }
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ADDRESS) as client:
        did = (await client.get("/.well-known/did.json")).json()
        jwks = (await client.get("/credentials/keys.json")).json()
        listed = (await client.get("/credentials/status/0")).text
    return Given(did, jwks, listed, jwts, documents, forged)


def changed_texts(text: str) -> Iterator[str]:
    """The text with one character changed, once for each but the last, whose lowest bits say nothing."""
    for place, letter in enumerate(text[:-1]):
        if letter != ".":
            yield text[:place] + ("A" if letter != "A" else "B") + text[place + 1 :]


def changed_documents(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The document with the last character of one text changed, once for each text in it."""

    def places(form: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if isinstance(form, str):
            yield path
        inner = form.items() if isinstance(form, dict) else enumerate(form) if isinstance(form, list) else ()
        for name, each in inner:
            yield from places(each, (*path, name))

    for path in places(document, ()):
        changed: Any = copy.deepcopy(document)
        holder = changed
        for step in path[:-1]:
            holder = holder[step]
        text = holder[path[-1]]
        holder[path[-1]] = text[:-1] + ("0" if text[-1] != "0" else "1")
        yield changed


class Table:
    """What was held against what, and whether it came out as it has to."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str, str, str]] = []
        self.wrong: list[str] = []

    def add(self, verifier: str, what: str, answers: list[str], *, accepted: bool) -> None:
        """A row for these answers, which must all be of one kind, and one at least."""
        good = [each for each in answers if (each == "") == accepted]
        word = "accepted" if accepted else "refused"
        self.rows.append((verifier, what, f"{word} {len(good)} of {len(answers)}", "" if accepted else reason(good)))
        if not answers or len(good) != len(answers):
            bad = sorted({each or "accepted" for each in answers if (each == "") != accepted})
            self.wrong.append(f"{verifier}: {what}: must be {word}: {bad[:3] or 'nothing was asked'}")

    def show(self) -> None:
        """Print it."""
        widths = [max(len(row[column]) for row in self.rows) for column in range(3)]
        for row in self.rows:
            print("  ".join(text.ljust(width) for text, width in zip(row, [*widths, 0], strict=True)).rstrip())


def reason(said: list[str]) -> str:
    """The most common thing that was said against something."""
    short = [each.splitlines()[0][:60] for each in said]
    return max(sorted(set(short)), key=short.count) if short else ""


def held(table: Table, found: Given, folder: Path) -> None:
    """Ask the verifiers everything."""
    forms = {"award": badge(PLACED, ADDRESS, ZONE).to_vc(), "grade": badge(PROMOTED, ADDRESS, ZONE).to_vc()}
    schema = "1EdTech JSON schema"
    table.add(schema, "award, grade", ["; ".join(complaints(each)) for each in forms.values()], accepted=True)
    table.add(schema, "issuer (Profile)", ["; ".join(complaints(forms["award"]["issuer"], PROFILE))], accepted=True)
    without = [{name: each[name] for name in each if name != "validFrom"} for each in forms.values()]
    table.add(schema, "without validFrom", ["; ".join(complaints(each)) for each in without], accepted=False)

    tampered = [text for each in (*found.jwts.values(), found.listed) for text in changed_texts(each)]
    altered = [
        each
        for name in ("award, current key", "grade, retired key")
        for each in changed_documents(found.documents[name])
    ]
    payloads = [badge(each, ADDRESS, ZONE).to_vc() for each in (PROMOTED, PLACED)]
    answer = ask(
        folder,
        Question(
            found.did,
            found.jwks,
            [*found.jwts.values(), found.listed, *found.forged.values(), *tampered],
            [*found.documents.values(), *altered],
            [(each, found.listed) for each in payloads],
        ),
    )
    good, forged = len(found.jwts) + 1, len(found.forged)
    table.add("jose", "; ".join(found.jwts), answer.jwts[: good - 1], accepted=True)
    table.add("jose", "status list", answer.jwts[good - 1 : good], accepted=True)
    table.add("jose", "; ".join(found.forged), answer.jwts[good : good + forged], accepted=False)
    table.add("jose", "one changed character, each in turn", answer.jwts[good + forged :], accepted=False)
    proofs, count = "@digitalbazaar/vc, eddsa-rdfc-2022", len(found.documents)
    table.add(proofs, "; ".join(found.documents), answer.documents[:count], accepted=True)
    table.add(proofs, "one changed character, each text in turn", answer.documents[count:], accepted=False)
    table.add("vc-bitstring-status-list", "in force", answer.statuses[:1], accepted=True)
    table.add("vc-bitstring-status-list", "revoked", answer.statuses[1:], accepted=False)

    count = len(found.did["verificationMethod"])
    did = {**found.did, "assertionMethod": [], "verificationMethod": []}
    lost = ask(folder, Question(did, {"keys": []}, list(found.jwts.values()), list(found.documents.values())))
    table.add("jose", f"all {count} keys taken back", lost.jwts, accepted=False)
    table.add(proofs, f"all {count} keys taken back", lost.documents, accepted=False)


def main() -> None:
    """Everything, as a table; what is wrong on stderr."""
    try:
        folder = installed()
        with tempfile.TemporaryDirectory() as temporary, open_database(f"sqlite:///{temporary}/store.db") as database:
            found = asyncio.run(publish(database))
        table = Table()
        held(table, found, folder)
    except Missing as error:
        sys.exit(str(error))
    node = subprocess.run([str(shutil.which("node")), "--version"], capture_output=True, text=True).stdout.strip()
    table.show()
    print()
    for name, stated in versions().items():
        print(f"{name} {stated}")
    print(f"node {node}, jsonschema {version('jsonschema')}, Python {platform.python_version()}")
    print(f"made with openbadgeslib {version('openbadgeslib')}, PyJWT {version('pyjwt')}")
    size = {name: len(text) for name, text in found.jwts.items()}
    print(f"characters of a JWT: {json.dumps(size)}")
    if table.wrong:
        sys.exit("\n".join(table.wrong))


if __name__ == "__main__":
    main()

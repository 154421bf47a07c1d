"""The whole application in this process, with certificates issued in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx

import run
from competition.access import tokens
from competition.access.access import Actor
from competition.certificates.certificate import Certificate
from competition.credentials.keys import ES256
from competition.credentials.signing import sign
from competition.settings import Settings
from tests.competition.credentials.diplomas import ADDRESS, ZONE
from tests.competition.verification.issued import Issuer


class Served:
    """award, grade: issued. reserved: a number that is only kept. client: of nobody known."""

    def __init__(self, app: Any, issuer: Issuer, client: httpx.AsyncClient) -> None:
        self.app, self.issuer, self.client = app, issuer, client
        self.award: Certificate
        self.grade: Certificate
        self.reserved = ""

    async def token_of(self, certificate: Certificate) -> str:
        """Its credential, as a compact JWT."""
        return sign(certificate, await self.app.state.keys.current(ES256), ADDRESS, ZONE)

    def bearer(self, actor: Actor) -> dict[str, str]:
        """Headers of a program that acts for somebody."""
        with self.issuer.database.transaction() as connection:
            return {"Authorization": f"Bearer {tokens.issue(connection, actor)}"}

    async def sent(self, content: bytes, name: str = "certificate.pdf") -> httpx.Response:
        """The answer to a file that is dropped."""
        return await self.client.post("/verify", files={"file": (name, content)})


@asynccontextmanager
async def served(folder: Path, **settings: Any) -> AsyncIterator[Served]:
    """An installation that has issued an award and a grade, and keeps a third number."""
    given: dict[str, Any] = {
        "address": ADDRESS,
        "backup_every": 0,
        "lookups": "9999/second",
        "guesses": "9999/second",
    } | settings
    app = run.build(Settings(database=f"sqlite:///{folder / 'certificates.db'}", **given))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(
            transport=transport, base_url=ADDRESS, headers={"Accept-Language": "en"}
        ) as client:
            made = Served(app, Issuer(app.state.database, app.state.desk.streams), client)
            made.award, made.grade = await made.issuer.issue()
            made.reserved = await made.issuer.reserve("award", "P-reserved")
            yield made

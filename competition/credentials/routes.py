"""What software that verifies our credentials asks for: who we are, our keys, what was revoked. For anybody, pages of
any site included; nothing of it is about a person."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from competition import answers
from competition.access.access import allows
from competition.credentials.did import AddressMissing, did_web, document, jwks
from competition.credentials.keys import ALGORITHMS, ES256, Key, Keys, KeyUnusable

DID, KEYS, STATUS = "/.well-known/did.json", "/credentials/keys.json", "/credentials/status/{number:int}"
ONE = "/credentials/{number}"
"""`did:web` fixes the first; credentials name the last two."""

FRESH_S: Final = 300
OPEN: Final = answers.NOT_A_PAGE | {
    "access-control-allow-origin": "*",
    "cache-control": f"public, max-age={FRESH_S}",
}

_Asked = tuple[frozenset[int], date, str, str]


def utc_now() -> datetime:
    """The time."""
    return datetime.now(UTC)


class Published:
    """The installation as others see it. What was revoked, and of how many, is asked of `app.state.certificates`."""

    def __init__(self, keys: Keys, address: str, now: Callable[[], datetime] = utc_now) -> None:
        self._keys, self._address, self._now = keys, address.rstrip("/"), now
        self._made: dict[int, tuple[_Asked, str]] = {}

    def routes(self) -> list[BaseRoute]:
        """Every route of the room."""
        return [
            Route(DID, self.identity),
            Route(KEYS, self.keys),
            Route(STATUS, self.status),
            Route(ONE, self.one),
        ]

    @allows("verify")
    async def identity(self, request: Request) -> Response:
        """GET: the DID document."""
        return await self._told("application/did+json", document)

    @allows("verify")
    async def keys(self, request: Request) -> Response:
        """GET: the keys as a JSON Web Key Set."""
        return await self._told("application/jwk-set+json", jwks)

    @allows("verify")
    async def status(self, request: Request) -> Response:
        """GET: a list of what was revoked, as a JWT."""
        from competition.credentials.status import lists, status_list

        number = request.path_params["number"]
        try:
            did = did_web(self._address)
            count, revoked = await request.app.state.certificates.revoked()
            if number >= lists(count):
                return answers.refusal(404, "unknown-status-list", number=str(number))
            key = await self._keys.current(ES256)
        except (AddressMissing, KeyUnusable) as error:
            return _refused(error)
        today = self._now()
        asked = (revoked, today.astimezone(UTC).date(), key.id, did)
        made = self._made.get(number)
        if made is None or made[0] != asked:
            made = self._made[number] = (asked, status_list(number, revoked, key, did, self._address, today))
        return Response(made[1], headers=OPEN, media_type="application/vc+jwt")

    @allows("verify")
    async def one(self, request: Request) -> Response:
        """GET: what a credential is named by leads to where anybody may look it up; itself only its holder has."""
        return RedirectResponse(f"/verify/{quote(request.path_params['number'], safe='')}", 303)

    async def _told(self, media: str, form: Callable[[str, list[Key]], Mapping[str, Any]]) -> Response:
        """What the keys come to; both are made where there are none yet, so that nobody keeps an empty answer."""
        try:
            did = did_web(self._address)
            for algorithm in ALGORITHMS:
                await self._keys.current(algorithm)
        except (AddressMissing, KeyUnusable) as error:
            return _refused(error)
        text = json.dumps(form(did, await self._keys.listed()), ensure_ascii=False, separators=(",", ":"))
        return Response(text, headers=OPEN, media_type=media)


def _refused(error: AddressMissing | KeyUnusable) -> Response:
    if isinstance(error, KeyUnusable):
        return answers.refusal(503, error.code, key=error.key)
    return answers.refusal(404, error.code, "address")

"""Only a public name is kept to HTTPS."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from competition.venue.strict import KeptSecure


async def there(request: Request) -> PlainTextResponse:
    return PlainTextResponse("there")


@pytest.mark.parametrize(
    ("base", "kept"),
    [
        ("https://contest.org", True),
        ("https://contest.org:8443", True),
        ("http://contest.org", False),
        ("https://saiping.local:8443", False),
        ("https://192.168.1.10:8443", False),
        ("https://laptop", False),
        ("https://contest.internal", False),
    ],
)
def test_only_a_public_name_over_https_is_kept_to_it(base: str, kept: bool) -> None:
    app = Starlette(routes=[Route("/", there)], middleware=[Middleware(KeptSecure)])
    headers = TestClient(app, base_url=base).get("/").headers
    assert headers.get("strict-transport-security") == ("max-age=86400" if kept else None)

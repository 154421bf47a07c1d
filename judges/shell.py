"""The judge's page as something to keep: its version, the worker that keeps it, what a home screen shows of it."""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from competition import pages, words
from competition.access.access import allows
from competition.catalogue import Catalogue
from competition.desk_pages import desk_route
from competition.static import STATIC, asset

PAGE: Final = "Saiping-Page"
"""Header: the version of a page; of its own in an answer, of the one that asks in a request."""

STYLES: Final = ("saiping.css", "judge.css")
ICONS: Final = {"icon.svg": "any", "icon-192.png": "192x192", "icon-512.png": "512x512"}
TEMPLATES: Final = ("base.html", "judges/sheets.html")


class Shell:
    """`/judge/worker.js` and each event's manifest."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def routes(self) -> list[BaseRoute]:
        """HTTP routes, each with its action declared; before those of `/judge/{event}`."""
        return [
            desk_route("/judge/worker.js", self.worker),
            desk_route("/judge/{event}/app.webmanifest", self.manifest),
        ]

    @allows("read-pages")
    async def worker(self, request: Request) -> Response:
        """The service worker: its scope is the folder that it lies in. Browsers ask for it anew each time."""
        return Response(worker(), media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    @allows("read-pages")
    async def manifest(self, request: Request) -> Response:
        """What the event's page is called on a home screen, and where it begins."""
        event = request.path_params["event"]
        roster = await self._catalogue.roster(event)
        if roster is None:
            return pages.not_here(request, "event")
        lang = pages.language(request)
        name = words.pair(roster["event"]["name"], lang).lead
        told = {
            "id": f"/judge/{event}",
            "start_url": f"/judge/{event}",
            "scope": "/judge/",
            "name": f"{words.say('Judge', lang)} · {name}",
            "short_name": words.say("Judge", lang),
            "lang": words.TAGS[lang],
            "display": "standalone",
            "background_color": "#F4F5F3",
            "theme_color": "#FFFFFF",
            "icons": [{"src": asset(file), "sizes": sizes} for file, sizes in ICONS.items()]
            + [{"src": asset("icon-512.png"), "sizes": "512x512", "purpose": "maskable"}],
        }
        text = json.dumps(told, ensure_ascii=False)
        return Response(text, media_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


@cache
def files() -> list[str]:
    """Addresses of all that the page is made of but itself, each with the digest of its content."""
    own = [asset(file) for file in (*STYLES, *ICONS)]
    return [*own, *pages.modules("judge.js"), pages.messages_address("zh")]


@cache
def version() -> str:
    """Twelve digits that change with any file, template or word of the page."""
    parts = [*files(), *((words.TEMPLATES / each).read_text("utf-8") for each in TEMPLATES)]
    parts += [pages.import_map(), json.dumps(words.problems(), sort_keys=True), _worker()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


@cache
def worker() -> str:
    """The worker's script, told what to keep."""
    return f"const SHELL = {json.dumps({'version': version(), 'files': files()})};\n{_worker()}"


def _worker() -> str:
    return (STATIC / "worker.js").read_text("utf-8")

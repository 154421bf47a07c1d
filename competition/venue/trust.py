"""The pages by which a device comes to trust the hall's server, and finds out whether it does.

They are served twice: over plain HTTP to devices that do not trust it yet, and over HTTPS, where a page can try what
trust is wanted for: whether it may keep itself for work without network.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import segno
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from markupsafe import Markup
from secure import Secure
from secure.headers import ContentSecurityPolicy, PermissionsPolicy, ReferrerPolicy, XContentTypeOptions
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers, pages, words
from competition.access.access import allows
from competition.venue import authority
from competition.venue.devices import DEVICES, device, inside
from competition.venue.folder import Folder
from competition.venue.hall import Hall
from competition.venue.hosts import LOOPBACK_NAME, shown
from competition.venue.profile import MEDIA_TYPE, profile

JUDGES: Final = "/enrol"
"""Where a judge goes on with a device that is ready."""

_UNKEPT = {"cache-control": "no-store"}

_WORKER = "// Registered for a moment, to find out whether this browser would keep a page for work without network.\n"


class Trust:
    """`/trust` and what it needs. folder: the venue's, None without one. hall: where the pages come over plain HTTP,
    the server that devices are to trust."""

    def __init__(self, folder: Folder | None, hall: Hall | None = None) -> None:
        self._folder = folder
        self._hall = hall

    def routes(self) -> list[BaseRoute]:
        return [
            Route("/trust", self.page),
            Route("/trust/ok", self.ok),
            Route("/trust/worker.js", self.worker),
            Route("/trust/authority.crt", self.der),
            Route("/trust/authority.pem", self.pem),
            Route("/trust/authority.mobileconfig", self.profile),
        ]

    @allows("read-pages")
    async def page(self, request: Request) -> Response:
        """What to do on this device, and whether it is done."""
        mode, origin, covered = self._asked(request)
        agent = request.headers.get("user-agent", "")
        kind = device(agent)
        known = self._certificate()
        answer = pages.page(
            request,
            "trust/page.html",
            mode=mode,
            origin=origin,
            covered=covered,
            host=request.url.hostname or "",
            start=self._start(request),
            judges=f"{origin}{JUDGES}",
            authority=said(known) if known else None,
            kind=kind,
            kinds=sorted(DEVICES, key=lambda each: each != kind),
            inside=inside(agent),
            now=int(datetime.now(UTC).timestamp() * 1000),
            qr=square(f"{origin}/trust"),
        )
        answer.headers.update(_UNKEPT | _headers(origin if mode == "plain" else "'self'"))
        return answer

    @allows("read-service")
    async def ok(self, request: Request) -> Response:
        """Says to any page that reads it: the browser took this server's certificate."""
        headers = {"access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin"}
        return answers.told({"trusted": request.url.scheme == "https"}, headers=_UNKEPT | headers)

    @allows("read-pages")
    async def worker(self, request: Request) -> Response:
        """A service worker that does nothing."""
        return Response(_WORKER, headers=_UNKEPT | answers.NOT_A_PAGE, media_type="text/javascript")

    @allows("read-pages")
    async def der(self, request: Request) -> Response:
        """The authority's certificate as Android, Windows and Apple's devices read it."""
        return self._given(Encoding.DER, "application/x-x509-ca-cert", "saiping-authority.crt")

    @allows("read-pages")
    async def pem(self, request: Request) -> Response:
        """The same as text, for programs."""
        return self._given(Encoding.PEM, "application/x-pem-file", "saiping-authority.pem")

    @allows("read-pages")
    async def profile(self, request: Request) -> Response:
        """The same in a profile, for Apple's devices."""
        known = self._certificate()
        if known is None:
            return answers.refusal(404, "no-authority")
        lang = pages.language(request)
        about = words.say("Lets this device trust the contest's server in this hall. Remove it afterwards.", lang)
        return Response(profile(known, about), headers=_UNKEPT | answers.NOT_A_PAGE, media_type=MEDIA_TYPE)

    def _given(self, encoding: Encoding, media_type: str, name: str) -> Response:
        known = self._certificate()
        if known is None:
            return answers.refusal(404, "no-authority")
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(
            known.public_bytes(encoding), headers=_UNKEPT | answers.NOT_A_PAGE | headers, media_type=media_type
        )

    def _certificate(self) -> x509.Certificate | None:
        return self._folder.read_certificate() if self._folder else None

    def _asked(self, request: Request) -> tuple[str, str, bool]:
        """How this page came (`plain`, `secure`, or `open`: no HTTPS here), where the server is, and whether its
        certificate covers the host that was asked for."""
        host = request.url.hostname or ""
        if self._hall is not None:
            return "plain", self._hall.origin(host), self._hall.pair.covers(host)
        own = f"{request.url.scheme}://{request.url.netloc}"
        return ("secure" if request.url.scheme == "https" else "open"), own, True

    def _start(self, request: Request) -> str:
        """Where devices that do not trust the server find their steps, "" where that is here or nowhere."""
        if self._hall is not None or self._folder is None or self._certificate() is None:
            return ""
        host = shown(request.url.hostname or "")
        return f"http://{host}:{self._folder.read_record().trust_port}".removesuffix(":80") + "/trust"


def square(text: str) -> Markup:
    """A square code as SVG that is as large as the page wants."""
    return Markup(segno.make(text, error="m", micro=False).svg_inline(scale=4, border=3, omitsize=True))


def said(known: x509.Certificate) -> Mapping[str, Any]:
    """What a page says about an authority."""
    bounds = authority.bounds(known)
    return {
        "title": authority.title(known),
        "groups": authority.fingerprint(known),
        "ends": f"{known.not_valid_after_utc:%Y-%m-%d}",
        "names": [each for each in bounds.names if each != LOOPBACK_NAME],
        "networks": [str(each) for each in bounds.networks if not each.is_loopback],
    }


def _headers(connected: str) -> dict[str, str]:
    """Headers of the page: it speaks to the server that it is about, and to nobody else."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'none'")
        .script_src("'self'")
        .style_src("'self'")
        .img_src("'self'")
        .connect_src(connected)
        .form_action("'none'")
        .base_uri("'none'")
        .frame_ancestors("'none'")
    )
    made = Secure(
        csp=policy,
        referrer=ReferrerPolicy().no_referrer(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        xcto=XContentTypeOptions(),
    )
    return dict(made.headers)

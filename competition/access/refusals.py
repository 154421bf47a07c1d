"""What is answered where somebody may not do what she asks: a way to sign in, a page, or problems for programs."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.types import ExceptionHandler

from competition import answers
from competition.access.visitors import AccessRefused, DeviceEnded, Forbidden, SignInNeeded, UnknownToken, Visitor
from competition.desk_pages import shown


async def sign_in_needed(request: Request, error: Exception) -> Response:
    """401 for programs; pages lead to where one signs in, and back."""
    if request.url.path.startswith("/api/"):
        return answers.refusal(401, "missing-token")
    return RedirectResponse(sign_in_path(request), 303)


async def device_ended(request: Request, error: Exception) -> Response:
    """401 that says what became of the device: a problem for programs, a page for people."""
    assert isinstance(error, DeviceEnded)
    if request.url.path.startswith("/api/"):
        return answers.refusal(401, error.code)
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    page = "access/ended.html"
    return shown(request, page, visitor=visitor, event="", here="ended", status=401, code=error.code, of=error.event)


async def forbidden(request: Request, error: Exception) -> Response:
    """403: problems for programs, a page for people."""
    if request.url.path.startswith("/api/"):
        return answers.refusal(403, "not-allowed")
    visitor: Visitor = await request.app.state.accounts.visitor(request)
    return shown(request, "access/forbidden.html", visitor=visitor, event="", here="forbidden", status=403)


def sign_in_path(request: Request) -> str:
    """Where to sign in, and what to come back to. What was sent by a form is not sent again."""
    if request.method not in ("GET", "HEAD"):
        return "/sign-in"
    query = f"?{request.url.query}" if request.url.query else ""
    return "/sign-in?" + urlencode({"next": request.url.path + query})


async def unknown_token(request: Request, error: Exception) -> Response:
    """401: the bearer token is nobody's, expired or revoked."""
    return answers.refusal(401, "unknown-token")


HANDLERS: dict[type[AccessRefused], ExceptionHandler] = {
    SignInNeeded: sign_in_needed,
    DeviceEnded: device_ended,
    Forbidden: forbidden,
    UnknownToken: unknown_token,
}
"""For the application: what answers each refusal."""

"""`/api/certificates`: the same for an employer's software, with a token of any account here."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from competition import answers
from competition.access.access import Actor, allows
from competition.access.visitors import acting
from competition.door.operations import answered, in_path, ref, refused
from competition.verification.answer import Answer
from competition.verification.attachments import Attachments
from competition.verification.reading import LARGEST, parsed, read
from competition.verification.receiving import body_of
from competition.verification.throttle import ACCOUNT, Limits
from competition.verification.verifying import Verifying
from scoring.problems import Problem

FORMS: Final = ("application/vc+jwt", "application/jwt", "application/pdf", "application/json")
"""What a credential is sent as; what it is, is found out from what it holds."""

_STATUSES: Final = {"file-too-large": 413, "file-incomplete": 408}
_UNKEPT: Final = {"cache-control": "no-store", "x-robots-tag": "noindex, nofollow"}


class CertificateAsked(BaseModel):
    """A number, and a name to compare with the one on the certificate; or a credential, a compact JWT."""

    model_config = ConfigDict(strict=True, extra="forbid")
    number: str = Field(default="", max_length=200)
    credential: str = Field(default="", max_length=64 * 1024)
    name: str = Field(default="", max_length=200)


class Names(BaseModel):
    """A name in both languages, "" where it has none in one."""

    zh: str
    en: str


class OccupationSaid(Names):
    """code: of the national classification."""

    code: str


class CertificateSaid(BaseModel):
    """What is shown of a certificate. name: masked. grade: "1" to "5", "" for an award. issued: ISO date."""

    kind: Literal["award", "grade"]
    number: str
    name: str
    grade: str
    occupation: OccupationSaid
    trade: Names
    contest: Names
    place: str
    entrants: str
    honours: list[Names]
    issuer: Names
    issued: str


class RevokedSaid(BaseModel):
    """on: UTC time. replaced: another certificate stands for the same award."""

    on: str
    reason: str
    replaced: bool


class DifferenceSaid(BaseModel):
    """What a credential says and what was issued, both "" where it is only said that they differ."""

    field: str
    stated: str
    issued: str


class Verdict(BaseModel):
    """why: no-such-number, erased, other-issuer, key-withdrawn, content or signature, "" where nothing is to be added.
    name: in full, where a credential that we signed holds it. name_fits: null where no name was asked about. differs:
    of what is altered."""

    verdict: Literal["valid", "revoked", "unknown", "altered"]
    why: str
    number: str
    certificate: CertificateSaid | None
    name: str
    name_fits: bool | None
    revoked: RevokedSaid | None
    differs: list[DifferenceSaid]


class Programs:
    """The routes for programs. Nobody is told of a certificate more than on its page."""

    def __init__(self, verifying: Verifying, limits: Limits, attachments: Attachments) -> None:
        self._verifying, self._limits, self._attachments = verifying, limits, attachments

    def routes(self) -> list[BaseRoute]:
        """Routes, each with its action declared."""
        return [
            Route("/api/certificates/verify", self.verify, methods=["POST"]),
            Route("/api/certificates/{number}", self.number),
        ]

    @allows("check-certificates")
    async def number(self, request: Request) -> Response:
        """What is to be said of a number."""
        who = _account(await acting(request, "check-certificates"))
        if wait_s := await self._limits.wait_s(ACCOUNT, who):
            return _closed(wait_s)
        return await self._told(who, await self._verifying.number(request.path_params["number"]))

    @allows("check-certificates")
    async def verify(self, request: Request) -> Response:
        """What is to be said of a credential, a certificate's file, or a number and a name."""
        who = _account(await acting(request, "check-certificates"))
        if wait_s := await self._limits.wait_s(ACCOUNT, who):
            return _closed(wait_s)
        body = await body_of(request)
        if isinstance(body, Problem):
            return _refused(body)
        asked = _asked(body)
        if isinstance(asked, Problem):
            return _refused(asked)
        if asked.number and not asked.credential:
            return await self._told(who, await self._verifying.number(asked.number, asked.name))
        given = await read(asked.credential.encode() if asked.credential else body, self._attachments)
        answer = given if isinstance(given, Problem) else await self._verifying.file(given, asked.name)
        return _refused(answer) if isinstance(answer, Problem) else await self._told(who, answer)

    async def _told(self, who: str, answer: Answer) -> Response:
        if answer.missed:
            await self._limits.missed(ACCOUNT, who)
        return answers.told(answer.form(), headers=_UNKEPT)


def _asked(body: bytes) -> CertificateAsked | Problem:
    """What a JSON body asks; nothing of what is another file."""
    if not body.lstrip().startswith(b"{"):
        return CertificateAsked()
    form = parsed(body)
    if not form:
        return Problem("not-json")
    if "proof" in form:
        return CertificateAsked()
    try:
        asked = CertificateAsked.model_validate(form)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        code = "unknown-key" if first["type"] == "extra_forbidden" else "wrong-type"
        return Problem(code, ".".join(map(str, first["loc"]))[:80], {"expected": "text"})
    return asked if asked.number or asked.credential else Problem("nothing-to-check", "number")


def _account(actor: Actor) -> str:
    return f"{actor.event}/{actor.id}"


def _refused(problem: Problem) -> Response:
    return answers.problems(_STATUSES.get(problem.code, 400), [problem], _UNKEPT)


def _closed(wait_s: int) -> Response:
    problem = Problem("too-many-requests", "", {"seconds": str(wait_s)})
    return answers.problems(429, [problem], {**_UNKEPT, "retry-after": str(wait_s)})


MODELS: Final = (Verdict,)
ASKED: Final = (CertificateAsked,)


def paths() -> dict[str, Any]:
    """The operations, for the OpenAPI document."""
    told = answered("The verdict, also where there is no such certificate", ref("Verdict"))
    bytes_ = {"schema": {"type": "string", "format": "binary", "maxLength": LARGEST}}
    return {
        "/api/certificates/{number}": {
            "get": {
                "operationId": "certificate",
                "summary": "Whether a certificate is valid, by its number",
                "security": [{"token": []}],
                "parameters": [in_path("number", str)],
                "responses": {"200": told, **refused("401", "429", "503")},
            }
        },
        "/api/certificates/verify": {
            "post": {
                "operationId": "verifyCertificate",
                "summary": "Whether a certificate's file is genuine and in force; or a number, and a name beside it",
                "security": [{"token": []}],
                "requestBody": {
                    "required": True,
                    "content": {
                        **dict.fromkeys(FORMS[:3], bytes_),
                        "application/json": {"schema": ref("CertificateAsked")},
                    },
                },
                "responses": {"200": told, **refused("400", "401", "403", "408", "413", "429", "503")},
            }
        },
    }

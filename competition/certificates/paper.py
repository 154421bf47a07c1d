"""Certificates on paper: PDF/A-3b set by typst from `Certificate` alone, the signed credential within the file.

Same input, same bytes: the only time in a file is the day of issue. Nothing is loaded from anywhere. Before anything is
set, every text is held against the fonts; what they lack is named, never printed as a box. Source of the file's form:
ISO 19005-3 (PDF/A-3), level B; typst itself refuses what breaks it.
"""

from __future__ import annotations

import base64
import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

import segno

from competition.certificates import saying
from competition.certificates.certificate import Certificate
from competition.certificates.fonts import Fonts, Missing, NoFonts, fonts
from competition.intake.pictures import Picture, picture
from competition.words import TEMPLATES
from scoring.problems import Problem

CREDENTIAL: Final = "credential.jwt"
"""Under which name the credential travels in a certificate's own file."""

STANDARD: Final = "a-3b"
SHEETS: Final = {"a4": 2, "a3": 4}
"""Papers of a sheet, and how many certificates one holds."""

_ROOT: Final = TEMPLATES / "certificates"
_MASK: Final = 3
"""Any mask reads alike; to weigh all eight takes longer than the rest of a certificate."""

_DARK: Final = re.compile(b"\x01+")


class Unprintable(Exception):
    """Texts hold characters that no font here has. missing: number of the certificate, and what it lacks."""

    def __init__(self, missing: Sequence[tuple[str, Missing]]) -> None:
        self.missing = tuple(missing)
        told = (f"{number} {each.field}: {' '.join(map(ascii, each.characters))}" for number, each in self.missing)
        super().__init__("; ".join(told))


class BadPicture(Exception):
    """A photo or a seal is no picture that can be printed. problem: why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(f"{problem.code}: {dict(problem.facts)}")


class Paper(NamedTuple):
    """A certificate to print. check: the address where it can be checked, in words and as a square. credential: a
    compact JWT, which is ASCII, b"" for none. photo, seal: PNG, JPEG or WebP, b"" for none."""

    certificate: Certificate
    check: str
    credential: bytes = b""
    photo: bytes = b""
    seal: bytes = b""


class Press:
    """Prints with some fonts. Threads may print at once; each compiles with its own compiler."""

    def __init__(self, types: Fonts) -> None:
        self._fonts = types
        self._own = threading.local()
        families = {"serif": types.serif, "sans": types.sans, "latin": types.latin}
        self._families = {"fonts": json.dumps(families, ensure_ascii=False)}

    def bare(self, papers: Iterable[Paper]) -> Callable[[], None]:
        """typst alone setting these pages, each a file, from sources that are made already: to be measured against."""
        jobs = [self._job("pages", [paper], CREDENTIAL, "") for paper in papers]

        def run() -> None:
            for job, day in jobs:
                self._compiler().compile(job, format="pdf", pdf_standards=[STANDARD], timestamp=day)

        return run

    @property
    def loaded(self) -> Any:
        """The fonts, as typst takes them."""
        return self._fonts.loaded

    def missing(self, paper: Paper) -> tuple[Missing, ...]:
        """What of a certificate cannot be printed, field by field; nothing where all of it can."""
        form = saying.said(paper.certificate)
        return tuple(self._fonts.missing_in(saying.texts(form | {"check": paper.check})))

    def one(self, paper: Paper) -> bytes:
        """The PDF of one certificate, of one page. Raises Unprintable, BadPicture."""
        return self._pdf("pages", [paper], CREDENTIAL)

    def files(self, papers: Iterable[Paper]) -> Iterator[tuple[str, bytes]]:
        """A PDF for each with the name of its file, `award-NUMBER.pdf`, as it is made. Raises as `one`."""
        for paper in papers:
            yield f"{paper.certificate.kind}-{paper.certificate.number}.pdf", self.one(paper)

    def many(self, papers: Sequence[Paper]) -> bytes:
        """One PDF, a page for each; credentials are named `NUMBER.jwt`. Raises as `one`, ValueError for no papers."""
        return self._pdf("pages", papers, "")

    def sheet(self, papers: Sequence[Paper], size: str = "a4") -> bytes:
        """Certificates of A5, two on a lying A4 or four on an A3, with marks to cut by; without credentials. Raises as
        `many`, KeyError for another size."""
        if size not in SHEETS:
            raise KeyError(size)
        return self._pdf("sheet", [each._replace(credential=b"") for each in papers], "", size)

    def roll(self, papers: Sequence[Paper]) -> bytes:
        """The list to hand certificates out by: number, name, organisation and room to sign. Raises as `many`."""
        bare = [each._replace(credential=b"", photo=b"", seal=b"") for each in papers]
        return self._pdf("roll", bare, CREDENTIAL)

    def picture(self, paper: Paper, ppi: float = 96) -> bytes:
        """One certificate as PNG, to be looked at before it is printed. Raises as `one`."""
        job, _ = self._job("pages", [paper._replace(credential=b"")], CREDENTIAL, "")
        made = self._compiler().compile(job, format="png", ppi=ppi)
        return bytes(made)

    def _pdf(self, form: str, papers: Sequence[Paper], attached: str, size: str = "") -> bytes:
        if not papers:
            raise ValueError("no certificates to print")
        job, day = self._job(form, papers, attached, size)
        made = self._compiler().compile(job, format="pdf", pdf_standards=[STANDARD], timestamp=day)
        return bytes(made)

    def _job(self, form: str, papers: Sequence[Paper], attached: str, size: str) -> tuple[bytes, datetime]:
        """What is to be set, and the latest day of issue."""
        said: list[dict[str, Any]] = []
        lacking: list[tuple[str, Missing]] = []
        for paper in papers:
            each = saying.said(paper.certificate) | {"check": paper.check}
            told = list(saying.texts(each))
            lacking += [(each["number"], missing) for missing in self._fonts.missing_in(told)]
            each = saying.led(each) | _drawn(paper)
            each["room"] = {text: self._room(text) for _, text in told if text}
            each["attached"] = attached or f"{paper.certificate.number}.jwt"
            said.append(each)
        if lacking:
            raise Unprintable(lacking)
        first = said[0]
        numbers = first["number"] if len(said) == 1 else f"{first['number']} … {said[-1]['number']}"
        job = {
            "form": form,
            "paper": size,
            "title": f"证书 Certificate {numbers}",
            "issuer": first["issuer"]["zh"] or first["issuer"]["en"],
            "certificates": said,
        }
        day = max(paper.certificate.issued for paper in papers)
        return _source(job), datetime.fromisoformat(day).replace(tzinfo=UTC)

    def _room(self, text: str) -> tuple[float, float]:
        """How wide a text is on one line, and the widest of it that cannot be broken, in sizes of its letters."""
        width = self._fonts.width
        return width(text) / 1000, max(map(width, saying.runs(text)), default=2000) / 1000

    def _compiler(self) -> Any:
        found = getattr(self._own, "compiler", None)
        if found is None:
            import typst

            found = self._own.compiler = typst.Compiler(
                b"", root=_ROOT, font_paths=self._fonts.loaded, sys_inputs=self._families
            )
        return found


@cache
def press(folder: Path | None = None) -> Press:
    """What prints here: with the fonts of the extra `cjk`, and those in `folder` where they have nothing. Raises
    NoFonts."""
    return Press(fonts(folder))


def _source(job: Mapping[str, Any]) -> bytes:
    """What typst compiles: the job as one literal, in which nothing but printable ASCII stands and only its two signs
    of its own have to be escaped. It is no input of the compiler, for then all that it remembers from the paper before
    would be forgotten."""
    literal = json.dumps(job).replace("\\", r"\\").replace('"', r"\"")
    return f'#import "print.typ": print\n#print(json(bytes("{literal}")))'.encode("ascii")


def _drawn(paper: Paper) -> dict[str, str]:
    """What is drawn or attached, not set as text."""
    return {
        "qr": square(paper.check),
        "photo": _framed(paper.photo, (275, 365), "slice"),
        "seal": _framed(paper.seal, (380, 380), "meet"),
        "credential": paper.credential.decode("ascii"),
    }


def square(text: str) -> str:
    """A text as a QR code, in SVG, without a rim: what is around it is white."""
    code = segno.make(text, error="m", micro=False, mask=_MASK)
    path = []
    for y, row in enumerate(code.matrix):
        path += [f"M{run.start()} {y}.5h{run.end() - run.start()}" for run in _DARK.finditer(row)]
    side = len(code.matrix)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
        f'<path stroke="#000" d="{"".join(path)}"/></svg>'
    )


def _framed(content: bytes, frame: tuple[int, int], fills: str) -> str:
    """A picture within SVG, which typst takes as text; "" for none. fills: `slice` to cover, `meet` to stand in it."""
    if not content:
        return ""
    found = picture(content)
    if not isinstance(found, Picture):
        raise BadPicture(found)
    wide, tall = frame
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {tall}" width="{wide}" height="{tall}">'
        f'<image width="{wide}" height="{tall}" preserveAspectRatio="xMidYMid {fills}" '
        f'href="data:image/{found.form};base64,{data}"/></svg>'
    )


__all__ = [
    "CREDENTIAL",
    "SHEETS",
    "BadPicture",
    "Missing",
    "NoFonts",
    "Paper",
    "Press",
    "Unprintable",
    "press",
    "square",
]

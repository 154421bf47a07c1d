"""`[host]` of contest.toml: the colour and the picture of whoever holds the event, as its public pages show them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from competition.intake.files.texts import visible
from competition.intake.pictures import Picture, picture
from scoring.documents import Document
from scoring.problems import Problem

COLOUR = re.compile("#[0-9A-Fa-f]{6}")
LIGHT, DARK = "#F4F5F3", "#0D141B"
"""The grounds that a colour has to stand out from, of light pages and of dark ones: each the hardest of its kind."""

LEAST = Fraction(3)
"""How much it has to: WCAG 2.2, 1.4.11, for what is no text."""

LOGOS = {"logo.png": "png", "logo.jpg": "jpeg", "logo.webp": "webp"}
"""What the picture's file may be called, and the form that it has then."""


@dataclass(frozen=True, slots=True)
class Host:
    """accent: `#RRGGBB`, "" for none. accent_dark: in its place on dark pages, "" for the same. logo: one of `LOGOS`,
    "" for none."""

    accent: str = ""
    accent_dark: str = ""
    logo: str = ""

    def document(self) -> dict[str, str]:
        """What `[host]` states."""
        stated = {"accent": self.accent, "accent_dark": self.accent_dark, "logo": self.logo}
        return {key: value for key, value in stated.items() if value}


NO_HOST = Host()
"""Nothing is stated: pages look as everywhere."""


def read_host(table: Document) -> Host:
    """What the table states, its problems noted in it."""
    host = Host(table.text("accent", ""), table.text("accent_dark", ""), table.text("logo", ""))
    table.finish()
    for key, problem in judged(host):
        table.problem(problem.code, key, **problem.facts)
    return host


def judged(host: Host) -> Iterator[tuple[str, Problem]]:
    """(key, problem) of what is wrong with it, the picture itself left out."""
    for key, value in (("accent", host.accent), ("accent_dark", host.accent_dark)):
        if value and COLOUR.fullmatch(value) is None:
            yield key, Problem("bad-colour", key, {"value": visible(value)})
    if host.accent_dark and not host.accent:
        yield "accent_dark", Problem("missing-key", "accent")
    grounds = [("accent", host.accent, LIGHT)]
    grounds.append(("accent_dark", host.accent_dark, DARK) if host.accent_dark else ("accent", host.accent, DARK))
    for key, value, ground in grounds:
        if value and COLOUR.fullmatch(value) and (ratio := contrast(value, ground)) < LEAST:
            facts = {"value": value, "ground": ground, "ratio": _tenths(ratio), "least": _tenths(LEAST)}
            yield key, Problem("faint-colour" if ground == LIGHT else "dim-colour", key, facts)
    if host.logo and host.logo not in LOGOS:
        facts = {"value": visible(host.logo), "choices": ", ".join(LOGOS)}
        yield "logo", Problem("unknown-choice", "logo", facts)


def judged_picture(name: str, content: bytes) -> tuple[Picture | None, Problem | None]:
    """What the file of that name shows, or what is wrong with it."""
    found = picture(content)
    if isinstance(found, Problem):
        return None, found
    if found.form != LOGOS[name]:
        return None, Problem("bad-picture", "logo", {"reason": f"{found.form}, not {LOGOS[name]}"})
    return found, None


def contrast(one: str, other: str) -> Fraction:
    """How much two colours stand out from each other, 1 to 21 (WCAG 2.2, contrast ratio)."""
    bright, faint = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + Fraction(1, 20)) / (faint + Fraction(1, 20))


def _luminance(colour: str) -> Fraction:
    """WCAG 2.2, relative luminance; the power is worked out to six places."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    weights = (Fraction(2126, 10_000), Fraction(7152, 10_000), Fraction(722, 10_000))
    return sum(
        (weight * Fraction(round(each * 1_000_000), 1_000_000) for weight, each in zip(weights, linear, strict=True)),
        Fraction(0),
    )


def _tenths(number: Fraction) -> str:
    """Rounded down: what is short of a bound never looks as if it reached it."""
    tenths = number.numerator * 10 // number.denominator
    return f"{tenths // 10}.{tenths % 10}"

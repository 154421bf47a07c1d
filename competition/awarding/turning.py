"""Who gains and who loses under another policy, drawn: the grade that each place comes to under the one and the other,
and a row for each other award."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from competition.awarding.beside import Beside
from competition.awarding.wording import Wording
from competition.words import term
from scoring.clauses.cases import known
from scoring.clauses.trace import GAP, GRANTED, MAY_APPLY, Decision
from scoring.grades import LADDER, Grade, grade

LEFT, RIGHT = 212, 24
"""Pixels for the names of grades and awards, and after the last place."""

WIDE, LEAST, MOST = 880, 7, 40
"""Pixels that the places share, and those of one place."""

STEP, ROW, HEAD, FOOT = 22, 26, 46, 30
"""Pixels of a grade and of an award, and above and below a plot."""

LEVELS = tuple(each.code for each in LADDER if each > Grade.APPRENTICE)

_STATES = {GAP: "open", GRANTED: "due", MAY_APPLY: "apply"}


class Panel(NamedTuple):
    """Those whose places are counted together. grades: codes up to the highest that either policy gives them, lowest
    first. awards: (kind, name) of everything else."""

    apart: str
    people: Sequence[Beside]
    grades: tuple[str, ...]
    awards: tuple[tuple[str, str], ...]


class Turning:
    """Draws one comparison in one language. own, other: how the two policies name what they give."""

    def __init__(self, own: Wording, other: Wording) -> None:
        self.own, self.other, self.lang = own, other, own.lang

    def picture(self, found: Sequence[Beside]) -> Markup:
        """SVG, a plot for each group; of members alone, for coaches have no place of their own."""
        body: list[str] = []
        y, right = 0.0, LEFT + WIDE + RIGHT
        for panel in self.panels(found):
            body.extend(self._plot(panel, y))
            right = max(right, LEFT + _across(panel) * len(panel.people) + RIGHT)
            y += HEAD + STEP * (len(panel.grades) + 1) * bool(panel.grades) + ROW * len(panel.awards) + FOOT
        title = escape(self._say("turning"), quote=True)
        return Markup(
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right} {y:g}" width="{right}" height="{y:g}"'
            f' role="img" aria-label="{title}">{"".join(body)}</svg>'
        )

    def panels(self, found: Sequence[Beside]) -> Iterator[Panel]:
        """The groups in the order of the table, with what either policy gives somebody in them."""
        members = sorted((each for each in found if each.own.case.role == "member"), key=_apart)
        for apart, together in groupby(members, key=_apart):
            people = [each for each in together if known(each.own.case.place)]
            codes, awards = set[str](), dict[tuple[str, str], None]()
            for decision in (of for each in people for of in (each.own, each.other)):
                for kind, name, status in _given(decision):
                    if kind == "grade":
                        codes.add(LEVELS[0] if status == GAP else name)
                    else:
                        awards[kind, name] = None
            reached = [at for at, code in enumerate(LEVELS) if code in codes]
            levels = LEVELS[: reached[-1] + 1] if reached else ()
            if people:
                yield Panel(apart, people, levels, tuple(awards))

    def _say(self, code: str, **facts: str) -> str:
        return term("beside-says", code, self.lang, **facts)

    def _plot(self, panel: Panel, y: float) -> Iterator[str]:
        across, top = _across(panel), y + HEAD
        wide = across * len(panel.people)
        named = [self.own.value("group", panel.apart)] if panel.apart else []
        yield _text(0, y + 22, " · ".join((*named, self._say("places", count=str(len(panel.people))))), "who")
        if panel.grades:
            yield from self._ladder(panel, top, across)
            top += STEP * (len(panel.grades) + 1)
        for at, (kind, name) in enumerate(panel.awards):
            yield from self._award(panel, kind, name, top + ROW * at, across)
        top += ROW * len(panel.awards)
        step = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if each * across >= 26)
        for at, each in enumerate(panel.people):
            place = each.own.case.place
            if place == 1 or (place and place % step == 0):
                yield _text(LEFT + across * (at + 0.5), top + 18, str(place), "quiet middle")
        yield f'<path class="frame" d="M{LEFT} {y + HEAD:g}V{top:g}H{LEFT + wide}"/>'

    def _ladder(self, panel: Panel, y: float, across: int) -> Iterator[str]:
        """Two lines of steps over the places, and what lies between them."""
        low = y + STEP * (len(panel.grades) + 0.5)
        for at, code in enumerate(("", *panel.grades)):
            named = self.own.grade(code) if code else self._say("no-grade")
            yield _text(LEFT - 10, low - STEP * at + 5, named, "quiet end")
            yield f'<path class="rule" d="M{LEFT} {low - STEP * at:g}h{across * len(panel.people)}"/>'
        lines: list[list[str]] = [[], []]
        for at, each in enumerate(panel.people):
            x = LEFT + across * at
            ends = [_level(of, panel.grades) for of in (each.own, each.other)]
            heights = [low - STEP * (end or 0) for end in ends]
            if None in ends:
                yield f'<rect class="open" x="{x:g}" y="{y + 4:g}" width="{across - 1}" height="{low - y - 4:g}"/>'
            elif heights[0] != heights[1]:
                look, top = ("gain" if heights[1] < heights[0] else "loss"), min(heights)
                high = max(heights) - top
                yield f'<rect class="{look}" x="{x:g}" y="{top:g}" width="{across - 1}" height="{high:g}"/>'
            for line, height in zip(lines, heights, strict=True):
                line.append(f"{'M' if not line else 'L'}{x:g} {height:g}h{across}")
        for look, line in zip(("was", "now"), lines, strict=True):
            yield f'<path class="{look}" d="{"".join(line)}"/>'

    def _award(self, panel: Panel, kind: str, name: str, y: float, across: int) -> Iterator[str]:
        """A row with a sign for everybody who is due the award under either."""
        middle = y + ROW / 2
        yield _text(LEFT - 10, middle + 5, _cut(award_name((self.own, self.other), kind, name)), "end")
        for at, each in enumerate(panel.people):
            was, now = (_state(of, kind, name) for of in (each.own, each.other))
            if was or now:
                yield _sign(LEFT + across * (at + 0.5), middle, min(across - 2, 14) / 2, was, now)


def award_name(wordings: Sequence[Wording], kind: str, name: str) -> str:
    """What an award is called by whichever policy gives it."""
    if kind == "money":
        return wordings[0].given(kind, "", name)
    said = [each.given(kind, name, "") for each in wordings if each.knows(name)]
    return said[0] if said else wordings[0].given(kind, "", name)


def _given(decision: Decision) -> Iterator[tuple[str, str, str]]:
    """(kind, name, status) of everything that is due or open."""
    for each in decision.outcomes:
        if each.status in _STATES:
            yield each.kind, each.value or each.award, each.status


def _state(decision: Decision, kind: str, name: str) -> str:
    return next((_STATES[status] for of, said, status in _given(decision) if (of, said) == (kind, name)), "")


def _level(decision: Decision, grades: Sequence[str]) -> int | None:
    """Step of the highest grade that is due, 0 for none, None where it is not decided."""
    due = [(name, status) for kind, name, status in _given(decision) if kind == "grade"]
    if any(status == GAP for _, status in due):
        return None
    found = [held for name, _ in due if (held := grade(name)) is not None]
    reached = max(found, default=Grade.NONE).code
    return grades.index(reached) + 1 if reached in grades else 0


def _sign(x: float, y: float, half: float, was: str, now: str) -> str:
    if "open" in (was, now) and was != now:
        return f'<circle class="doubt" cx="{x:g}" cy="{y:g}" r="{half * 0.8:g}"/>'
    if was == now:
        return f'<circle class="same" cx="{x:g}" cy="{y:g}" r="{half * 0.6:g}"/>'
    up = now == "due" or not was
    point, base = (y - half, y + half) if up else (y + half, y - half)
    look = "gain" if up else "loss"
    return f'<path class="{look}" d="M{x - half:g} {base:g}L{x:g} {point:g}L{x + half:g} {base:g}z"/>'


def _across(panel: Panel) -> int:
    return max(LEAST, min(MOST, WIDE // len(panel.people)))


def _apart(each: Beside) -> str:
    return each.entry.candidate.apart if each.entry.candidate is not None else ""


def _cut(name: str) -> str:
    """A name as long as there is room for, wide letters counted twice."""
    room = 26
    for at, letter in enumerate(name):
        room -= 2 if letter > "\u2e80" else 1
        if room < 0:
            return name[:at] + "…"
    return name


def _text(x: float, y: float, words: str, look: str) -> str:
    return f'<text x="{x:g}" y="{y:g}" class="{look}">{escape(words)}</text>'

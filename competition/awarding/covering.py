"""What the text of a policy covers, for people: its holes as sentences, and a picture of place by head count for each
grade held."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import NamedTuple

from markupsafe import Markup

from competition.awarding.wording import Wording
from competition.words import term
from scoring.clauses.coverage import COUNTS, Coverage, Hole, Run, Scope
from scoring.clauses.trace import GAP, REFUSED, Outcome
from scoring.clauses.values import Policy
from scoring.grades import LADDER, Grade
from scoring.policy import parse_policy

ACROSS = 4
"""Pixels of one person in the head count."""

LEFT, TOP, BESIDE, BELOW = 56, 76, 220, 40
"""Pixels: left of a plot, above it, right of it for its words, and below it."""

PLOT_W, PLOT_H = ACROSS * len(COUNTS), 168
LINE = 16
"""Least distance of two words beside a plot."""

STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1d232b; --quiet: #5b6672; --grid: #d5dbe1; --open: #b42318;
  --due: #0067a5; --g1: #0b3d66; --g2: #0067a5; --g3: #3f8fc4; --g4: #7fb8dd; --g5: #b5d8ee }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --ink: #e8ecf0; --quiet: #9aa5b1; --grid: #38424c;
  --open: #ff8a7a; --due: #58b4f0; --g1: #d8efff; --g2: #8fcdf6; --g3: #58b4f0; --g4: #2f83bd; --g5: #1f567c } }
svg { font: 13px system-ui, "Segoe UI", "Noto Sans", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  fill: var(--ink) }
.ground { fill: var(--ground) } .award { font-size: 20px; font-weight: 650 } .who { font-weight: 650 }
.quiet { fill: var(--quiet) } .end { text-anchor: end } .middle { text-anchor: middle }
.frame { fill: none; stroke: var(--grid) }
.due { fill: var(--due) } .g1 { fill: var(--g1) } .g2 { fill: var(--g2) } .g3 { fill: var(--g3) }
.g4 { fill: var(--g4) } .g5 { fill: var(--g5) } .sign { fill: var(--open) }
.hatch { stroke: var(--open); stroke-width: 2 }
"""


class Covers(NamedTuple):
    """holes: (sentence, where the clauses stand that leave it open) each. picture: for a page."""

    holes: tuple[tuple[str, tuple[str, ...]], ...]
    picture: Markup


@lru_cache(16)
def covers(policy: str, lang: str) -> Covers:
    """What the policy with this canonical text covers; seconds of work for a long one."""
    covering = Covering(parse_policy(policy), lang)
    holes = [(covering.sentence(each), tuple(covering.quotes(each))) for each in covering.coverage.holes()]
    return Covers(tuple(holes), Markup(covering.picture(alone=False)))


Columns = tuple[tuple[Run, ...], ...]
"""Runs of places, by head count."""


class Panel(NamedTuple):
    """One plot: all of whom the text says the same. columns: by head count."""

    scopes: Sequence[Scope]
    held: Sequence[Grade]
    columns: Columns


class Covering:
    """Tells of one policy in one language."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy, self.lang = policy, lang
        self.coverage = Coverage(policy)
        self._wording = Wording(policy, lang)
        self._clauses = {each.id: each for each in policy.clauses}

    def say(self, code: str, **facts: str) -> str:
        """A sentence about coverage."""
        return term("coverage-says", code, self.lang, **facts)

    def sentence(self, hole: Hole) -> str:
        """What is left open, for whom, with the first place as an example."""
        counted = any(self.coverage.counted(hole.kind, hole.award, each) for each in hole.scopes)
        first, last = hole.places
        kind = "place" if first == last else "places" if counted or last < COUNTS[-1] else "places-from"
        places = self.say(kind, places=_range(first, last), first=str(first))
        if counted:
            example = self.say("example", places=places, count=str(hole.counts[0]))
            places = self.say("counts", counts=_ranges(hole.counts), example=example)
        whom = self.who(hole.scopes)
        if self.coverage.graded(hole.kind, hole.award):
            whom = self.say("holding", who=whom, held=self.held(hole.held))
        why = term("coverage-holes", hole.code, self.lang)
        return self.say("hole", award=self.award(hole.kind, hole.award), who=whom, places=places, why=why)

    def award(self, kind: str, award: str) -> str:
        """What an award is called; an honour of a coach says so."""
        named = self._wording.given(kind, award, "")
        return self.say("coach", name=named) if kind == "coach" else named

    def quotes(self, hole: Hole) -> list[str]:
        """Where the clauses stand that leave it open."""
        return [f"{id}: {self._wording.clause(self._clauses[id])}".rstrip(": ") for id in hole.clauses]

    def who(self, scopes: Sequence[Scope]) -> str:
        """Tiers, groups and team sizes, each once."""
        comma = "、" if self.lang == "zh" else ", "
        parts = []
        for at, named in ((0, self.policy.tiers), (1, self.policy.groups)):
            found = [str(each[at]) for each in _once(scope[:2] for scope in scopes)]
            ids = list(dict.fromkeys(each for each in found if each))
            if ids and len(ids) < len(named):
                parts.append(comma.join(self._wording.name(named[each]) for each in ids))
        if any(clause.role == "coach" != clause.kind for clause in self.policy.clauses):
            parts.extend(term("award-roles", role, self.lang) for role in dict.fromkeys(each.role for each in scopes))
        sizes = list(dict.fromkeys(each.team_size for each in scopes))
        if any(clause.team != (None, None) for clause in self.policy.clauses):
            parts.append(self.say("sizes", sizes=comma.join(map(str, sizes))))
        return (" · ").join(parts) or self.say("everyone")

    def held(self, grades: Sequence[Grade]) -> str:
        """Grades held, neighbours as from – to."""
        if len(grades) == len(LADDER):
            return self.say("any")
        runs = [list(run) for _, run in groupby(grades, key=lambda each: each.ordinal - grades.index(each))]
        named = [self._wording.grade(run[0].code) for run in runs]
        for at, run in enumerate(runs):
            if len(run) > 1:
                named[at] += " – " + self._wording.grade(run[-1].code)
        return ("、" if self.lang == "zh" else ", ").join(named)

    def panels(self, kind: str, award: str) -> list[Panel]:
        """Plots of an award: who is told the same is in one."""
        graded = LADDER if self.coverage.graded(kind, award) else LADDER[:1]
        rows: dict[tuple[tuple[object, ...], ...], list[tuple[Scope, list[Columns]]]] = {}
        for scope in self.coverage.scopes(kind, award):
            columns = [self._columns(kind, award, scope, held) for held in graded]
            rows.setdefault(tuple(map(_look, columns)), []).append((scope, columns))
        found: list[Panel] = []
        for looks, alike in rows.items():
            scopes, (_, columns) = [scope for scope, _ in alike], alike[0]
            for look in dict.fromkeys(looks):
                held = [grade for grade, own in zip(graded, looks, strict=True) if own == look]
                found.append(Panel(scopes, held, columns[looks.index(look)]))
        return found

    def _columns(self, kind: str, award: str, scope: Scope, held: Grade) -> Columns:
        if self.coverage.counted(kind, award, scope):
            return tuple(self.coverage.runs(kind, award, scope, count, held) for count in COUNTS)
        runs = self.coverage.runs(kind, award, scope, COUNTS[-1], held)
        return tuple(
            tuple(run._replace(last=min(run.last, count)) for run in runs if run.first <= count) for count in COUNTS
        )

    def picture(self, *, alone: bool = True) -> str:
        """SVG: an award after the other, a plot for each who are told the same. alone: a file of its own, with its
        colours; else a part of a page, which has them."""
        body, y = [], 24.0
        for kind, award in self.coverage.awards:
            body.append(_text(LEFT, y + 22, self.award(kind, award), "award"))
            panels = self.panels(kind, award)
            drawn = [each for each in panels if any(map(_class, _outcomes(each)))]
            rows = min(len(COUNTS), max([8, *(_deepest(each) + 2 for each in drawn)]))
            for at, panel in enumerate(drawn):
                x = LEFT + at % 2 * (LEFT + PLOT_W + BESIDE)
                body.extend(self._plot(panel, kind, award, x, y + TOP, rows))
                y += (TOP + PLOT_H + BELOW) * (at % 2 or at == len(drawn) - 1)
            for panel in panels:
                if panel not in drawn:
                    body.append(_text(LEFT, y + 34, self.say("nothing", who=self._whom(panel, kind, award)), "quiet"))
                    y += LINE + 4
            y += 48
        width, high = 2 * (LEFT + PLOT_W + BESIDE), f"{y:.0f}"
        title = escape(self.say("title", name=self._wording.name(self.policy.name)), quote=True)
        hatch = '<path class="hatch" d="M0 0V6"/>'
        return "\n".join(
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {high}" width="{width}" height="{high}"',
                f' role="img" aria-label="{title}">{f"<style>{STYLE}</style>" if alone else ""}',
                '<defs><pattern id="open" width="6" height="6" patternUnits="userSpaceOnUse"',
                f' patternTransform="rotate(45)">{hatch}</pattern></defs>',
                f'<rect class="ground" width="{width}" height="{high}"/>',
                *body,
                "</svg>\n",
            )
        )

    def _whom(self, panel: Panel, kind: str, award: str) -> str:
        who = self.who(panel.scopes)
        return self.say("holding", who=who, held=self.held(panel.held)) if self.coverage.graded(kind, award) else who

    def _plot(self, panel: Panel, kind: str, award: str, x: float, y: float, rows: int) -> Iterator[str]:
        """rows: places that the plot shows."""
        down = PLOT_H / rows
        yield _text(x, y - 26, self.who(panel.scopes), "who")
        if self.coverage.graded(kind, award):
            yield _text(x, y - 9, self.say("holds", held=self.held(panel.held)), "quiet")
        for look, path in sorted(_paths(panel.columns, x, y, down).items()):
            hatched = ' fill="url(#open)"' if look == "open" else ""
            yield f'<path class="{look}"{hatched} d="{path}"/>'
        yield f'<path class="frame" d="M{x} {y}V{y + PLOT_H}H{x + PLOT_W}"/>'
        step = 10 if rows > 24 else 5 if rows > 10 else 1
        for place in sorted({1, *range(step, rows + 1, step)}):
            yield _text(x - 6, y + down * (place - 0.5) + 4, str(place), "quiet end")
        for count in (1, *range(10, COUNTS[-1] + 1, 10)):
            yield _text(x + ACROSS * (count - 0.5), y + PLOT_H + 16, str(count), "quiet middle")
        yield _text(x + PLOT_W + 12, y + PLOT_H + 16, self.say("across"), "quiet")
        below = y - LINE
        for run in panel.columns[-1]:
            if look := _class(run.outcome):
                below = max(y + down * (run.first + min(run.last, rows) - 1) / 2 + 4, below + LINE)
                named = self.say("open") if look == "open" else self._wording.award(run.outcome)
                yield _text(x + PLOT_W + 10, below, f"{_range(run.first, run.last)} {named}", look == "open" and "sign")


def _outcomes(panel: Panel) -> Iterator[Outcome]:
    return (run.outcome for runs in panel.columns for run in runs)


def _deepest(panel: Panel) -> int:
    """The last place that gets something, or where that is open."""
    return max((run.last for runs in panel.columns for run in runs if _class(run.outcome)), default=0)


def _class(outcome: Outcome) -> str:
    """How an outcome is drawn, "" where nothing is given."""
    if outcome.status == REFUSED:
        return ""
    if outcome.status == GAP:
        return "open"
    return f"g{outcome.value}" if outcome.value in ("1", "2", "3", "4", "5") else "due"


def _look(columns: Columns) -> tuple[object, ...]:
    return tuple(
        tuple((run.first, run.last, run.outcome.status, run.outcome.value, run.outcome.gap) for run in runs)
        for runs in columns
    )


def _paths(columns: Columns, x: float, y: float, down: float) -> Mapping[str, str]:
    """A path for each way of drawing: neighbouring head counts with the same run are one rectangle. down: pixels of a
    place."""
    found: dict[str, list[str]] = {}
    begun: dict[tuple[str, int, int], int] = {}
    for at, runs in enumerate((*columns, ())):
        now = {(look, run.first, run.last) for run in runs if (look := _class(run.outcome))}
        for key in [each for each in begun if each not in now]:
            wide, (look, first, last) = ACROSS * (at - begun[key]), key
            start, top, high = x + ACROSS * begun.pop(key), y + down * (first - 1), down * (last - first + 1)
            found.setdefault(look, []).append(f"M{start:g} {top:.2f}h{wide}v{high:.2f}h-{wide}z")
        begun |= dict.fromkeys(now - begun.keys(), at)
    return {look: "".join(sorted(each)) for look, each in found.items()}


def _text(x: float, y: float, words: str, look: str | bool = "") -> str:
    return f'<text x="{x:g}" y="{y:g}"{f" class={chr(34)}{look}{chr(34)}" if look else ""}>{escape(words)}</text>'


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _ranges(numbers: Sequence[int]) -> str:
    """`1–9, 11`: neighbours as from – to; every other number (1, 3, 5 …) stays as it is."""
    runs = [[each for _, each in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    shown = [_range(run[0], run[-1]) for run in runs]
    return ", ".join(shown[:8]) + (" …" if len(shown) > 8 else "")


def _once(values: Iterator[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return list(dict.fromkeys(values))

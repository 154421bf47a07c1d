"""A chart of times by size, both on scales of powers of ten, as SVG."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

WIDTH, HEIGHT = 1080, 680
LEFT, RIGHT, TOP, BOTTOM = 96, 786, 136, 584
"""Edges of the plot."""
APART = 58
"""Least distance of two labels."""
STYLE = """
:root { color-scheme: light dark; --ground: #fff; --ink: #1d232b; --quiet: #5b6672; --grid: #e6e9ed; --guide: #cdd4db;
  --c0: #0067a5; --c1: #c2410c; --c2: #7a3ea8; --c3: #00754f }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --ink: #e8ecf0; --quiet: #9aa5b1; --grid: #262d35;
  --guide: #3a444f; --c0: #58b4f0; --c1: #ff9d5c; --c2: #c79bf2; --c3: #4fcf9f } }
svg { font: 15px system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", Arial, sans-serif; fill: var(--ink) }
.ground { fill: var(--ground) } .title { font-size: 26px; font-weight: 650 } .quiet { fill: var(--quiet) }
.small { font-size: 13px } .name { font-weight: 650 } .grid { stroke: var(--grid) } .end { text-anchor: end }
.middle { text-anchor: middle } .guide { stroke: var(--guide); stroke-dasharray: 5 5 }
.line { fill: none; stroke: var(--own); stroke-width: 2.5; stroke-linejoin: round } circle, .name { fill: var(--own) }
.lead { stroke: var(--own); opacity: .5 }
"""


class Series(NamedTuple):
    """A line of the chart. about: what was timed, in a few words. points: (size, seconds), sizes rising."""

    name: str
    about: str
    points: Sequence[tuple[int, float]]


def chart(title: str, words: Sequence[str], across: str, upwards: str, series: Sequence[Series]) -> str:
    """The picture. words: lines under the title; across, upwards: what the scales count."""
    return "\n".join(_parts(title, words, across, upwards, series)) + "\n"


def duration(seconds: float) -> str:
    """A time to two digits: 41 µs, 3.4 ms, 12 s."""
    unit, shown = next((unit, seconds * scale) for unit, scale in UNITS if seconds * scale >= 0.995 or unit == "µs")
    return f"{shown:.{1 if shown < 9.95 else 0}f} {unit}"


UNITS = (("s", 1.0), ("ms", 1e3), ("µs", 1e6))


def _parts(title: str, words: Sequence[str], across: str, upwards: str, series: Sequence[Series]) -> Iterator[str]:
    sizes = sorted({size for each in series for size, _ in each.points})
    times = [seconds for each in series for _, seconds in each.points]
    lowest, highest = floor(log10(min(times))), ceil(log10(max(times)))

    def x(size: float) -> float:
        return LEFT + (log10(size) - log10(sizes[0])) / (log10(sizes[-1]) - log10(sizes[0])) * (RIGHT - LEFT)

    def y(seconds: float) -> float:
        return BOTTOM - (log10(seconds) - lowest) / (highest - lowest) * (BOTTOM - TOP)

    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
    yield f"<title>{escape(title)}</title><style>{STYLE}</style>"
    yield f'<rect class="ground" width="{WIDTH}" height="{HEIGHT}"/>'
    yield f'<text class="title" x="{LEFT - 64}" y="48">{escape(title)}</text>'
    for at, line in enumerate(words):
        yield f'<text class="quiet" x="{LEFT - 64}" y="{76 + 21 * at}">{escape(line)}</text>'
    yield f'<clipPath id="plot"><path d="M{LEFT} {TOP}H{RIGHT}V{BOTTOM}H{LEFT}Z"/></clipPath>'
    for power in range(lowest, highest + 1):
        height = y(10.0**power)
        yield f'<path class="grid" d="M{LEFT} {height:.1f}H{RIGHT}"/>'
        yield f'<text class="quiet small end" x="{LEFT - 10}" y="{height + 4:.1f}">{_power(power)}</text>'
    for size in sizes:
        yield f'<path class="grid" d="M{x(size):.1f} {TOP}V{BOTTOM}"/>'
        yield f'<text class="quiet small middle" x="{x(size):.1f}" y="{BOTTOM + 22}">{size:,}</text>'
    for power in range(lowest - ceil(log10(sizes[-1] / sizes[0])), highest):
        end = y(10.0**power * sizes[-1] / sizes[0])
        yield f'<path class="guide" clip-path="url(#plot)" d="M{LEFT} {y(10.0**power):.1f}L{RIGHT} {end:.1f}"/>'
    yield f'<text class="middle" x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 54}">{escape(across)}</text>'
    yield f'<text class="middle" transform="translate(34 {(TOP + BOTTOM) / 2}) rotate(-90)">{escape(upwards)}</text>'
    labels = _spaced([y(each.points[-1][1]) for each in series])
    for index, (each, label) in enumerate(zip(series, labels, strict=True)):
        dots = [(x(size), y(seconds), f"{duration(seconds)} at {size:,}") for size, seconds in each.points]
        yield f'<g style="--own: var(--c{index})">'
        yield f'<path class="line" d="M{"L".join(f"{right:.1f} {down:.1f}" for right, down, _ in dots)}"/>'
        for right, down, said in dots:
            yield f'<circle cx="{right:.1f}" cy="{down:.1f}" r="4"><title>{escape(each.name)}: {said}</title></circle>'
        yield f'<path class="lead" d="M{RIGHT + 8} {dots[-1][1]:.1f}L{RIGHT + 22} {label:.1f}"/>'
        for kind, down, text in (("name", -12, each.name), ("", 6, _grown(each)), ("quiet small", 23, each.about)):
            yield f'<text class="{kind}" x="{RIGHT + 28}" y="{label + down:.1f}">{escape(text)}</text>'
        yield "</g>"
    yield "</svg>"


def _grown(series: Series) -> str:
    """From what to what, and how many times as much."""
    least, most = series.points[0][1], series.points[-1][1]
    times = most / least
    return f"{duration(least)} → {duration(most)}, ×{times:.{1 if times < 9.95 else 0}f}"


def _power(power: int) -> str:
    unit, scale = next((unit, scale) for unit, scale in UNITS if 10.0**power * scale >= 0.995 or unit == "µs")
    return f"{10.0**power * scale:g} {unit}"


def _spaced(wanted: Sequence[float]) -> list[float]:
    """Heights of labels near the wanted ones, none closer than `APART` to another, none below the plot."""
    found, room = dict.fromkeys(range(len(wanted)), 0.0), BOTTOM - 20.0
    for index in sorted(found, key=lambda index: -wanted[index]):
        found[index] = min(wanted[index], room)
        room = found[index] - APART
    return list(found.values())

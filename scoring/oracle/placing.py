"""Who stands before whom in a phase, and the numbers of their places: every tie taken apart step by step."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import pairwise

from scoring.nodes import TOTAL, Phase, TieStep
from scoring.oracle.contest import Contest, Result
from scoring.oracle.parts import parts_of
from scoring.oracle.tying import best_by_rule_10, best_by_rule_11

Classes = list[list[str]]
"""Entrants whom nothing tells apart together, best first."""


def standing(contest: Contest, result: Result, phase: Phase, entrants: list[str], before: int = 0) -> Classes:
    """Those with a total who are not out. before: how many stand before all of these."""
    return [members for members, _ in parted(contest, result, phase, entrants, before)]


def parted(
    contest: Contest, result: Result, phase: Phase, entrants: list[str], before: int = 0
) -> list[tuple[list[str], int]]:
    """The same, each class with the number of the tie step that told it from the one before, -1 where none had to."""
    placed = [each for each in entrants if (phase.id, each) in result.totals and not contest.out(phase, each)]
    waiting = [(members, 0, -1) for members in _split(placed, partial(_before, contest, result, phase))]
    done: list[tuple[list[str], int]] = []
    while waiting:
        members, at, told_by = waiting.pop(0)
        place = before + 1 + sum(len(each) for each, _ in done)
        if len(members) == 1 or at == len(phase.ties):
            done.append((members, told_by))
            continue
        step = phase.ties[at]
        if step.upto and place > step.upto:
            waiting.insert(0, (members, at + 1, told_by))
        elif step.by in ("skating-10", "skating-11"):
            best_by = best_by_rule_10 if step.by == "skating-10" else best_by_rule_11
            best = best_by(contest, result, phase, members, place)
            rest = [each for each in members if each not in best]
            waiting[:0] = [(best, at + 1, told_by), *([(rest, at, at)] if rest else [])]
        else:
            split = _split(members, partial(_tied_before, contest, result, phase, step, members))
            waiting[:0] = [(each, at + 1, at if number else told_by) for number, each in enumerate(split)]
    return done


def _split(entrants: list[str], before: Callable[[str, str], bool]) -> Classes:
    """Those with as many others before them together."""
    ahead = {each: sum(before(other, each) for other in entrants) for each in entrants}
    return [[each for each in entrants if ahead[each] == count] for count in sorted(set(ahead.values()))]


def _before(contest: Contest, result: Result, phase: Phase, a: str, b: str) -> bool:
    went_on = [not phase.first or each in contest.advanced.get(phase.first, ()) for each in (a, b)]
    if went_on[0] != went_on[1]:
        return went_on[0]
    return _better(result.totals[phase.id, a], result.totals[phase.id, b], phase.order)


def _better(a: Fraction, b: Fraction, prefer: str) -> bool:
    return a > b if prefer == "high" else a < b


def _tied_before(
    contest: Contest, result: Result, phase: Phase, step: TieStep, members: list[str], a: str, b: str
) -> bool:
    """True where the step puts one of those tied before another."""
    if step.by == "decision":
        return _decided_before(contest, phase, members, a, b)
    if step.by == "running-order":
        return _better(Fraction(contest.roster.index(a)), Fraction(contest.roster.index(b)), step.prefer)
    if step.by == "figure":
        figures = [_figure(result, step, each) for each in (a, b)]
        if None in figures:
            return figures[0] is not None
        return _better(figures[0] or Fraction(0), figures[1] or Fraction(0), step.prefer)
    parts = {each: parts_of(contest, result, step.phase, each, step.figure) for each in members}
    if step.by == "count":
        counts = {each: Fraction(sum(part > step.above for part in parts[each].values())) for each in (a, b)}
        return _better(counts[a], counts[b], step.prefer)
    if step.by == "count-back":
        return _counted_back(list(parts[a].values()), list(parts[b].values()), step.prefer)
    wins = {each: sum(_beats(parts[each], parts[other], step.prefer) for other in members) for each in (a, b)}
    return wins[a] > wins[b]


def _figure(result: Result, step: TieStep, entrant: str) -> Fraction | None:
    place = (step.phase, entrant)
    if step.figure == TOTAL:
        return result.totals.get(place)
    return result.figures.get(place, {}).get((step.figure, ""))


def _counted_back(a: list[Fraction], b: list[Fraction], prefer: str) -> bool:
    """Who has more of the best, then of the next …"""
    for value in sorted({*a, *b}, reverse=prefer == "high"):
        if a.count(value) != b.count(value):
            return a.count(value) > b.count(value)
    return False


def _beats(mine: dict[tuple[str, str, int], Fraction], theirs: dict[tuple[str, str, int], Fraction], how: str) -> bool:
    """True where more of the parts that both have are better than worse."""
    both = mine.keys() & theirs.keys()
    better = sum(_better(mine[part], theirs[part], how) for part in both)
    return better > sum(_better(theirs[part], mine[part], how) for part in both)


def _decided_before(contest: Contest, phase: Phase, members: list[str], a: str, b: str) -> bool:
    naming = [entrants for where, entrants in contest.decided if where == phase.id and set(members) <= set(entrants)]
    return bool(naming) and naming[-1].index(a) < naming[-1].index(b)


def numbered(
    contest: Contest, result: Result, phase: Phase, classes: Classes, before: int = 0, last: int = 0
) -> dict[str, int]:
    """Number of everybody's place, however many places are given. before: how many stand before these. last: the
    number of the last of them."""
    ranks: dict[str, int] = {}
    for members in _sharing(contest, result, phase, classes):
        last = last + 1 if phase.ranks.numbering == "dense" else before + len(ranks) + 1
        ranks |= dict.fromkeys(members, last)
    return ranks


def _sharing(contest: Contest, result: Result, phase: Phase, classes: Classes) -> Classes:
    """Those who share a place."""
    if phase.ranks.share != "within":
        return classes
    within = Fraction(phase.ranks.within)
    ordered = [each for members in classes for each in members]
    shares: Classes = [ordered[:1]] if ordered else []
    for above, each in pairwise(ordered):
        near = above if phase.ranks.reach == "previous" else shares[-1][0]
        first = [not phase.first or one in contest.advanced.get(phase.first, ()) for one in (near, each)]
        apart = abs(result.totals[phase.id, near] - result.totals[phase.id, each])
        if first[0] == first[1] and apart <= within:
            shares[-1].append(each)
        else:
            shares.append([each])
    return shares

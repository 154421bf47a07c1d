"""What can still change and what hangs on one mark, in words: for pages and for the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from competition.certainty.hanging import Turn
from competition.certainty.wants import Want
from competition.words import pair, term
from scoring.certainty.margins import Flip, LeftOut
from scoring.certainty.places import Outlook
from scoring.facts import Cell
from scoring.nodes import Name, Phase, Scheme
from scoring.numbers import Exact, shown

SECTION = "certainty-says"


class Names(NamedTuple):
    """What ids are called in the language."""

    lang: str
    entrant: Callable[[str], str]
    judge: Callable[[str], str]
    aspect: Callable[[str], str]
    module: Callable[[str], str]

    def say(self, code: str, **facts: object) -> str:
        """A sentence of this section."""
        return term(SECTION, code, self.lang, **facts)

    def joined(self, parts: list[str]) -> str:
        """A list of names."""
        return ("、" if self.lang == "zh" else ", ").join(parts)

    def grade(self, code: str) -> str:
        """What a grade is called; none where there is none."""
        return term("grades", code, self.lang) if code else self.say("no-grade")


def named(scheme: Scheme, lang: str, entrant: Callable[[str], str], judge: Callable[[str], str]) -> Names:
    """Names of a trade, whose parts are called as its scheme says."""
    modules = {id: _called(each.name, lang) for id, each in scheme.module.items()}
    aspects = {id: _called(each.name, lang) for id, (_, _, each) in scheme.aspect.items()}
    return Names(
        lang,
        entrant,
        judge,
        lambda aspect: aspect if aspects[aspect] == aspect else f"{aspect} {aspects[aspect]}",
        modules.__getitem__,
    )


def _called(name: Name, lang: str) -> str:
    return pair({"zh": name.zh, "en": name.en}, lang).lead


def outlook(names: Names, phase: Phase, each: Outlook) -> str:
    """One sentence on the places that are still possible."""
    last = phase.ranks.places
    best, worst = (_place(names, None if last and place > last else place) for place in (each.best, each.worst))
    if each.best == each.worst:
        return names.say(each.state, place=best)
    return names.say("range" if each.exact else "bounds", best=best, worst=worst)


def span(names: Names, phase: Phase, each: Outlook) -> str:
    """The same, as short as it can be said."""
    last = phase.ranks.places
    ends = [names.say("none") if last and place > last else str(place) for place in (each.best, each.worst)]
    return ends[0] if each.best == each.worst else "–".join(ends)


def want(names: Names, each: Want) -> str:
    """What a place or a grade still asks."""
    what = names.grade(each.what) if each.kind == "grade" else names.say("place", place=each.what)
    of = names.joined([names.module(id) for id in each.modules]) or names.say("total")
    bound = "at-most" if each.most else "at-least"
    facts: Mapping[str, str] = {
        "what": what,
        "of": of,
        "can": names.say(bound, figure=each.can),
        "sure": names.say(bound, figure=each.sure),
    }
    if each.any == "sure":
        return names.say("certain-with-any", **facts)
    if each.any:
        return names.say("certain-with" if each.sure else "open-to-others", **facts)
    return names.say(
        "both" if each.sure and each.sure != each.can else "certain-with" if each.sure else "possible-with", **facts
    )


def flip(names: Names, entrant: str, each: Flip) -> str:
    """The step on which a place hangs."""
    what = mark(names, entrant, each.cell, each.before, each.after)
    return names.say("flip", mark=what, place=_place(names, each.place))


def moved(names: Names, judge: str, before: int | None, after: int | None) -> str:
    """The place that it would be without a judge."""
    how = names.say("without", judge=names.judge(judge))
    return names.say("turn", how=how, before=_place(names, before), after=_place(names, after))


def _place(names: Names, place: int | None) -> str:
    return names.say("no-place") if place is None else names.say("place", place=place)


def turn(names: Names, entrant: str, each: Turn) -> str:
    """What makes a grade another."""
    if each.step is None:
        how = names.say("without", judge=names.judge(each.judge))
    else:
        how = mark(names, entrant, each.step.cell, each.step.before, each.step.after)
    return names.say("turn", how=how, before=names.grade(each.before), after=names.grade(each.after))


def mark(names: Names, entrant: str, cell: Cell, before: str, after: str) -> str:
    """A mark that would be another: her own, or somebody else's."""
    facts = {"judge": names.judge(cell.judge), "aspect": names.aspect(cell.aspect), "before": before, "after": after}
    if cell.item:
        facts["aspect"] = f"{facts['aspect']} {cell.item}"
    if cell.entrant == entrant:
        return names.say("own-mark", **facts)
    return names.say("others-mark", entrant=names.entrant(cell.entrant), **facts)


def gap(points: Exact | None, decimals: int) -> str:
    """How far a neighbour's total is, "" for none."""
    return "" if points is None else shown(points, decimals)


def without(names: Names, each: LeftOut) -> str:
    """What would be other without a judge."""
    if each.why:
        return names.say("not-without", why=term("unsettled", each.why, names.lang))
    if not each.places:
        return names.say("same-without")
    return names.say("places-without" if len(each.places) > 1 else "place-without", count=len(each.places))

"""How an aspect of a sheet is marked: rule, measure, bounds, and what a mark means.

- J: rule `judgement`, a text for each of 0, 1, 2 and 3;
- M (older: O; B): passed or not, `measure = "pass-fail"`. Where a column says so, counted deductions (`each` fault
  costs, up to the `highest` count) or the steps beneath the row (`graded`). Words of a requirement alone change
  nothing: what reads like a deduction is only pointed out;
- rows beneath an M that bear a mark of their own, the highest of them the aspect's maximum, are its steps (D as well);
- S (before 2015): judges mark 1 to 10 alone, the mean is taken as a share of the maximum.

Whatever is measured takes rule `majority`: one judge's mark, or what most of a panel say.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from competition.intake.files.texts import visible
from competition.schemes.sheets import values
from competition.schemes.sheets.said import Aspect
from scoring.numbers import ZERO, Exact, Rounding, parse, ratio, rounded, text
from scoring.problems import Problem

LEVELS = ("0", "1", "2", "3")
MOST_SUBJECTIVE = 10
"""The highest mark of a subjective aspect."""

UP = Rounding(0, "ceiling")


class Assumed(NamedTuple):
    """Something that the sheet does not say and the scheme needs. code: of `scheme-assumptions` in the words. cell: ""
    for the sheet as a whole. facts: what its sentence is filled with."""

    code: str
    cell: str = ""
    facts: Mapping[str, str] = {}


class Methods:
    """Makes the keys of aspects. tables: of the scheme, that aspects name. assumed, problems: as they come up."""

    def __init__(self, problems: list[Problem], assumed: list[Assumed]) -> None:
        self.problems, self.assumed = problems, assumed
        self.tables: dict[str, Any] = {}

    def of(self, aspect: Aspect, id: str, most: Exact | None) -> dict[str, Any]:
        """The aspect's keys but for id, name and panel. most: its maximum, None where it states none."""
        said = aspect.said("type")
        kind = values.TYPES.get(values.word(said.text), "")
        if not kind:
            self._say("sheet-unknown-type" if said.text else "sheet-type-missing", said.cell, value=visible(said.text))
        if kind == values.JUDGED:
            return self._judged(aspect, most)
        for score, _ in aspect.levels if kind else ():
            self._say("sheet-level-of-measured", score.cell, value=visible(score.text))
        if kind == values.SUBJECTIVE:
            return self._subjective(aspect, id, most)
        return self._measured(aspect, id, most, kind == values.STEPS)

    def _say(self, code: str, cell: str, /, **facts: str) -> None:
        self.problems.append(Problem(code, cell, facts))

    def _judged(self, aspect: Aspect, most: Exact | None) -> dict[str, Any]:
        benchmarks: dict[str, Any] = {}
        for score, said in aspect.levels:
            level = unicodedata.normalize("NFKC", score.text).strip()
            if level not in LEVELS:
                self._say("sheet-level-unknown", score.cell, value=visible(score.text))
            elif level in benchmarks:
                self._say("sheet-level-twice", score.cell, level=level)
            elif said.text:
                benchmarks[level] = values.name([said], self.problems)
        missing = [level for level in LEVELS if level not in benchmarks]
        if missing:
            self._say("sheet-level-missing", aspect.cell, levels=", ".join(missing))
        for said, _ in aspect.steps:
            self._say("sheet-steps-of-judged", said.cell)
        return {"rule": "judgement"} | _maximum(most) | {"benchmarks": dict(sorted(benchmarks.items()))}

    def _subjective(self, aspect: Aspect, id: str, most: Exact | None) -> dict[str, Any]:
        self.assumed.append(Assumed("subjective", aspect.said("type").cell, {"id": id}))
        table = f"share-{id}"
        if most is not None:
            slope = text(ratio(most, MOST_SUBJECTIVE))
            self.tables[table] = {"kind": "linear", "base": "0", "point": "0", "slope": slope}
        bounds = {"lowest": "1", "highest": str(MOST_SUBJECTIVE), "step": "1", "table": table}
        return {"rule": "mean"} | bounds | _maximum(most)

    def _measured(self, aspect: Aspect, id: str, most: Exact | None, discrete: bool) -> dict[str, Any]:
        said = aspect.said("measure")
        measure = values.MEASURES.get(values.word(said.text), "")
        if said.text and not measure:
            self._say("sheet-unknown-measure", said.cell, value=visible(said.text))
        texts = [each for each in (aspect.said("requirement"), aspect.said("extra"), *aspect.more) if each.text]
        meaning = values.name(texts, self.problems)
        if measure == "graded" or (not measure and (discrete or aspect.steps)):
            return {"rule": "majority", "measure": "graded"} | self._graded(aspect, id, most)
        for step, _ in aspect.steps:
            self._say("sheet-steps-unclear", step.cell)
        if measure == "deductions":
            counted = self._deductions(aspect, id, most) | ({"benchmarks": {"0": meaning}} if meaning else {})
            return {"rule": "majority", "measure": "deductions"} | counted
        if not measure:
            reads = values.DEDUCTING.search(" ".join(each.text for each in texts))
            self.assumed.append(Assumed("reads-like-deduction" if reads else "pass-fail", aspect.cell, {"id": id}))
        passed = {"benchmarks": {"1": meaning}} if meaning else {}
        return {"rule": "majority", "measure": "pass-fail"} | _maximum(most) | passed

    def _deductions(self, aspect: Aspect, id: str, most: Exact | None) -> dict[str, Any]:
        each = values.number(aspect.said("each"), self.problems, "sheet-each-missing")
        said = aspect.said("highest")
        count = values.number(said, self.problems) if said.text else None
        if not said.text and each is not None and most is not None:
            count = rounded(ratio(most, each), UP)
            self.assumed.append(Assumed("deductions-to-nothing", aspect.cell, {"id": id, "count": text(count)}))
        stated = {"each": each, "highest": count}
        return {key: text(value) for key, value in stated.items() if value is not None} | _maximum(most)

    def _graded(self, aspect: Aspect, id: str, most: Exact | None) -> dict[str, Any]:
        found: list[Exact] = []
        benchmarks: dict[str, Any] = {}
        for said, mark in aspect.steps:
            points = parse("0") if mark.text == "0" else values.number(mark, self.problems)
            if points is None:
                continue
            if points in found or (most is not None and points > most):
                self._say("sheet-steps-unclear", mark.cell)
            found.append(points)
            benchmarks[text(points)] = values.name([said], self.problems)
        if most is not None and most not in found:
            self._say("sheet-steps-unclear", aspect.said("max").cell)
        if found and ZERO not in found:
            found.append(ZERO)
            self.assumed.append(Assumed("step-of-nothing", aspect.cell, {"id": id}))
        rows = [text(each) for each in sorted(found)]
        self.assumed.append(Assumed("steps", aspect.cell, {"id": id, "steps": ", ".join(rows)}))
        self.tables[f"steps-{id}"] = {"kind": "lookup", "match": "exact", "rows": [[each, each] for each in rows]}
        bounds = {"lowest": rows[0], "highest": rows[-1]} if rows else {}
        return bounds | {"table": f"steps-{id}"} | _maximum(most) | {"benchmarks": benchmarks}


def _maximum(most: Exact | None) -> dict[str, str]:
    return {} if most is None else {"max": text(most)}

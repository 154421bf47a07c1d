"""What a paper sheet says of its marks in words, where the scheme may want some. Two persons never write the same words
alike: these are not compared. Those of the first count, unless there are none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from competition.entry.comparing import Draft
from competition.entry.paper import Spot
from competition.intake.files.texts import UNSEEN, visible
from competition.recording.explained import LONGEST, one_line
from scoring.marks import needs_words
from scoring.plan import Place
from scoring.problems import Problem


def name(spot: Spot) -> str:
    """What a form calls the field beside a cell."""
    return f"{spot.name}:words"


def read(
    spots: Iterable[Spot], form: Mapping[str, str], values: Mapping[Place, str]
) -> tuple[dict[Place, str], list[Problem]]:
    """The words of cells that have a field for them, and what is wrong: none where the value wants some."""
    words: dict[Place, str] = {}
    problems: list[Problem] = []
    for spot in spots:
        if spot.aspect.comment is None:
            continue
        said, value = one_line(form.get(name(spot), "")), values.get(spot.place, "")
        words[spot.place] = said
        if len(said) > LONGEST:
            problems.append(Problem("comment-too-long", name(spot), {"most": str(LONGEST)}))
        elif UNSEEN.search(said):
            problems.append(Problem("control-character", name(spot), {"value": visible(said)}))
        elif not said and needs_words(spot.aspect, value):
            problems.append(Problem("comment-missing", name(spot), {"value": value, "aspect": spot.aspect.id}))
    return words, problems


def typed(drafts: Sequence[Draft]) -> dict[Place, str]:
    """The words that count of a sheet that two persons typed."""
    found: dict[Place, str] = {}
    for draft in drafts:
        for place, cell in draft.cells.items():
            if cell.words and place not in found:
                found[place] = cell.words
    return found

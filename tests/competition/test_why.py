"""Reasons in words: a sentence for each, in either language, with the figures that were compared."""

from __future__ import annotations

import re

import pytest

from competition.scores.why import told
from competition.words import LANGUAGES, terms
from scoring.nodes import WAYS
from scoring.phases import OUT
from scoring.standings.reasons import Reason
from tests.scoring.field import aspect, criterion, module, phase, scheme

SCHEME = scheme(
    module(
        "weld",
        criterion("joints", aspect("seam", name={"zh": "焊缝", "en": "Seam"}), name={"zh": "接头", "en": "Joints"}),
        name={"zh": "焊接", "en": "Welding"},
    ),
    phases=[phase("heat", name={"zh": "预赛", "en": "Heat"}), phase("final", name={"zh": "决赛", "en": "Final"})],
)
FACTS = {
    "tie-count-back": {"part": "2"},
    "tie-count": {"above": "6.5"},
    "tie-head-to-head": {"others": "2"},
    "tie-skating-10": {"place": "1", "what": "count"},
    "tie-skating-11": {"place": "1", "what": "count"},
    "tie-decision": {"line": "17"},
    "within": {"within": "0.5", "from": "previous"},
    "no-place": {"places": "6"},
}
TIES = ["tie", *(f"tie-{way}" for way in WAYS if way != "figure")]
CODES = [
    "first",
    "other-group",
    "went-on",
    "total",
    *TIES,
    "shared",
    "within",
    "undecided",
    "no-place",
    "no-total",
    *OUT,
]


def made(code: str, prefer: str = "high", **facts: str) -> Reason:
    return Reason(code, "seam", "final", "9.00", "8.50", prefer=prefer, facts={**FACTS.get(code, {}), **facts})


EVERY = [made(code) for code in CODES]
EVERY += [made(code, "low") for code in CODES]
EVERY += [
    made("tie-decision").unwritten(),
    made("within", **{"from": "first"}),
    *(made(f"tie-skating-{rule}", what="sum") for rule in (10, 11)),
]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("reason", EVERY, ids=lambda reason: f"{reason.code}-{reason.prefer}")
def test_every_reason_has_a_sentence_with_all_its_facts(reason: Reason, lang: str) -> None:
    said = told(reason, lang, SCHEME)
    assert not said.startswith(reason.code) and "…" not in said and "{" not in said
    assert re.search(r"[。.]$", said)
    for fact in ("8.50", "9.00"):
        assert (fact in said) == (reason.code.startswith(("total", "tie", "within")) and reason.code != "tie-decision")


def test_no_sentence_is_left_over() -> None:
    low = {f"{code}-low" for code in ("total", "tie", "tie-count-back", "tie-count")}
    other = {"tie-decision-line", "within-first", "tie-skating-10-sum", "tie-skating-11-sum"}
    assert set(terms()["place-why"]) == {*CODES, *low, *other}


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        (made("tie"), "总分相同；“焊缝” 8.50，前一名 9.00。", "Equal totals; Seam 8.50 against 9.00."),
        (
            made("tie")._replace(figure="joints", mine=""),
            "总分相同；“接头” –，前一名 9.00。",
            "Equal totals; Joints – against 9.00.",
        ),
        (
            made("tie")._replace(figure="total", phase="heat"),
            "总分相同；“预赛 总分” 8.50，前一名 9.00。",
            "Equal totals; Heat total 8.50 against 9.00.",
        ),
        (made("went-on"), "排在晋级决赛者之后。", "Behind those who went on to Final."),
        (made("tie-decision"), "各项均相同；由裁判长裁定，见台账第 17 行。", None),
        (
            made("tie-decision").unwritten(),
            "各项均相同；由裁判长裁定。",
            "Equal in all that counts; the chief judge decided.",
        ),
        (made("tie")._replace(figure="weld"), "总分相同；“焊接” 8.50，前一名 9.00。", None),
    ],
)
def test_parts_of_a_scheme_are_called_by_their_names(reason: Reason, zh: str, en: str | None) -> None:
    assert told(reason, "zh", SCHEME) == zh
    assert en is None or told(reason, "en", SCHEME) == en


def test_of_an_overall_prize_totals_are_compared() -> None:
    counted_back = Reason("tie-count-back", "total", "", "9", "8", prefer="high", facts={"part": "1"})
    assert told(counted_back, "en") == "Equal totals; total, counted back: no. 1 of the highest 8 against 9."
    assert told(Reason("tie", "idea", "", "9", "8", prefer="high"), "en") == "Equal totals; idea 8 against 9."
    assert told(Reason("tie", "gone", "final", "9", "8", prefer="high"), "en", SCHEME).startswith(
        "Equal totals; gone 8"
    )

"""Every code that a decision can hold has words in both languages, whose blanks the core fills."""

from __future__ import annotations

import re

import pytest

from competition.awarding.wording import Wording
from competition.words import LANGUAGES, chinese, terms
from scoring.clauses.cases import GRADES, NUMBERS, WORDS
from scoring.clauses.trace import FACT_MISSING, GAP, GAPS, GRANTED, MAY_APPLY, NO, REASONS, REFUSED, Check, Outcome
from scoring.clauses.values import BASES, KINDS
from scoring.grades import LADDER
from scoring.policy import read_policy

POLICY, _ = read_policy(
    {
        "policy": "1",
        "name": {"zh": "办法", "en": "Awards"},
        "documents": {"D": {"title": "通知"}},
        "clauses": [{"id": "first", "cites": "第一条", "prize": {"zh": "一等奖", "en": "First prize"}}],
        "groups": {"staff": {"zh": "职工", "en": "Staff"}},
    }
)


def wording(lang: str) -> Wording:
    assert POLICY is not None
    return Wording(POLICY, lang)


@pytest.mark.parametrize(
    ("section", "codes"),
    [
        ("award-reasons", REASONS),
        ("award-gaps", GAPS),
        ("award-status", (GRANTED, MAY_APPLY, REFUSED, GAP)),
        ("award-kinds", KINDS),
        ("award-looks", (*NUMBERS, *GRADES, *WORDS, *BASES, "paper", "fact", "clause", "outcome", "money")),
        ("grades", [grade.code for grade in LADDER]),
    ],
)
def test_every_code_has_words_in_both_languages(section: str, codes: tuple[str, ...]) -> None:
    for code in codes:
        english = terms()[section][code]
        message = chinese().get(english)
        assert message is not None and message.string, (section, code)
        assert set(re.findall(r"{([^}]+)}", english)) == set(re.findall(r"{([^}]+)}", str(message.string)))


def test_what_people_chose_to_call_things_is_kept() -> None:
    said = wording("en")
    assert said.value("group", "staff") == "Staff"
    assert said.value("group", "pensioners") == "pensioners"
    assert said.look("paper.theory") == "theory"
    assert said.look("paper.welding") == "paper welding"
    assert said.look("clause.first") == "第一条"
    assert said.look("clause.gone") == "clause gone"
    assert said.given("prize", "一等奖", "一等奖") == "First prize"
    assert said.given("money", "money", "5000") == "prize money 5000"
    assert said.quote("D", "") == "“通知”"
    assert said.quote("", "第二条") == "第二条"


def test_a_long_figure_is_cut_and_says_so() -> None:
    assert wording("en").value("paper.theory", "59.999999999999") == "59.9999…"
    assert wording("en").value("paper.theory", "59.5") == "59.5"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_of_the_policys_own_is_told_by_what_was_compared(lang: str) -> None:
    said = wording(lang)
    over = Check("promotions", NO, "already-promoted", facts={"most": "0", "value": "1"}, short="1")
    assert said.reason(over) == said.reason(Check("promotions", NO, "above-most", facts=over.facts, short="1"))
    other = Check("fact.trade-accepted", NO, "trade-not-accepted", facts={"among": "yes", "value": "no"})
    assert said.reason(other) == said.reason(Check(other.look, NO, "not-among", facts=other.facts))
    had = Check("title", NO, "had-it", facts={"without": "状元", "value": "状元"})
    assert said.reason(had) == said.reason(Check("title", NO, "excluded", facts=had.facts))
    young = Check("age", NO, "too-young", facts={"least": "18", "most": "35", "value": "17"}, short="1")
    assert said.reason(young) == said.reason(Check("age", NO, "below-least", facts=young.facts, short="1"))


def test_levels_apart_are_counted_in_levels() -> None:
    apart = Check("level", NO, "below-least", facts={"least": "3", "value": "5"}, short="2")
    assert wording("en").reason(apart) == (
        "grade held: junior worker (level 5), at least senior worker (level 3) is asked; 2 levels short."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_shares_that_come_to_no_place_and_money_have_sentences_of_their_own(lang: str) -> None:
    said = wording(lang)
    facts = {"place": "1", "to": "0", "share": "30%", "of": "entrants", "count": "3", "share-counted": "0.9"}
    none = said.reason(Check("place", NO, "place-beyond", facts=facts, short="1"))
    some = said.reason(Check("place", NO, "place-beyond", facts={**facts, "to": "1", "place": "3"}, short="2"))
    money = Check("money", "open", "rounding-unset", facts={"amount": "100", "team-size": "3", "part": "100/3"})
    assert len({none, some, said.reason(money)}) == 3
    assert "…" not in none + some + said.reason(money)
    assert said.status(Outcome("grade", "grade", GAP, FACT_MISSING, "", (), ())).startswith(
        {"en": "Not decided: ", "zh": "无法认定："}[lang]
    )

"""The help page from which people write policies: its example is a policy whose cases hold, and it names every word."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from scoring.clauses.cases import GRADES, NUMBERS, WORDS
from scoring.clauses.examples import COLUMNS
from scoring.clauses.terms import BOUNDS, ROUNDS
from scoring.clauses.trace import GAPS, REASONS
from scoring.clauses.values import BASES, KINDS
from scoring.grades import LADDER
from tests.policies import try_policy

HELP = Path(__file__).resolve().parent.parent / "templates" / "help"


def page(language: str) -> str:
    return (HELP / f"policy.{language}.md").read_text("utf-8")


def blocks(language: str, kind: str) -> list[str]:
    return re.findall(rf"```{kind}\n(.*?)```", page(language), re.DOTALL)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_example_is_a_policy_and_all_its_cases_hold(language: str, tmp_path: Path) -> None:
    policy, gates = blocks(language, "toml")
    (cases,) = blocks(language, "csv")
    (tmp_path / "policy.toml").write_text(policy, "utf-8")
    (tmp_path / "cases.csv").write_text(cases, "utf-8")
    holds, stated, wrong = try_policy(tmp_path)
    assert (wrong, holds) == ([], stated)
    assert holds >= 12
    assert tomllib.loads(gates)["gates"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_word_of_the_language_is_explained(language: str) -> None:
    prose = re.sub(r"```.*?```", "", page(language), flags=re.DOTALL)
    named = {word for text in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"[a-z0-9-]+", text)}
    words = (*GRADES, *NUMBERS, *WORDS, *COLUMNS, *BOUNDS, *ROUNDS, *GAPS, *REASONS, *BASES, *KINDS)
    assert {*words, *(each.code for each in LADDER)} - named == set()


def test_both_languages_explain_the_same_things() -> None:
    def shape(language: str) -> list[str]:
        return [re.match(r"(#+|\||-|)", line)[0] for line in page(language).splitlines()]  # type: ignore[index]

    assert shape("en") == shape("zh")

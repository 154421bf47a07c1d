"""What codes of the scheme desk are called."""

from __future__ import annotations

from competition import words
from competition.schemes.annex import Annex
from competition.schemes.saying import assumption, method
from competition.schemes.tree import tree


def test_how_an_aspect_is_marked_is_said_with_its_numbers() -> None:
    aspects = [
        {"id": "a", "rule": "mean", "lowest": "0", "highest": "10"},
        {"id": "b", "rule": "majority", "measure": "deductions", "each": "0.5"},
    ]
    document = {"modules": [{"id": "A", "criteria": [{"id": "C", "aspects": aspects}]}]}
    module, _, first, second = tree(document, Annex(), {})
    assert method(module, "en") == ""
    assert method(first, "en") == "0 to 10" and method(second, "zh") == "每处扣 0.5"


def test_what_was_taken_for_granted_is_said_once_or_with_its_count() -> None:
    assert assumption("pass-fail", {"id": "A1.1"}, 1, "en").startswith("A1.1 is measured")
    assert assumption("pass-fail", {"id": "A1.1"}, 7, "en").startswith("7 aspects are measured")
    assert assumption("one-phase", {}, 2, "zh").startswith("只有一个阶段")


def test_whatever_may_be_assumed_has_words_for_several_where_it_names_one() -> None:
    known = words.terms()["scheme-assumptions"]
    assert all(f"{code}-several" in known for code, text in known.items() if "{id}" in text)

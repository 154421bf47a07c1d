"""A scheme as TOML: whatever it states is read back the same, short, and in an order that people expect."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given, settings

from competition.schemes.reading import read
from competition.schemes.writing import brief, of_scheme, toml
from scoring.nodes import Scheme
from scoring.scheme import read_scheme
from scoring.scheme.form import scheme_form
from tests.competition.schemes.forms import bakery
from tests.competition.venue import ROOT
from tests.scoring.strategies.settings import Setting, settings_of

SCHEMES = [
    *sorted((ROOT / "competition" / "demo" / "contest" / "schemes").glob("*.toml")),
    *sorted((ROOT / "tests" / "golden").glob("*/schemes/*.toml")),
]


def back(text: str) -> Scheme | None:
    scheme, problems = read_scheme(tomllib.loads(text, parse_float=str))
    assert problems == [], text
    return scheme


def test_every_scheme_of_the_house_is_read_back_as_it_is() -> None:
    assert len(SCHEMES) > 5
    for path in SCHEMES:
        scheme = back(path.read_text("utf-8"))
        assert scheme is not None and back(of_scheme(scheme)) == scheme


@settings(deadline=None)
@given(settings_of())
def test_so_is_any_other(setting: Setting) -> None:
    scheme, problems = read_scheme(setting.document)
    assert scheme is not None, problems
    assert back(of_scheme(scheme)) == scheme


def test_defaults_are_not_written_and_numbers_stand_plain() -> None:
    scheme = read("a.xlsx", bakery().book()).scheme
    assert scheme is not None
    text = of_scheme(scheme)
    assert "weight" not in text and "panel" not in text and "lowest = 0\nhighest = 1" not in text
    assert 'id = "A1.1"\nname = "Bench is clean"\nrule = "majority"\nmeasure = "pass-fail"\nmax = 1\n' in text
    assert text.startswith("scheme = 1\ndecimals = 2\n\n[[phases]]\n")


def test_names_that_are_the_same_in_both_languages_are_written_once() -> None:
    assert brief({"name": {"zh": "A", "en": "A"}}) == {"name": "A"}
    assert brief({"name": {"zh": "甲", "en": "A"}}) == {"name": {"zh": "甲", "en": "A"}}


def test_rounding_half_up_is_its_places() -> None:
    assert brief({"round": {"places": "2", "mode": "half-up"}}) == {"round": "2"}
    assert brief({"round": {"places": "2", "mode": "down"}}) == {"round": {"places": "2", "mode": "down"}}


def test_texts_keys_and_lists_are_written_as_toml_wants_them() -> None:
    document = {"a b": 'say "x"\\', "flag": True, "modules": ["A", "B"], "tables": {"x.y": {"rows": [["1", "2"]]}}}
    assert tomllib.loads(toml(document), parse_float=str) == {
        "a b": 'say "x"\\',
        "flag": True,
        "modules": ["A", "B"],
        "tables": {"x.y": {"rows": [[1, 2]]}},
    }


def test_which_marks_need_words_is_written_on_one_line() -> None:
    stated = toml(brief(bakery_form())).replace("max = 2\n", 'max = 2\ncomment = { upto = 0, from = "3" }\n', 1)
    scheme = back(stated)
    assert scheme is not None
    assert 'comment = { upto = 0, from = "3" }\n' in of_scheme(scheme)
    assert back(of_scheme(scheme)) == scheme
    always = back(stated.replace('{ upto = 0, from = "3" }', '"always"'))
    assert always is not None and 'comment = "always"\n' in of_scheme(always)


def bakery_form() -> Any:
    scheme = read("a.xlsx", bakery().book()).scheme
    assert scheme is not None
    return scheme_form(scheme)

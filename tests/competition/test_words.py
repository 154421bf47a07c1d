"""What is said to people is there in both languages."""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg

from competition import words

ROOT = Path(__file__).parents[2]
STATIC = words.TEMPLATES / "static"
PLACEHOLDER = re.compile(r"\{(\w+)\}")
CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def spoken() -> dict[str, set[str]]:
    """Every text of templates, scripts and problems: msgid → the files that say it."""
    with (words.TEMPLATES / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found: dict[str, set[str]] = {}
    keywords = {"_": None, "both": None, "say": None}
    for file_name, _, message, _, _ in extract_from_dir(words.TEMPLATES, methods, options, keywords):
        assert isinstance(message, str)
        found.setdefault(message, set()).add(f"templates/{file_name}")
    return found


def test_every_text_has_its_chinese() -> None:
    assert sorted(text for text in spoken() if words.say(text, "zh") == text) == []


def test_no_translation_is_unsure_or_left_over() -> None:
    messages = [message for message in words.chinese() if message.id]
    assert [message.id for message in messages if message.fuzzy] == []
    said = spoken()
    assert sorted(str(message.id) for message in messages if message.id not in said) == []


def test_a_translation_speaks_of_the_same_facts() -> None:
    for message in words.chinese():
        if message.id:
            own = set(PLACEHOLDER.findall(str(message.string)))
            assert own <= set(PLACEHOLDER.findall(str(message.id))), message.id


def test_the_scripts_get_every_text_that_they_say() -> None:
    said = {text for text, files in spoken().items() if any(file.endswith(".js") for file in files)}
    assert said and said == set(words.catalogue("zh"))
    assert words.catalogue("en") == {}


def test_scripts_name_what_they_say_where_they_say_it() -> None:
    calls = re.compile(r"(?<![\w.#])(?:_|both)\((?!')")
    for script in STATIC.glob("*.js"):
        if script.name != "words.js":
            assert calls.search(script.read_text("utf-8")) is None, script.name


def codes_raised() -> Iterator[tuple[str, str]]:
    """Every code that stands as a constant where a problem is made: (code, file)."""
    places = {
        "Problem": 0,
        "Blocker": 0,
        "problem": 0,
        "_refused": 0,
        "refusal": 1,
        "fails": 1,
        "wrong": 1,
        "_fails": 2,
    }
    places |= {"PackageProblem": 3, "refers": 3, "add": 3}
    for path in [*ROOT.glob("scoring/**/*.py"), *ROOT.glob("competition/**/*.py")]:
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            name = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
            if len(call.args) <= (place := places.get(name, 99)):
                continue
            for part in ast.walk(call.args[place]):
                if isinstance(part, ast.Constant) and isinstance(part.value, str) and "-" in part.value:
                    assert CODE.fullmatch(part.value), f"{part.value!r} in {path.name} is no code"
                    yield part.value, path.name


def test_every_code_has_its_sentences() -> None:
    raised = dict(codes_raised())
    assert len(raised) > 80
    assert {code: file for code, file in raised.items() if code not in words.problems()} == {}
    for code, sentences in words.problems().items():
        assert set(sentences) == {"what", "do"}, code


def test_a_problem_says_what_is_wrong_and_what_to_do() -> None:
    facts = {"value": "11", "highest": "10"}
    assert words.problem("above-highest", facts, "en") == (
        "11 is above 10, the highest mark of this aspect.",
        "Give a mark of at most 10.",
    )
    assert words.problem("above-highest", facts, "zh") == ("11 高于此评分点的最高分 10。", "请给不高于 10 的分。")


def test_a_fact_that_is_missing_leaves_a_gap_and_a_brace_in_a_fact_stays() -> None:
    assert (
        words.problem("above-highest", {"value": "{x}"}, "en")[0] == "{x} is above …, the highest mark of this aspect."
    )


def test_a_code_without_words_is_named() -> None:
    what, _ = words.problem("never-heard-of", {}, "en")
    assert "never-heard-of" in what


def test_the_chosen_language_leads() -> None:
    assert words.both("As of", "zh") == words.Both("截至", "zh-Hans-CN", "As of", "en")
    assert words.both("As of", "en") == words.Both("As of", "en", "截至", "zh-Hans-CN")


def test_a_name_in_one_language_stands_alone() -> None:
    assert words.pair({"zh": "焊接", "en": ""}, "en") == words.Both("焊接", "zh-Hans-CN", "", "zh-Hans-CN")
    assert words.pair({"zh": "ISU", "en": "ISU"}, "zh").follow == ""


@pytest.mark.parametrize("folder", [STATIC / "vendor", ROOT / "tests" / "journeys" / "vendor"])
def test_vendored_files_are_what_their_manifest_says(folder: Path) -> None:
    entries = json.loads((folder / "manifest.json").read_text("utf-8"))
    for entry in entries:
        assert hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert (folder / entry["licence_file"]).stat().st_size > 500
        assert entry["licence"] and entry["version"] and entry["source"]
    listed = {entry["file"] for entry in entries} | {entry["licence_file"] for entry in entries}
    assert {path.name for path in folder.iterdir() if path.is_file()} - {"manifest.json", "refresh.py"} == listed

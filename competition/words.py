"""Words in Chinese and English: the core speaks codes, this module finds the sentences for them.

English is the text in the code (gettext's msgid); `templates/locales/zh_Hans_CN.po` holds the Chinese. What to say
about a problem stands in `templates/problems.toml`, what codes are called in `templates/words.toml`. Placeholders are
written `{name}`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TEMPLATES = Path(__file__).parents[1] / "templates"
LANGUAGES = ("zh", "en")
"""What a page can be read in; the first is taken where nobody asks for another."""

TAGS = {"zh": "zh-Hans-CN", "en": "en"}
"""How a language is named in HTML (BCP 47)."""

_CODED = {"needs": "stages", "stage": "stages", "layer": "layers"}
"""Facts of problems that are codes themselves: the section of their words."""

_SPOKEN = re.compile(r"\b(?:_|both)\('([^'\\]+)'")


class Both(NamedTuple):
    """One text in both languages, the chosen one first. Languages are BCP 47 tags."""

    lead: str
    lead_tag: str
    follow: str
    follow_tag: str


class _Facts(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


@cache
def chinese() -> Catalog:
    """The Chinese catalogue, read once."""
    with (TEMPLATES / "locales" / "zh_Hans_CN.po").open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def say(msgid: str, lang: str, **facts: object) -> str:
    """The text in `lang` (English where it is not translated), its placeholders filled; an unknown fact shows as …"""
    text = msgid
    if lang == "zh" and (message := chinese().get(msgid)) and isinstance(message.string, str) and message.string:
        text = message.string
    return text.format_map(_Facts({name: str(fact) for name, fact in facts.items()}))


def both(msgid: str, lang: str, **facts: object) -> Both:
    """The text in `lang`, followed by the other language."""
    return pair({each: say(msgid, each, **facts) for each in LANGUAGES}, lang)


def pair(names: Mapping[str, str], lang: str) -> Both:
    """A name given in one or both languages ({"zh", "en"}): the chosen first, the other empty if there is no other."""
    other = next(each for each in LANGUAGES if each != lang)
    lead, follow = names.get(lang) or "", names.get(other) or ""
    if not lead or lead == follow:
        return Both(lead or follow, TAGS[lang if lead else other], "", TAGS[other])
    return Both(lead, TAGS[lang], follow, TAGS[other])


def problem(code: str, facts: Mapping[str, str], lang: str) -> tuple[str, str]:
    """What is wrong and what to do about it, in `lang`. A code without a sentence is named as it is."""
    sentences = problems().get(code)
    if sentences is None:
        return problem("unknown-code", {"code": code}, lang)
    facts = {name: term(_CODED[name], fact, lang) if name in _CODED else fact for name, fact in facts.items()}
    return say(sentences["what"], lang, **facts), say(sentences["do"], lang, **facts)


@cache
def problems() -> dict[str, dict[str, str]]:
    """Every problem code with its English sentences: code → {"what", "do"}."""
    return tomllib.loads((TEMPLATES / "problems.toml").read_text("utf-8"))


def term(section: str, code: str, lang: str, **facts: object) -> str:
    """What a code of the product is called, in `lang`. A code without a word is named as it is."""
    english = terms().get(section, {}).get(code)
    return code if english is None else say(english, lang, **facts)


@cache
def terms() -> dict[str, dict[str, str]]:
    """What codes are called in English: section → code → text."""
    return tomllib.loads((TEMPLATES / "words.toml").read_text("utf-8"))


@cache
def catalogue(lang: str, scripts: frozenset[str] | None = None) -> dict[str, str]:
    """The messages that the scripts in `static/` use, or only those of that name, in `lang`: msgid → text. Empty for
    English."""
    if lang != "zh":
        return {}
    return {
        str(message.id): str(message.string)
        for message in chinese()
        if message.id and any(_speaks(path, scripts) for path, _ in message.locations)
    }


def _speaks(path: str, scripts: frozenset[str] | None) -> bool:
    return path.endswith(".js") and (scripts is None or path.rpartition("/")[2] in scripts)


def extract_problems(
    file: IO[bytes], keywords: object, comment_tags: object, options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel extraction method for `problems.toml` and `words.toml`: yields (line, function, message, comments)."""
    for code, sentences in tomllib.load(file).items():
        for text in sentences.values():
            yield 0, None, text, [code]


def extract_scripts(
    file: IO[bytes], keywords: object, comment_tags: object, options: Mapping[str, Any]
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Babel extraction method for the scripts: `_('…')` and `both('…')`, in nested templates too, which Babel's own
    JavaScript method passes over. Yields (line, function, message, comments)."""
    for number, line in enumerate(file.read().decode().splitlines(), start=1):
        for text in _SPOKEN.findall(line):
            yield number, None, text, []

"""What the template of a certificate is given: the certificate as it is kept, and its codes and dates in words.

Chinese and English of everything; the templates themselves hold only what stands on every paper.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final

from competition.certificates.certificate import Certificate
from competition.words import LANGUAGES, term, terms
from scoring.grades import grade

RUNGS: Final = 5
"""Levels that certificates know, 五级 to 一级."""

_MONTHS: Final = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_NUMBERS: Final = tuple(
    re.compile("".join(f"({part})" for part in form.split()))
    for form in (
        "[YS] [0-9]{4} [0-9]{2} [0-9]{6} [0-9]{2} [1-5] [0-9]{6}",
        "[A-Z]{2} [0-9]{4} [0-9]{2} [0-9]{6} [0-9]{2} [0-9]{6}",
        "R[GSCX][NW] [0-9]{6} [0-9]{3} [0-9]{2} [1-5] [0-9]{5}",
        "[0-9]{2} [0-9]{2} [0-9]{2} [0-4] [0-9]{3} [1-5] [0-9]{5}",
    )
)
"""Parts of numbers as `scoring.numbering` makes them."""

_RUN: Final = re.compile("[^\\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]{4,}")
_BREAKS: Final = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")


def said(certificate: Certificate) -> dict[str, Any]:
    """The certificate as a JSON value, with `said` for what its codes and dates are called; breaks of lines are gone.
    Raises ValueError where a date is none."""
    form: dict[str, Any] = _even(certificate.form())
    form["said"] = {
        "name": {"zh": form["name"], "en": form["name_en"]},
        "gender": _term("genders", certificate.gender),
        "identity": _term("identity-papers", certificate.identity_type),
        "grade": _grade(certificate.grade),
        "occupation": _occupation(certificate),
        "papers": [{"name": _paper(name), "result": result} for name, result in form["papers"].items()],
        "place": _place(certificate.place),
        "issued": day(certificate.issued),
        "born": day(certificate.birth_date),
        "held": held(certificate.starts, certificate.ends),
        "year": certificate.issued[:4],
        "number": _parts(certificate.number),
    }
    return form


def led(value: Any) -> Any:
    """The same with each name, an object with `zh` and `en`, saying what leads: first, other, lang, english."""
    if isinstance(value, Mapping):
        value = {name: led(each) for name, each in value.items()}
        if "zh" in value and "en" in value:
            chinese, english = value["zh"], value["en"]
            lang, other = ("zh", english if english != chinese else "") if chinese else ("en", "")
            value |= {"first": chinese or english, "other": other, "lang": lang, "english": english or chinese}
        return value
    return [led(each) for each in value] if isinstance(value, list) else value


def runs(text: str) -> list[str]:
    """What of a text cannot be broken into lines: words of Latin letters and the like, longer than three."""
    return _RUN.findall(text)


def texts(form: Mapping[str, Any], field: str = "") -> Iterator[tuple[str, str]]:
    """Every text within a JSON value with its place, as `contest.zh` or `honours.0.name.zh`."""
    for name, value in form.items():
        at = f"{field}{name}"
        if isinstance(value, str):
            yield at, value
        elif isinstance(value, Mapping):
            yield from texts(value, f"{at}.")
        elif isinstance(value, list):
            yield from texts({str(number): each for number, each in enumerate(value)}, f"{at}.")


def day(iso: str) -> dict[str, str]:
    """A day in words: 2026年6月5日 and 5 June 2026; both "" for none."""
    if not iso:
        return {"zh": "", "en": ""}
    on = date.fromisoformat(iso)
    return {"zh": f"{on.year}年{on.month}月{on.day}日", "en": f"{on.day} {_MONTHS[on.month - 1]} {on.year}"}


def held(starts: str, ends: str) -> dict[str, str]:
    """From day to day in words, what both have in common once: 2026年6月3日至5日 and 3–5 June 2026."""
    if not starts or not ends or starts == ends:
        return day(starts or ends)
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    before, after = day(starts), day(ends)
    if first.year != last.year:
        return {"zh": f"{before['zh']}至{after['zh']}", "en": f"{before['en']} – {after['en']}"}
    if first.month != last.month:
        english = f"{first.day} {_MONTHS[first.month - 1]} – {after['en']}"
        return {"zh": f"{before['zh']}至{last.month}月{last.day}日", "en": english}
    return {"zh": f"{before['zh']}至{last.day}日", "en": f"{first.day}–{after['en']}"}


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    last = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{last}"


def _even(value: Any) -> Any:
    if isinstance(value, str):
        return _BREAKS.sub(" ", value).strip()
    if isinstance(value, Mapping):
        return {name: _even(each) for name, each in value.items()}
    return [_even(each) for each in value]


def _parts(number: str) -> list[str]:
    """The parts of a number, or the whole where they are not known."""
    found = next(filter(None, (form.fullmatch(number) for form in _NUMBERS)), None)
    return list(found.groups()) if found else [number]


def _term(section: str, code: str) -> dict[str, str]:
    said = {lang: term(section, code, lang) if code else "" for lang in LANGUAGES}
    return said | {"en": said["en"][:1].upper() + said["en"][1:]}


def _paper(name: str) -> dict[str, str]:
    known = f"paper.{name}"
    return _term("award-looks", known if known in terms()["award-looks"] else name)


def _place(place: str) -> dict[str, str]:
    return {"zh": f"第 {place} 名", "en": ordinal(int(place))} if place else {"zh": "", "en": ""}


def _occupation(certificate: Certificate) -> str:
    name = certificate.occupation_name
    return " ".join(filter(None, (name.zh or name.en, certificate.occupation)))


def _grade(code: str) -> dict[str, Any]:
    """level: as `二级／技师`. rung: 1 for 五级 to 5 for 一级, 0 for what has none."""
    found = grade(code) if code else None
    if found is None:
        return {"level": code, "rung": 0, "zh": code, "en": code}
    _, _, level, name = found.value
    said = "／".join(filter(None, (level, name)))
    return _term("grades", found.code) | {"level": said, "rung": found.ordinal if level else 0, "zh": name}

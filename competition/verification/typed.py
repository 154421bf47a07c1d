"""Numbers and names as people type them, and names as strangers may see them."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 200
"""Characters of what is looked at."""

_NUMBER: Final = re.compile(r"[A-Z0-9-]{1,60}")
_DASHES: Final = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d_]")
_BETWEEN: Final = re.compile(r"[\s·•・‧∙.\-]+")
_PARTS: Final = re.compile(r"([\s·•・‧∙.\-]+)")


def numbers(text: str) -> tuple[str, ...]:
    """Numbers that may be meant, the likeliest first: as it stands, then without hyphens. Spaces, full-width and small
    letters do not count. Nothing where it can be no number."""
    plain = unicodedata.normalize("NFKC", text[:LONGEST]).upper()
    seen = "".join(each for each in plain if not each.isspace() and unicodedata.category(each) != "Cf")
    found = _DASHES.sub("-", seen)
    if _NUMBER.fullmatch(found) is None:
        return ()
    return tuple(dict.fromkeys(each for each in (found, found.replace("-", "")) if each))


def in_groups(number: str) -> str:
    """A long number as it is read aloud: four characters at a time; one with hyphens as it is."""
    if "-" in number or len(number) < 9:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))


def masked(name: str) -> str:
    """What strangers see of a name: of each part its first character. A Chinese part keeps its length, 张＊＊; of a
    Latin one nobody sees how long it is, T***. A part of one character is hidden whole."""
    parts = _PARTS.split(unicodedata.normalize("NFC", name.strip()))
    return "".join(part if at % 2 else _hidden(part) for at, part in enumerate(parts))


def same(given: str, *names: str) -> bool:
    """True where what is given is one of the names. Case, spaces, dots and hyphens, full-width letters do not count."""
    plain = _plain(given)
    return bool(plain) and any(plain == _plain(each) for each in names if each)


def _hidden(part: str) -> str:
    if not part:
        return ""
    wide = unicodedata.east_asian_width(part[0]) in "WF"
    if len(part) == 1:
        return "＊" if wide else "***"
    return part[0] + ("＊" * (len(part) - 1) if wide else "***")


def _plain(name: str) -> str:
    return _BETWEEN.sub("", unicodedata.normalize("NFKC", name[:LONGEST])).casefold()

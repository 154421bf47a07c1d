"""Fonts that certificates are printed in, and what they cannot print, said before anything is printed.

A character without a glyph would become an empty box on paper, so every text is held against the fonts' own tables
(OpenType cmap, formats 4, 12 and 14) first.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import repeat
from pathlib import Path
from typing import Any, Final, NamedTuple

SERIF: Final = "Noto Serif SC"
SANS: Final = "Noto Sans SC"
LATIN: Final = "Source Sans 3"
"""Families of the extra `cjk`; the last has the letters that the first two lack, as in Łukasz or Doğan."""

PACKAGES: Final = ("pylopdf_fonts_zh_cn", "fontpkg_source_sans_3")
"""Where the extra keeps them."""

_SELECTORS: Final = frozenset(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Categories that nobody can read: a mark that turns the direction of what follows could print another name."""

_CLUSTER: Final = re.compile(
    r".[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe2f\U000e0100-\U000e01ef]*", re.DOTALL
)


class NoFonts(Exception):
    """Nothing to print with: neither the extra `cjk` nor a folder with fonts is there, or typst itself is not."""


class Missing(NamedTuple):
    """What cannot be printed. field: of the certificate, as `contest.zh`. characters: once each, in order."""

    field: str
    characters: tuple[str, ...]


class Face(NamedTuple):
    """One font. characters: that it has, and how wide each is, in thousandths of the size. variants: character and
    selector that it draws in a form of its own."""

    family: str
    path: str
    characters: Mapping[str, int]
    variants: frozenset[str]

    def prints(self, cluster: str) -> bool:
        """Whether a character with all its marks can be drawn in this font, composed or not."""
        base, selectors = cluster.rstrip("".join(_SELECTORS)), cluster[-1]
        if selectors in _SELECTORS:
            return cluster in self.variants
        return any(self.characters.keys() >= set(form) for form in (base, unicodedata.normalize("NFC", base)))


@dataclass(frozen=True, eq=False)
class Fonts:
    """Fonts to print with. loaded: as typst takes them. serif, sans, latin: families, each before those that stand in;
    the last for English, whose quotation marks are narrow. printable: characters in any. widest: as in faces, the most
    of them."""

    loaded: Any
    faces: tuple[Face, ...]
    serif: tuple[str, ...]
    sans: tuple[str, ...]
    latin: tuple[str, ...]
    printable: frozenset[str]
    widest: Mapping[str, int]

    def width(self, text: str) -> int:
        """The most that a text takes on one line, in thousandths of the size, whichever of the fonts it is set in."""
        return sum(map(self.widest.get, text, repeat(1000)))

    def missing(self, text: str) -> tuple[str, ...]:
        """Characters of a text, with their marks, that no font here can print, once each, in order."""
        if self.printable.issuperset(text):
            return ()
        return tuple(dict.fromkeys(each for each in _CLUSTER.findall(text) if not self._prints(each)))

    def missing_in(self, texts: Iterable[tuple[str, str]]) -> Iterator[Missing]:
        """What is missing in fields: pairs of name and text."""
        for field, text in texts:
            if lacking := self.missing(text):
                yield Missing(field, lacking)

    def _prints(self, cluster: str) -> bool:
        if any(unicodedata.category(each) in _UNSEEN for each in cluster):
            return False
        return any(face.prints(cluster) for face in self.faces)


@cache
def fonts(folder: Path | None = None) -> Fonts:
    """The fonts of the extra `cjk`, and those in `folder` (.ttf, .otf, .ttc) where they have nothing.
    Raises NoFonts."""
    folders = [each for each in (*_packaged(), folder) if each is not None]
    try:
        typst = import_module("typst")
        loaded = typst.Fonts(
            include_system_fonts=False, include_embedded_fonts=False, font_paths=list(map(str, folders))
        )
        faces = tuple(_face(each.family, each.path, each.index) for each in loaded.fonts())
    except ImportError as error:
        raise NoFonts("the extra `pdf` is not installed") from error
    if not faces:
        raise NoFonts("neither the extra `cjk` nor a folder with fonts is there")
    families = tuple(dict.fromkeys(face.family for face in faces))
    own = tuple(each for each in families if each not in (SERIF, SANS, LATIN))
    serif, sans, latin = (
        (*(each for each in first if each in families), *own)
        for first in ((SERIF, LATIN, SANS), (SANS, LATIN, SERIF), (LATIN, SANS, SERIF))
    )
    widest: dict[str, int] = {}
    for face in faces:
        for each, width in face.characters.items():
            widest[each] = max(width, widest.get(each, 0))
    seen = frozenset(
        each
        for each in widest
        if unicodedata.category(each) not in _UNSEEN and not unicodedata.combining(each) and each not in _SELECTORS
    )
    return Fonts(loaded, faces, serif, sans, latin, seen, widest)


def _packaged() -> Iterator[Path]:
    for package in PACKAGES:
        spec = find_spec(package)
        if spec is not None and spec.origin is not None:
            yield Path(spec.origin).parent


@cache
def _face(family: str, path: str, index: int) -> Face:
    from fontTools.ttLib import TTFont

    with TTFont(path, fontNumber=index, lazy=True) as font:
        tables = font["cmap"].tables
        widths, unit = font["hmtx"].metrics, font["head"].unitsPerEm
        characters = {
            chr(code): -(-1000 * widths[glyph][0] // unit) for code, glyph in (font.getBestCmap() or {}).items()
        }
        variants = frozenset(
            chr(character) + chr(selector)
            for table in tables
            if table.format == 14
            for selector, found in table.uvsDict.items()
            for character, _ in found
        )
    return Face(family, path, characters, variants)

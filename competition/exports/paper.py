"""A roll on paper: PDF set by typst, a trade a section, signed by chief judge, association and authority.

The same line gives the same bytes: the only time in the file is that of its line. What the fonts cannot print is named
before anything is set.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final
from unicodedata import east_asian_width

from competition.awarding.roll import IN_FORCE, Roll
from competition.certificates.fonts import Fonts, Missing, fonts
from competition.exports.contents import Export
from competition.exports.tables import Figure, Table
from competition.words import TEMPLATES, term

STANDARD: Final = "a-2b"
_MAIN: Final = TEMPLATES / "exports" / "roll.typ"
_UNBROKEN: Final = re.compile(r"[^\s\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef-]+")
"""What no line can be broken within."""

_WIDEST: Final = 34
"""Halves of a Chinese character that a column is given at most; what is longer goes on in the next line."""

_ROOM: Final = 757.0
_BESIDE: Final = 8.0
"""Points across a page, and beside the text of a cell."""

_EM: Final = 0.54
_SIZES: Final = (5.0, 8.5)
"""Width of half a Chinese character, as a share of the type's size; and the least and most size, in points."""

_CUT: Final = "\0"
_SHORT: Final = 16
"""Characters of a digest at the foot of a page."""


class UnprintableRoll(Exception):
    """Texts hold characters that no font here has."""

    def __init__(self, missing: Sequence[Missing]) -> None:
        self.characters = tuple(dict.fromkeys(each for found in missing for each in found.characters))
        super().__init__(f"no font here prints {' '.join(self.characters)}")


def pdf(export: Export, folder: Path | None = None) -> bytes:
    """The roll of every trade of an export with the columns of its layout. folder: of further fonts. Raises NoFonts,
    UnprintableRoll."""
    types = fonts(folder)
    job = _job(export, types)
    missing = list(types.missing_in(("text", text) for text in _texts(job)))
    if missing:
        raise UnprintableRoll(missing)
    import typst

    compiler = typst.Compiler(_MAIN, root=_MAIN.parent, font_paths=types.loaded)
    given = {"job": json.dumps(job, ensure_ascii=False)}
    at = datetime.fromisoformat(export.at).replace(microsecond=0)
    made: Any = compiler.compile(_MAIN, format="pdf", sys_inputs=given, pdf_standards=[STANDARD], timestamp=at)
    return bytes(made)


def _job(export: Export, types: Fonts) -> dict[str, Any]:
    lang, contest = export.lang, export.contest
    stream, seq, digest = export.position.split(":")
    return {
        "lang": lang,
        "fonts": {"sans": types.sans},
        "title": f"{export.name(contest.name)} · {export.laid_out.name.zh}",
        "contest": export.name(contest.name),
        "organiser": export.name(contest.organiser),
        "position": export.position,
        "short": f"{stream}:{seq}:{digest[:_SHORT]}",
        "pages": term("roll-says", "pages", lang, page=_CUT, pages=_CUT).split(_CUT),
        "seal": term("roll-says", "seal", lang),
        "sections": [_section(export, roll) for roll in export.rolls],
    }


def _section(export: Export, roll: Roll) -> dict[str, Any]:
    lang, layout = export.lang, export.laid_out
    table = export.people.table(layout, roll.trade)
    rows = [tuple(row) for row in table.rows]
    trade = next(each for each in export.contest.trades if each.id == roll.trade)
    columns = list(_columns(table, rows))
    size = _size([each["width"] for each in columns])
    note = "" if roll.standing == IN_FORCE else term("export-standing", roll.standing, lang, line=str(roll.line))
    return {
        "heading": f"{export.name(layout.name)} · {export.name(trade.name)}",
        "facts": [[title, text] for title, text in _facts(export, roll) if text],
        "note": note,
        "columns": [each | {"width": each["width"] * _EM * size + _BESIDE} for each in columns],
        "size": size,
        "rows": rows,
        "empty": term("roll-says", "nobody", lang),
        "signers": list(_signers(export)),
    }


def _facts(export: Export, roll: Roll) -> Iterator[tuple[str, str]]:
    """(label, value) of what a roll rests on."""
    lang, contest = export.lang, export.contest
    when = contest.starts if contest.starts == contest.ends else f"{contest.starts} – {contest.ends}"
    where = export.name(contest.place) if contest.place else ""
    trade = next(each for each in contest.trades if each.id == roll.trade)
    named = export.name(trade.occupation_name or trade.name)
    occupation = " ".join(filter(None, (trade.occupation, named)))
    yield term("roll-says", "held", lang), " · ".join(filter(None, (when, where)))
    yield (
        term("export-head", "organiser", lang),
        " · ".join(filter(None, (export.name(contest.organiser), contest.filing))),
    )
    yield term("layout-fields", "occupation", lang), occupation
    if roll.policy is not None:
        yield term("export-head", "policy", lang), f"{export.name(roll.policy.name)} {roll.policy.digest}"
    yield term("export-head", "position", lang), export.position
    yield term("export-head", "register", lang), export.registered


def _columns(table: Table, rows: Sequence[tuple[str, ...]]) -> Iterator[dict[str, Any]]:
    """Each as wide as what stands in it asks for, in halves of a Chinese character."""
    for place, column in enumerate(table.columns):
        cells = {row[place] for row in rows}
        pieces = max(
            (_halves(piece) for text in (column.title, *cells) for piece in _UNBROKEN.findall(text)), default=0
        )
        asked = max((_halves(cell) for cell in cells), default=0)
        wide = max(pieces, min(asked, column.width * 2), min(_halves(column.title), 9))
        right = any(cells) and all(isinstance(cell, Figure) for cell in cells if cell)
        yield {"title": column.title, "width": min(wide, _WIDEST) + 1, "right": right}


def _halves(text: str) -> int:
    """How wide a text is: a Chinese character counts two."""
    return sum(2 if east_asian_width(each) in "WF" else 1 for each in text)


def _size(widths: Sequence[int]) -> float:
    """The type's size, in points, in which columns of these widths stand beside each other."""
    least, most = _SIZES
    return round(min(max((_ROOM - _BESIDE * len(widths)) / (_EM * sum(widths)), least), most), 2)


def _signers(export: Export) -> Iterator[dict[str, Any]]:
    """Who signs beneath: the chief judge, the association that holds the contest, the authority that confirms."""
    lines = [term("roll-says", each, export.lang) for each in ("signature", "date")]
    names = {"chief": "", "association": export.name(export.contest.organiser), "authority": ""}
    for role, name in names.items():
        who = term("roles", role, export.lang)
        yield {"who": who[:1].upper() + who[1:], "name": name, "lines": lines}


def _texts(value: Any) -> Iterator[str]:
    """Every text within a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for key, each in value.items() if key != "fonts" for text in _texts(each))
    elif isinstance(value, list | tuple):
        yield from (text for each in value for text in _texts(each))

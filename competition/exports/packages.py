"""A package written out again, in one canonical form: the same event gives the same bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Connection, select

from competition import catalogue
from competition.documents import texts_in
from competition.intake import contest as contests
from competition.intake.files.columns import CONTEST, FILES, SCHEMES, File
from competition.intake.package import Adjustment, Advanced, Decision, Mark, Package, RecusalRow
from competition.intake.recording import CUT_KEY
from competition.schemes.writing import of_scheme
from competition.store import schema
from competition.store.fold import named
from scoring import engine
from scoring import lines as lines_
from scoring.facts import Adjusted, EntrantsAdvanced, Fact, MarkGiven
from scoring.lines import Line
from scoring.marks import needs_words
from scoring.procedure.seconds import read_change
from scoring.procedure.ties import left_to_decide, tied
from scoring.state import State, Trade
from scoring.steps import Approved, HeldAdmitted, MarkCorrected, Proposed, TieDecided

_BEFORE_ALL_TIME = (1980, 1, 1, 0, 0, 0)
"""The one date that every file in a zip bears."""

_PLAIN_FILE = 0o100644 << 16
_ATTRIBUTES = {
    "entrants.csv": "entrants",
    "teams.csv": "teams",
    "members.csv": "members",
    "persons.csv": "persons",
    "items.csv": "items",
    "judges.csv": "judges",
    "panels.csv": "panels",
    "recusals.csv": "recused",
    "advanced.csv": "advanced",
    "marks.csv": "marks",
    "adjustments.csv": "adjustments",
    "decisions.csv": "decisions",
    "expected.csv": "expected",
}


def stored(connection: Connection, event: str, to: int | None = None) -> Package | None:
    """The package that an event is: its catalogue, and from its ledger, up to a line, the marks that count, who went
    on, the adjustments, who was recused since, and the ties that were decided. None where there is no such event."""
    package = catalogue.load(connection, event)
    if package is None:
        return None
    lines = list(_lines(connection, event, to))
    state = engine.replay(event, lines, _contents(connection, lines))
    entrant_of = {entrant: entrant for entrant in package.trade_of()}
    for trade in state.trades.values():
        entrant_of |= trade.codes or {}
    trade_of = package.trade_of()
    advanced: list[Advanced] = []
    adjustments: list[Adjustment] = []
    decided: dict[tuple[str, str, frozenset[str]], TieDecided] = {}
    for line, fact in _effective(lines):
        if isinstance(fact, EntrantsAdvanced) and not line.key.startswith(CUT_KEY):
            stated = [entrant_of[entrant] for entrant in fact.entrants if entrant in entrant_of]
            advanced.extend(Advanced(fact.trade, fact.phase, entrant) for entrant in stated)
        elif isinstance(fact, Adjusted) and fact.entrant in entrant_of:
            entrant = entrant_of[fact.entrant]
            where = (trade_of[entrant], fact.phase, entrant, fact.item, fact.figure)
            adjustments.append(Adjustment(*where, fact.adjustment, fact.value, fact.reason))
        elif isinstance(fact, TieDecided) and entrant_of.keys() >= set(fact.entrants):
            decided[fact.trade, fact.phase, frozenset(fact.entrants)] = fact
    words = explained(connection, lines, state)
    marks = tuple(mark._replace(comment=words.get(seq, "")) for seq, mark in sorted(_marks(state, entrant_of)))
    still = {(trade.id, *each) for trade in state.trades.values() for each in _tied(trade)}
    decisions = (
        Decision(each.trade, each.phase, " ".join(entrant_of[entrant] for entrant in each.entrants), each.reason)
        for key, each in decided.items()
        if key in still
    )
    return replace(
        _amended(package, state),
        recused=(*package.recused, *_recused(state, entrant_of)),
        advanced=tuple(advanced),
        marks=marks,
        adjustments=tuple(adjustments),
        decisions=tuple(decisions),
    )


def explained(connection: Connection, lines: Iterable[Line], state: State) -> dict[int, str]:
    """Words that explain marks, by the line that each counts by: what its judge wrote, also where it was held and
    admitted; where the scheme wants words of a corrected mark, why it was corrected, in words or as a code."""
    named: dict[int, str] = {}
    reasons: dict[int, tuple[str, str]] = {}
    corrected: dict[int, str] = {}
    for line, fact in _effective(lines):
        if isinstance(line.fact, Proposed):
            reasons[line.seq] = (line.fact.document, line.fact.reason)
        if isinstance(fact, MarkGiven) and fact.comment:
            named[line.seq] = fact.comment
        elif isinstance(fact, HeldAdmitted) and fact.line in named:
            named[line.seq] = named[fact.line]
        elif isinstance(fact, MarkCorrected) and isinstance(line.fact, Approved):
            aspect = state.trade_of[fact.cell.entrant].plan.aspects[fact.cell.phase].get(fact.cell.aspect)
            if aspect is not None and needs_words(aspect[2], fact.value):
                named[line.seq], corrected[line.seq] = reasons[line.fact.proposal]
    found = texts_in(connection, filter(None, named.values()))
    return {seq: words for seq, digest in named.items() if (words := found.get(digest) or corrected.get(seq))}


def _recused(state: State, entrant_of: Mapping[str, str]) -> Iterator[RecusalRow]:
    """Who was recused while a trade was marked, in order; of codes that are sealed nobody."""
    for trade in state.trades.values():
        for judge, code, panel, reserve in trade.recused:
            if entrant := entrant_of.get(code):
                yield RecusalRow(trade.id, panel, judge, entrant, reserve)


def _amended(package: Package, state: State) -> Package:
    """The package with the schemes that its trades are marked by. One that a trade does not share any more has a file
    of its own."""
    schemes = {
        id: state.trades[id].plan.scheme if id in state.trades else scheme for id, scheme in package.schemes.items()
    }
    trades, texts = [], {}
    for trade in package.contest.trades:
        name, scheme = trade.scheme, schemes[trade.id]
        if scheme == package.schemes[trade.id]:
            texts[name] = package.scheme_texts[name]
        else:
            beside = [each.id for each in package.contest.trades if each.scheme == trade.scheme]
            alone = any(schemes[each] != scheme for each in beside)
            while alone and name in package.scheme_texts.keys() | texts.keys():
                name = f"{name}-{trade.id}"
            texts[name] = of_scheme(scheme)
        trades.append(replace(trade, scheme=name))
    contest = replace(package.contest, trades=tuple(trades))
    return replace(package, contest=contest, schemes=schemes, scheme_texts=texts)


def _tied(trade: Trade) -> Iterator[tuple[str, frozenset[str]]]:
    """(phase, entrants) of every tie that only a decision can part. Forgets those that were made."""
    trade.ties_decided, trade.tie_lines = {}, {}
    for phase in filter(left_to_decide, trade.plan.phases):
        yield from ((phase.id, frozenset(tie.entrants)) for tie in tied(trade, phase))


def position(connection: Connection, event: str, to: int | None = None) -> str:
    """`stream:seq:digest` of a line of the event, by default the last."""
    chosen = select(schema.line.c.seq, schema.line.c.digest).where(schema.line.c.stream == event)
    chosen = chosen if to is None else chosen.where(schema.line.c.seq == to)
    head = connection.execute(chosen.order_by(schema.line.c.seq.desc()).limit(1)).one()
    return f"{event}:{head.seq}:{head.digest}"


def files(package: Package) -> dict[str, bytes]:
    """Every file of the package by path. Tables without rows are left out, unless a package needs them."""
    written = {CONTEST: _toml(contests.document(package.contest)).encode()}
    for name, text in sorted(package.scheme_texts.items()):
        written[f"{SCHEMES}{name}.toml"] = text.encode()
    for name, attribute in _ATTRIBUTES.items():
        rows = getattr(package, attribute)
        if name == "marks.csv":
            rows = [(*mark[:5], _attempt(mark), mark.value, mark.comment) for mark in package.marks]
        if rows or FILES[name].needed:
            written[name] = _csv(FILES[name], rows)
    others = {**package.policies, **package.pictures, **package.photos, **package.layouts}
    return written | dict(sorted(others.items()))


def _attempt(mark: Mark) -> str:
    return "" if mark.attempt == 1 else str(mark.attempt)


def write(written: Mapping[str, bytes], path: Path) -> None:
    """Write files as a zip, where the path ends so, or as a folder. Raises FileExistsError where something is there."""
    if path.suffix.lower() == ".zip":
        _zip(written, path)
        return
    path.mkdir(parents=True, exist_ok=True)
    if any(path.iterdir()):
        raise FileExistsError(path)
    for name, content in written.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)


def _zip(written: Mapping[str, bytes], path: Path) -> None:
    if path.exists():
        raise FileExistsError(path)
    unfinished = path.with_name(path.name + ".part")
    with unfinished.open("wb") as out:
        zipped(written, out)
    unfinished.rename(path)


def zipped(written: Mapping[str, bytes], out: BinaryIO) -> None:
    """Write files as a zip: the same files give the same bytes."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in written.items():
            entry = zipfile.ZipInfo(name, _BEFORE_ALL_TIME)
            entry.external_attr, entry.create_system, entry.compress_type = _PLAIN_FILE, 3, zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def _lines(connection: Connection, stream: str, to: int | None) -> Iterable[Line]:
    table = schema.line
    chosen = select(table.c.seq, table.c.body).where(table.c.stream == stream)
    rows = connection.execute((chosen if to is None else chosen.where(table.c.seq <= to)).order_by(table.c.seq))
    return (lines_.line(seq, body) for seq, body in rows)


def _contents(connection: Connection, lines: Iterable[Line]) -> dict[str, str]:
    columns = schema.content.c
    rows = connection.execute(select(columns.digest, columns.body).where(columns.digest.in_(named(lines))))
    return dict(rows.all())


def _effective(lines: Iterable[Line]) -> Iterator[tuple[Line, Fact]]:
    """Each line with its fact; where a second person approved a change, with the change."""
    proposed: dict[int, str] = {}
    for line in lines:
        fact = line.fact
        if isinstance(fact, Proposed):
            proposed[line.seq] = fact.change
        yield line, (read_change(proposed[fact.proposal]) or fact) if isinstance(fact, Approved) else fact


def _marks(state: State, entrant_of: Mapping[str, str]) -> Iterator[tuple[int, Mark]]:
    """(line, mark) of every cell; those of codes that are sealed are left out."""
    for trade in state.trades.values():
        for (code, phase), performance in trade.performances.items():
            if entrant := entrant_of.get(code):
                for (aspect, item, attempt), panel in performance.panels.items():
                    for judge, seq in panel.seqs.items():
                        yield seq, Mark(judge, entrant, phase, item, aspect, attempt, panel.values[judge])


def _csv(file: File, rows: Sequence[tuple[Any, ...]]) -> bytes:
    """The table; columns that it may do without stand in it only where they say something."""
    kept = [
        place for place, column in enumerate(file.columns) if not column.optional or any(row[place] for row in rows)
    ]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([file.header[place] for place in kept])
    writer.writerows([row[place] for place in kept] for row in rows)
    return text.getvalue().encode()


def _toml(document: Mapping[str, Any]) -> str:
    """contest.toml: plain keys first, then each table and each list of tables."""
    parts = [_keys({key: value for key, value in document.items() if isinstance(value, str)})]
    for key, value in document.items():
        if isinstance(value, dict):
            parts.append(f"[{key}]\n{_keys(value)}")
        elif isinstance(value, list):
            parts.extend(f"[[{key}]]\n{_keys(each)}" for each in value)
    return "\n".join(parts)


def _keys(table: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(key, value)}\n" for key, value in table.items())


_NUMBERS = frozenset({"package", "working_days"})


def _value(key: str, value: Any) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{inner} = {_value(inner, each)}" for inner, each in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(_value(key, each) for each in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if key in _NUMBERS else json.dumps(value, ensure_ascii=False)  # a JSON string is a TOML basic string

"""contest.toml → what the contest is: event, organiser, trades, overall prizes, length of the notice."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from competition.intake.files.columns import LEVELS, is_date
from competition.intake.files.texts import visible
from competition.intake.files.toml import Toml, texts
from competition.intake.host import NO_HOST, Host, read_host
from competition.intake.numbering import NO_NUMBERING, Numbering, read_numbering
from competition.intake.problems import Findings
from competition.intake.procedure import Paper, Procedure, facts, papers, papers_document, procedure, procedure_document
from scoring.documents import ID, Document
from scoring.nodes import Name
from scoring.problems import Problem
from scoring.procedure.terms import LAYERS, LONGEST_NOTICE, are_layers
from scoring.standings.prizes import Prize, prize_text, read_prize

VERSION = 1
"""Of the form of a package."""

OVERVIEW = "overview"
"""The board of a whole event; no trade or prize may take its name."""

HOUSE = "house"
"""The stream of the installation; no event may take its name."""


@dataclass(frozen=True, slots=True)
class Trade:
    """occupation: code of the occupation, "" for none. level: of the paper, "1" to "5", "" for none.
    scheme: name of the file in schemes/, without `.toml`. blind: judges see codes only, drawn before it is opened.
    papers: the figures that an award policy asks for by name. layers: of a blind trade's codes, none for one alone.
    occupation_name: of the occupation, as it is filed; None where it is not stated. facts: (name, word) of what an
    award policy asks of the contest."""

    id: str
    name: Name
    occupation: str
    level: str
    scheme: str
    blind: bool = False
    papers: tuple[Paper, ...] = ()
    layers: tuple[str, ...] = ()
    occupation_name: Name | None = None
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Contest:
    """starts, ends: ISO dates. place: None where it is not stated. filing: of the organiser with the authority.
    working_days: length of the notice; None where it is not stated: the results go no further than being final.
    holidays: ISO dates that do not count. tier: class of the contest as the award policy names it, "" for none.
    occupations: codes that the organiser is filed for. procedure: None where it is not stated. overall: prizes over
    several trades. host: how its public pages look. organiser_code: of the organiser in the national look-up, "" for
    none. numbers: how certificates are numbered."""

    event: str
    name: Name
    starts: str
    ends: str
    place: Name | None
    organiser: Name
    filing: str
    trades: tuple[Trade, ...]
    working_days: int | None
    holidays: tuple[str, ...]
    tier: str = ""
    occupations: tuple[str, ...] = ()
    procedure: Procedure | None = None
    overall: tuple[Prize, ...] = ()
    host: Host = NO_HOST
    organiser_code: str = ""
    numbers: Numbering = NO_NUMBERING


def papers_of(contest: Contest) -> frozenset[str]:
    """Names of papers that some trade states."""
    return frozenset(paper.name for trade in contest.trades for paper in trade.papers)


def read(toml: Toml, findings: Findings) -> tuple[Contest, bool]:
    """What the file states, and True where it names all trades. With problems, which are among the findings, it only
    serves to judge the other files."""
    problems: list[Problem] = []
    top = Document(_plain(toml.document), "", problems)
    trades = list(_trades(top))
    if "package" not in top.values:
        top.problem("missing-key", "package")
    elif str(top.get("package")) != str(VERSION):
        top.problem("unknown-version", "package", value=visible(str(top.get("package"))), known=str(VERSION))
    top.read.add("package")
    event = _table(top, "event")
    organiser = _table(top, "organiser")
    notice = Document(top.get("notice") or {}, "notice", problems)
    stated = procedure(top)
    host = read_host(Document(top.get("host") or {}, "host", problems))
    numbers = read_numbering(Document(top.get("numbers") or {}, "numbers", problems))
    prizes = tuple(_prizes(top, tuple(each.id for each in trades if each is not None)))
    contest = Contest(
        _event_id(event),
        _name(event),
        _date(event, "starts"),
        _date(event, "ends"),
        event.name("place") if "place" in event.values else None,
        _name(organiser),
        organiser.text("filing", ""),
        tuple(each for each in trades if each is not None),
        notice.whole("working_days", 0, 0, LONGEST_NOTICE) if "working_days" in notice.values else None,
        tuple(_holidays(notice)),
        event.text("tier", ""),
        organiser.texts("occupations") or (),
        stated,
        prizes,
        host,
        organiser.text("code", ""),
        numbers,
    )
    if is_date(contest.starts) and is_date(contest.ends) and contest.ends < contest.starts:
        event.problem("bad-date", "ends", value=contest.ends)
    if contest.working_days is None and stated is not None and (stated.signatures or stated.review is not None):
        top.problem("procedure-without-notice", "procedure")
    for each in (top, event, organiser, notice):
        each.finish()
    problems.extend(texts(toml.document))
    toml.say(problems, findings)
    return contest, bool(trades) and None not in trades


def _plain(value: Any) -> Any:
    """The document with TOML's own dates as their ISO text."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _table(top: Document, key: str) -> Document:
    if key not in top.values:
        top.problem("missing-key", key)
    given = top.get(key) if key in top.values else {}
    table = Document(given, key, top.problems)
    if not isinstance(given, Mapping) or key not in top.values:
        table.problems = []  # that it is missing or no table is said; each of its keys need not be
    return table


def _event_id(event: Document) -> str:
    id = event.id()
    if id == HOUSE:
        event.problem("reserved-id", "id", id=id)
    return id


def _name(each: Document) -> Name:
    if "name" not in each.values:
        each.problem("missing-key", "name")
    return each.name()


def _date(each: Document, key: str) -> str:
    value = each.text(key)
    if value and not is_date(value):
        each.problem("bad-date", key, value=visible(value))
    return value


def _trades(top: Document) -> Iterator[Trade | None]:
    """Each trade, None where it cannot be told which."""
    seen: set[str] = set()
    given = top.get("trades")
    if not given:
        top.problem("missing-key", "trades")
    for position, each in enumerate(top.tables("trades")):
        if not isinstance(given[position], Mapping):
            yield None
            continue
        id = each.id()
        if id in seen:
            each.problem("duplicate-id", "", id=id)
        seen.add(id)
        name = _name(each)
        occupation = each.text("occupation", "")
        occupation_name = each.name("occupation_name") if "occupation_name" in each.values else None
        level = each.get("level")
        level = "" if level is None else str(level)
        if level and level not in LEVELS:
            each.problem("bad-level", "level", value=visible(level))
        scheme = each.text("scheme", id)
        blind, stated, layers = each.flag("blind"), tuple(sorted(papers(each))), each.texts("layers") or ()
        asked = tuple(sorted(facts(each)))
        if layers and not are_layers(layers):
            each.problem("bad-layers", "layers", value=visible(", ".join(layers)), layers=", ".join(LAYERS))
        elif layers and not blind:
            each.problem("layers-without-blind", "layers", trade=id)
        each.finish()
        made = Trade(id, name, occupation, level, scheme or id, blind, stated, layers, occupation_name, asked)
        yield made if ID.fullmatch(id) else None


def _prizes(top: Document, trades: tuple[str, ...]) -> Iterator[Prize]:
    """Each overall prize that has no problem. trades: ids of all; a prize has an id of its own among them."""
    taken = {*trades, OVERVIEW}
    for each in top.tables("overall"):
        prize, problems = read_prize(each.values, each.where, trades)
        top.problems.extend(problems)
        id = each.values.get("id")
        if isinstance(id, str) and id in taken:
            each.problem("duplicate-id", "", id=id)
        elif prize is not None:
            taken.add(prize.id)
            yield prize


def _holidays(notice: Document) -> Iterator[str]:
    for position, value in enumerate(notice.list("holidays")):
        if not isinstance(value, str) or not is_date(value):
            notice.problem("bad-date", f"holidays[{position + 1}]", value=visible(str(value)))
        else:
            yield value


def document(contest: Contest) -> dict[str, Any]:
    """What contest.toml states, as a plain document: the form that is stored and written out."""
    event: dict[str, Any] = {
        "id": contest.event,
        "name": _both(contest.name),
        "starts": contest.starts,
        "ends": contest.ends,
    }
    if contest.place is not None:
        event["place"] = _both(contest.place)
    if contest.tier:
        event["tier"] = contest.tier
    organiser: dict[str, Any] = {"name": _both(contest.organiser)}
    if contest.filing:
        organiser["filing"] = contest.filing
    if contest.organiser_code:
        organiser["code"] = contest.organiser_code
    if contest.occupations:
        organiser["occupations"] = list(contest.occupations)
    stated: dict[str, Any] = {"package": str(VERSION), "event": event, "organiser": organiser}
    if contest.host != NO_HOST:
        stated["host"] = contest.host.document()
    notice: dict[str, Any] = {}
    if contest.working_days is not None:
        notice["working_days"] = str(contest.working_days)
    if contest.holidays:
        notice["holidays"] = list(contest.holidays)
    if notice:
        stated["notice"] = notice
    if contest.procedure is not None:
        stated["procedure"] = procedure_document(contest.procedure)
    if contest.numbers != NO_NUMBERING:
        stated["numbers"] = contest.numbers.document()
    stated["trades"] = [trade_document(trade) for trade in contest.trades]
    if contest.overall:
        stated["overall"] = [json.loads(prize_text(prize)) for prize in contest.overall]
    return stated


def trade_document(trade: Trade) -> dict[str, Any]:
    """The trade's own part of contest.toml."""
    stated = {"id": trade.id, "name": _both(trade.name)}
    named = None if trade.occupation_name is None else _both(trade.occupation_name)
    optional = {"occupation": trade.occupation, "occupation_name": named, "level": trade.level}
    later = {"blind": trade.blind, "layers": list(trade.layers), "papers": papers_document(trade.papers)}
    later |= {"facts": dict(trade.facts)}
    return (
        stated
        | {key: value for key, value in optional.items() if value}
        | {"scheme": trade.scheme}
        | {key: value for key, value in later.items() if value}
    )


def _both(name: Name) -> dict[str, str]:
    return {"zh": name.zh, "en": name.en}

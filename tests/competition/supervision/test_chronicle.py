"""The chronicle reads each line once, and marks and signatures under sheets never."""

from __future__ import annotations

from competition.supervision.chronicle import Chronicle, latest, of_trade
from scoring.facts import Finalised, MarkGiven, SheetSigned, TradeOpened
from scoring.steps import NoticePosted, ObjectionFiled, ObjectionRuled
from tests.competition.supervision.arena import BLIND, EVENT, PLAIN, arena, today


async def test_every_line_but_marks_and_sheets_once(database_url: str) -> None:
    async with arena(database_url) as at:
        await at.come_to(PLAIN, "final")
        chronicle = Chronicle(at.database)
        first = list(await chronicle.lines(EVENT))
        assert not [line for line in first if isinstance(line.fact, (MarkGiven, SheetSigned))]
        assert [line.seq for line in first] == sorted({line.seq for line in first})
        assert latest(first, Finalised) == first[-1] and latest(first, NoticePosted) is None
        await at.take(NoticePosted(PLAIN, "", today()), "association")
        again = await chronicle.lines(EVENT)
        assert list(again[:-1]) == first and isinstance(again[-1].fact, NoticePosted)
        assert await chronicle.lines("none") == []


async def test_the_lines_of_a_trade_include_rulings_on_objections_to_it(sqlite_url: str) -> None:
    async with arena(sqlite_url) as at:
        await at.come_to(PLAIN, "notice")
        await at.commit()
        await at.draw()
        await at.open(BLIND)
        line = await at.take(ObjectionFiled(PLAIN, "", today(), ""), "organiser")
        await at.take(ObjectionRuled(line, "dismissed", "none", ""), "supervisor")
        lines = await Chronicle(at.database).lines(EVENT)
        kinds = [each.fact.kind for each in of_trade(lines, PLAIN)]
        assert kinds[-2:] == ["objection-filed", "objection-ruled"]
        assert [each.fact.kind for each in of_trade(lines, BLIND)] == [
            "seed-committed",
            "codes-drawn",
            TradeOpened.kind,
        ]

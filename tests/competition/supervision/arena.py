"""An invented contest on its way from the draw to confirmed awards: two trades, one of them blind, three judges each.

async with arena(url) as at:
    await at.come_to("carving", "notice")
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from competition.catalogue import Catalogue, load
from competition.documents import Documents
from competition.imports import begin
from competition.intake import read
from competition.intake.recording import opened
from competition.recording.batch import Answer
from competition.recording.recorder import Recorder
from competition.recording.streams import Streams
from competition.store.database import Database, open_database
from competition.supervision import sampling
from competition.supervision.seals import Seals
from scoring import sheets
from scoring.facts import Fact, Finalised, MarkGiven, SheetSigned
from scoring.procedure import seals
from scoring.procedure.granting import line_of
from scoring.procedure.notices import named
from scoring.procedure.signing import module_digest
from scoring.state import STAGES, State
from scoring.steps import (
    Awarded,
    CodesDrawn,
    Confirmed,
    ModuleSigned,
    NoticeClosed,
    NoticePosted,
    ReviewDrawn,
    ReviewRecorded,
    SeedCommitted,
    Unsealed,
)

EVENT = "arena-2026"
BLIND, PLAIN = "carving", "baking"
JUDGES = ("J1", "J2", "J3")
POLICIES = Path(__file__).parents[3] / "scoring" / "policies"
NAMES = {
    "carving": (
        *(("苏婉清", "Su Wanqing"), ("陈立夏", "Chen Lixia"), ("顾南乔", "Gu Nanqiao"), ("沈书言", "Shen Shuyan")),
        *(("林暮雪", "Lin Muxue"), ("方知微", "Fang Zhiwei"), ("宋怀瑾", "Song Huaijin"), ("许青禾", "Xu Qinghe")),
    ),
    "baking": (("白露", "Bai Lu"), ("江行舟", "Jiang Xingzhou"), ("叶知秋", "Ye Zhiqiu"), ("唐未眠", "Tang Weimian")),
}
"""Canaries: no name here stands anywhere else."""

HOUSES = ("青禾工坊", "示范技师学院", "云台职校")
CONTEST = """
package = 1
[event]
id = "arena-2026"
name = {{ zh = "示范市职业技能竞赛", en = "Model City Skills Contest" }}
starts = "2026-05-06"
ends = "2026-05-08"
tier = "city-1"
[organiser]
name = {{ zh = "示范市技能协会", en = "Model City Skills Association" }}
filing = "示例〔2026〕3号"
occupations = ["6-18-02-04", "4-03-02-02"]
[[trades]]
id = "carving"
name = {{ zh = "木雕", en = "Wood carving" }}
occupation = "6-18-02-04"
level = 3
blind = true
{layers}scheme = "craft"
[[trades]]
id = "baking"
name = {{ zh = "烘焙", en = "Baking" }}
occupation = "4-03-02-02"
level = 3
scheme = "craft"
[notice]
working_days = {working_days}
holidays = ["2026-05-01"]
[procedure]
signatures = true
review = {{ top = 2, others = "50%", limit = "{limit}" }}
"""
SCHEME = """
scheme = 1
decimals = 2
[[phases]]
id = "final"
name = { zh = "决赛", en = "Final" }
[[modules]]
id = "A"
name = { zh = "造型", en = "Form" }
[[modules.criteria]]
id = "A1"
[[modules.criteria.aspects]]
id = "A1.1"
name = { zh = "比例", en = "Proportion" }
rule = "mean"
lowest = 0
highest = 50
step = 1
max = 50
[[modules]]
id = "B"
name = { zh = "工艺", en = "Technique" }
[[modules.criteria]]
id = "B1"
[[modules.criteria.aspects]]
id = "B1.1"
name = { zh = "刀法", en = "Cuts" }
rule = "mean"
lowest = 0
highest = 50
step = 1
max = 50
"""


def write(folder: Path, *, working_days: int = 0, limit: str = "20%", layers: Sequence[str] = ()) -> Path:
    """The contest's package in the folder. layers: of the blind trade's codes, none for one alone."""
    package = folder / "arena"
    (package / "schemes").mkdir(parents=True)
    texts = {
        "contest.toml": CONTEST.format(
            working_days=working_days, limit=limit, layers=f"layers = {json.dumps(layers)}\n" if layers else ""
        ),
        "schemes/craft.toml": SCHEME,
        "judges.csv": "judge,name,name_en,organisation,interests\n"
        + "".join(f"{judge},裁判{judge},Judge {judge},,\n" for judge in JUDGES),
        "panels.csv": "trade,phase,panel,item,judge\n"
        + "".join(f"{trade},,panel,,{judge}\n" for trade in NAMES for judge in JUDGES),
        "entrants.csv": "trade,entrant,number,name,name_en,organisation,organisation_en,group\n"
        + "".join(
            f"{trade},{entrant_id(trade, place)},{place:02},{zh},{en},{HOUSES[place % 3]},,\n"
            for trade, people in NAMES.items()
            for place, (zh, en) in enumerate(people, 1)
        ),
    }
    for name, text in texts.items():
        (package / name).write_text(text, "utf-8")
    shutil.copytree(POLICIES / "tianjin-2024", package / "policies" / "tianjin-2024")
    return package


def entrant_id(trade: str, place: int) -> str:
    """Entrants' ids, too, stand nowhere else."""
    return f"{trade}-entrant-{place:02}"


def prepare(url: str, *, working_days: int = 0, limit: str = "20%", layers: Sequence[str] = ()) -> None:
    """A database with the event's plan and an empty stream."""
    with tempfile.TemporaryDirectory() as folder:
        package, problems = read(write(Path(folder), working_days=working_days, limit=limit, layers=layers))
    assert package is not None, problems
    with open_database(url) as database, database.transaction() as connection:
        assert begin(connection, package, marks=False) is None


class Arena:
    """The contest with everybody who acts in it; lines are stated by `<role>.<role>-1`, as `people.cookie` signs them
    in. recorder, database: to look at."""

    def __init__(self, database: Database, recorder: Recorder) -> None:
        self.database = database
        self.recorder = recorder
        self.documents = Documents(database)
        self.seals = Seals(database, Catalogue(database))
        self._keys = 0

    async def state(self, fact: Fact, role: str = "organiser", **more: object) -> Answer:
        """What becomes of the fact."""
        self._keys += 1
        actor = f"judge.{fact.cell.judge}" if isinstance(fact, MarkGiven) else f"{role}.{role}-1"
        return await self.recorder.record(fact, actor=actor, key=f"arena-{self._keys}", **more)  # type: ignore[arg-type]

    async def take(self, fact: Fact, role: str = "organiser", **more: object) -> int:
        """State a fact that must be accepted; its line."""
        answer = await self.state(fact, role, **more)
        assert answer.status == "accepted" and answer.seq is not None, (fact, answer)
        return answer.seq

    async def commit(self, trade: str = BLIND, layer: str = "") -> None:
        await self.take(SeedCommitted(trade, await self.seals.commitment(EVENT, trade, layer), layer), "draw")

    async def draw(self, trade: str = BLIND, number: str = "280713", layer: str = "") -> None:
        """A number is drawn in public."""
        async with self.recorder.reading() as state:
            letter = seals.letter_for(state, trade, layer)
            layers = dict(state.layers[trade])
        before = seals.before_of(layers, layer)
        mapping = await self.seals.draw(EVENT, trade, number, letter, layer, layers[before].codes if before else None)
        seed = await self.seals.seed(EVENT, trade, layer)
        await self.take(CodesDrawn(trade, number, seals.commitments(seed, mapping), layer), "draw")

    async def open(self, trade: str) -> None:
        """The organiser opens the trade, under codes where they are drawn, or the prize."""
        with self.database.connect() as connection:
            package = load(connection, EVENT)
        assert package is not None
        async with self.recorder.reading() as state:
            drawn = {id: list(codes) for id, (_, codes) in state.drawn.items()}
        entry = next(
            each
            for each in opened(package, drawn)
            if getattr(each.fact, "trade", getattr(each.fact, "prize", "")) == trade
        )
        await self.take(entry.fact, contents=entry.contents)

    async def mark(self, trade: str, worth: Sequence[int] = (48, 45, 41, 38, 33, 30, 26, 22)) -> None:
        """Every judge gives everybody what she is worth, by running order."""
        async with self.recorder.reading() as state:
            places = list(state.trades[trade].index)
            cells = [cell for judge in JUDGES for cell in sheets.owed(state, judge) if cell.entrant in places]
        for cell in cells:
            await self.take(MarkGiven(cell, str(worth[places.index(cell.entrant)])))

    async def sign(self, trade: str) -> None:
        """Every judge signs her sheets, the chief judge the modules."""
        async with self.recorder.reading() as state:
            signatures = [
                SheetSigned(judge, entrant, "final", sheets.sheet_digest(sheets.sheet(state, judge, entrant, "final")))
                for entrant in state.trades[trade].index
                for judge in JUDGES
                if (judge, entrant, "final") not in state.trades[trade].signed
            ]
        for fact in signatures:
            await self.take(fact, "judge")
        for module in ("A", "B"):
            async with self.recorder.reading() as state:
                digest = module_digest(state.trades[trade], "final", module)
            await self.take(ModuleSigned(trade, "final", module, digest), "chief")

    async def unsealed(self, trade: str = BLIND, layer: str = "") -> Unsealed:
        """What unseals the trade, or one layer of its codes."""
        async with self.recorder.reading() as state:
            layers = dict(state.layers[trade])
        return await self.seals.unsealing(EVENT, trade, layers, layer)

    async def review(self, trade: str, wrong: Sequence[str] = ()) -> None:
        async with self.recorder.reading() as state:
            sample = sampling.draw(state.trades[trade])
        await self.take(ReviewDrawn(trade, sample), "supervisor")
        await self.take(ReviewRecorded(trade, tuple(wrong)), "supervisor")

    async def award(self, trade: str) -> Awarded:
        """Awards that name everybody."""
        async with self.recorder.reading() as state:
            entrants, policy = sorted(named(state.trades[trade])), state.trades[trade].policy_digest
        papers = [await self.documents.keep(EVENT, {"entrant": entrant}) for entrant in entrants]
        awards = tuple((entrant, f"p-{entrant}", paper) for entrant, paper in zip(entrants, papers, strict=True))
        return Awarded(trade, policy, "", awards)

    async def confirm(self, trade: str, stage: str) -> None:
        async with self.recorder.reading() as state:
            line = line_of(state.trades[trade], stage)
        await self.take(Confirmed(trade, stage, line), "authority")

    async def come_to(self, trade: str, stage: str) -> None:
        """From the very beginning to a stage of `STAGES`. For `notice` and beyond the notice was posted long enough
        ago."""
        blind, far = trade == BLIND, STAGES.index(stage)
        if blind:
            await self.commit(trade)
            await self.draw(trade)
        await self.open(trade)
        if far >= STAGES.index("marking"):
            await self.mark(trade)
        if far >= STAGES.index("review"):
            await self.sign(trade)
            if blind:
                await self.take(await self.unsealed(trade), "draw")
        if far >= STAGES.index("final"):
            await self.review(trade)
            await self.take(Finalised(trade, ""))
        if far >= STAGES.index("notice"):
            await self.take(NoticePosted(trade, "", today(-30)), "association")
        if far >= STAGES.index("noticed"):
            await self.take(NoticeClosed(trade, today()), "association")
        if far >= STAGES.index("result-confirmed"):
            await self.confirm(trade, "result")
        if far >= STAGES.index("awarded"):
            await self.take(await self.award(trade), "association")
        if far >= STAGES.index("confirmed"):
            await self.confirm(trade, "awards")


def today(later: int = 0) -> str:
    """The day it is in the hall, and so many days later."""
    return (datetime.now(UTC) + timedelta(hours=8, days=later)).date().isoformat()


@asynccontextmanager
async def arena(
    url: str, *, working_days: int = 0, limit: str = "20%", layers: Sequence[str] = ()
) -> AsyncIterator[Arena]:
    """The contest in the database, prepared where it is not there."""
    prepare(url, working_days=working_days, limit=limit, layers=layers)
    async with acting(url) as at:
        yield at


@asynccontextmanager
async def acting(url: str) -> AsyncIterator[Arena]:
    """Everybody, in a database where the contest is."""
    with open_database(url) as database:
        streams = Streams(database, publish=lambda event, views: None, lost=lambda event: None)
        try:
            recorder = await streams.recorder(EVENT)
            assert recorder is not None
            yield Arena(database, recorder)
        finally:
            await streams.close()


def stage_of(state: State, trade: str) -> str:
    """How far a trade is, `unopened` before it is open."""
    return state.trades[trade].stage if trade in state.trades else "unopened"

"""An invented contest that leads to awards: eight bakers, a paper and a cake, and a policy that knows most of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from competition.intake import Package, read, recording
from competition.intake.problems import Findings
from competition.recording.recorder import Recorder
from scoring import engine
from scoring.boards.board import table_digest
from scoring.checks import check
from scoring.facts import Fact, Finalised
from scoring.lines import Line
from scoring.state import State
from scoring.steps import Awarded, Confirmed, NoticeClosed, NoticePosted

CONTEST = """package = 1
[event]
id = "bakery"
name = "烘焙赛"
starts = "2026-05-01"
ends = "2026-05-02"
tier = "city"
[organiser]
name = "烘焙协会"
filing = "示例〔2026〕2号"
occupations = ["4-03-02-02"]
[[trades]]
id = "cakes"
name = { zh = "裱花", en = "Cakes" }
occupation = "4-03-02-02"
level = 3
papers = { theory = "theory", practical = "cake" }
[notice]
working_days = 0
"""

SCHEME = """scheme = 1
[[phases]]
id = "final"
max = 100
[[modules]]
id = "theory"
weight = "0.2"
max = 20
[[modules.criteria]]
id = "paper"
[[modules.criteria.aspects]]
id = "score"
panel = "jury"
rule = "one"
lowest = 0
highest = 100
[[modules]]
id = "cake"
max = 80
[[modules.criteria]]
id = "looks"
[[modules.criteria.aspects]]
id = "piping"
panel = "jury"
rule = "one"
lowest = 0
highest = 100
weight = "0.8"
max = 80
"""

POLICY = """policy = 1
name = { zh = "云屏市竞赛奖励办法", en = "Yunping awards" }
valid = { from = "2026-01-01" }
[documents.city]
title = "云屏市职业技能竞赛奖励办法"
number = "云人社〔2026〕8号"
[documents.notice]
title = "关于竞赛资格的通知"
[tiers]
city = { zh = "市级", en = "City" }
[groups]
staff = { zh = "职工", en = "Staff" }
student = { zh = "学生", en = "Students" }
[[gates]]
look = "paper.theory"
least = 60
kinds = ["grade"]
cites = "第八条"
[[gates]]
look = "promotions"
most = 0
kinds = ["grade"]
reason = "already-promoted"
document = "notice"
cites = "第二条"
[[clauses]]
id = "staff"
cites = "第五条第一款"
groups = ["staff"]
places = { to = 2 }
grade = { to = "2", same = "up" }
[[clauses]]
id = "staff-rest"
cites = "第五条第二款"
groups = ["staff"]
places = { from = 3, to = 4 }
grade = "3"
[[clauses]]
id = "student"
cites = "第六条"
groups = ["student"]
places = { to = "50%", of = "entrants" }
grade = "4"
[[clauses]]
id = "title"
cites = "第七条"
groups = ["staff"]
places = { to = 1 }
title = { zh = "云屏市技术能手", en = "Yunping Expert" }
approval = true
"""

FILED: tuple[tuple[str, str, str, str, str, str, str], ...] = (
    ("C1", "职工", "P1", "3", "", "90", "95"),
    ("C2", "职工", "P2", "2", "", "59.5", "96"),
    ("C3", "学生", "P3", "none", "", "80", "90"),
    ("C4", "职工", "P4", "4", "", "80", "85"),
    ("C5", "职工", "P5", "4", "2026:4", "80", "80"),
    ("C6", "学生", "P6", "", "", "80", "75"),
    ("C7", "学生", "P7", "none", "", "80", "70"),
    ("C8", "职工", "P8", "5", "", "70", "60"),
)
"""(entrant, group, person, grade held, promotions, theory, cake)."""


def bakery(
    folder: Path,
    rows: Iterable[tuple[str, str, str, str, str, str, str]] = FILED,
    *,
    contest: str = CONTEST,
    policy: str = POLICY,
    adjustments: Iterable[str] = (),
    coaches: Mapping[str, str] | None = None,
) -> Path:
    """The contest as a package. adjustments: rows of the file. coaches: person by entrant."""
    rows = list(rows)
    coach = [f"{entrant},{person},coach" for entrant, person in (coaches or {}).items()]
    files = {
        "contest.toml": contest,
        "schemes/cakes.toml": SCHEME,
        "policies/city/policy.toml": policy,
        "entrants.csv": ["trade,entrant,number,name,name_en,organisation,organisation_en,group"]
        + [f"cakes,{entrant},,面点师{entrant},Baker {entrant},,,{group}" for entrant, group, *_ in rows],
        "members.csv": [
            "entrant,person,role",
            *(f"{row[0]},{each},member" for row in rows for each in row[2].split()),
            *coach,
        ],
        "persons.csv": ["person,name,name_en,birth_date,level,titles,group,promotions"]
        + [f"{each},人{each},Person {each},,{row[3]},,,{row[4]}" for row in rows for each in row[2].split()]
        + [f"{person},人{person},Person {person},,1,,," for person in (coaches or {}).values()],
        "judges.csv": ["judge,name,name_en,organisation,interests", "J1,方正,Fang Zheng,,"],
        "panels.csv": ["trade,phase,panel,item,judge", "cakes,,jury,,J1"],
        "marks.csv": ["judge,entrant,phase,item,aspect,attempt,value"]
        + [
            f"J1,{row[0]},final,,{aspect},,{value}"
            for row in rows
            for aspect, value in (("score", row[5]), ("piping", row[6]))
            if value
        ],
        "adjustments.csv": ["trade,phase,entrant,item,figure,adjustment,value,reason", *adjustments],
    }
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else "".join(f"{line}\n" for line in content), "utf-8")
    return folder


def package(folder: Path) -> Package:
    """The package in a folder, which has no problem."""
    found, problems = read(folder)
    assert found is not None, problems
    return found


def folded(stated: Package) -> State:
    """The state that a package leads to."""
    findings = Findings()
    state = recording.rehearse(stated, findings)
    assert not findings.any(), findings.all(())
    return state


def take(state: State, *facts: Fact) -> State:
    """State facts one after the other; each must be accepted."""
    for fact in facts:
        verdict = check(state, fact, "authority.A")
        assert verdict.status == "accepted", (fact.kind, verdict.problems)
        engine.apply(
            state, Line(state.seq + 1, "2026-05-03T00:00:00.000000Z", "authority.A", f"k{state.seq}", fact), {}
        )
    return state


def confirmed(state: State, trade: str = "cakes") -> State:
    """The trade brought from its last mark to the result that the authority confirmed."""
    take(state, Finalised(trade, table_digest(state.trades[trade])))
    board = table_digest(state.trades[trade])
    take(state, NoticePosted(trade, board, "2026-05-03"), NoticeClosed(trade, "2026-05-03"))
    return take(state, Confirmed(trade, "result", state.seq))


def awarded(state: State, awards: Iterable[tuple[str, str, str]], trade: str = "cakes") -> State:
    """The awards stated; they name a document for each person."""
    found = state.trades[trade]
    return take(state, Awarded(trade, found.policy_digest, table_digest(found), tuple(awards)))


async def brought_to_result(recorder: Recorder, trade: str = "cakes", day: str = "2026-05-03") -> None:
    """A stored trade brought from its last mark to the result that the authority confirmed."""

    async def say(fact: Fact, actor: str) -> None:
        answer = await recorder.record(fact, actor=actor, key=f"k{recorder.head.seq}")
        assert answer.status == "accepted", answer

    async def board() -> str:
        async with recorder.reading() as state:
            return table_digest(state.trades[trade])

    await say(Finalised(trade, await board()), "organiser.O")
    await say(NoticePosted(trade, await board(), day), "association.B")
    await say(NoticeClosed(trade, day), "association.B")
    await say(Confirmed(trade, "result", recorder.head.seq), "authority.A")

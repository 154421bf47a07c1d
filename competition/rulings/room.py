"""Where rulings are made: one visitor in one event, with the names that pages say."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from competition.access.visitors import Visitor, acting
from competition.desk_pages import shown, termed
from competition.intake.package import Package
from competition.pages import language
from competition.rulings import bench
from competition.rulings.finding import Who, find, who
from competition.store.ledger import Ledger
from competition.words import pair, problem
from scoring import lines
from scoring.lines import Line
from scoring.problems import Problem

LONGEST_TEXT = 4000
"""Characters of what may be written beside a ruling."""


@dataclass(frozen=True)
class Room:
    """roster: as `Rosters` gives it. judges: by id. people: names by login. here: key of the room in the side."""

    request: Request
    event: str
    visitor: Visitor
    roster: Mapping[str, Any]
    judges: Mapping[str, bench.Judge]
    people: Mapping[str, str]
    here: str = "rulings"

    def show(
        self,
        template: str,
        *,
        status: int = 0,
        problems: Iterable[Problem] = (),
        kept: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> Response:
        """The page, with names for ids. Problems give it status 422 unless another is said."""
        told, lang = list(problems), language(self.request)
        return shown(
            self.request,
            template,
            visitor=self.visitor,
            event=self.event,
            here=self.here,
            status=status or (422 if told else 200),
            roster=self.roster,
            problems=told,
            kept=kept,
            entrant_of=self.entrant,
            judge_of=self.judge,
            trade_of=self.trade,
            phase_of=self.phase,
            module_of=self.module,
            person_of=self.person,
            needed=lambda trade, each: problem(each.code, self._called(trade, each.facts, lang), lang),
            may=self.may,
            pairs=lambda codes: [(code, termed("reasons", code, lang).lead) for code in codes],
            phase_options=lambda trade, phases: [(each, pair(self.phase(trade, each), lang).lead) for each in phases],
            **values,
        )

    def may(self, action: str) -> bool:
        """True where the visitor may do this here: for what a page offers."""
        return self.visitor.may(action, self.event) is not None

    def is_self(self, actor: str) -> bool:
        """True where the actor of a line is the visitor herself, in whatever role."""
        return actor.partition(".")[2] == self.visitor.login

    def entrant(self, entrant: str) -> Who:
        """The entrant as pages name her."""
        return who(self.roster, entrant)

    def find(self, said: str) -> list[Who]:
        """Everybody whom `said` may mean."""
        return find(self.roster, said)

    def judge(self, judge: str) -> Mapping[str, str]:
        """The judge's name; her id where nobody knows it."""
        known = self.judges.get(judge)
        return {"zh": judge, "en": judge} if known is None else known.name

    def called(self, judge: str) -> str:
        """The judge's id and name, in the reader's language."""
        return " ".join(dict.fromkeys((judge, pair(self.judge(judge), language(self.request)).lead)))

    def offices(self) -> Collection[str]:
        """Judges who are seats of the office."""
        return {each.judge for each in self.judges.values() if each.office}

    def trade(self, trade: str) -> Mapping[str, str]:
        """The trade's name."""
        return self._part(trade)["name"]  # type: ignore[no-any-return]

    def phase(self, trade: str, phase: str) -> Mapping[str, str]:
        """The phase's name."""
        return _named(self._part(trade)["phases"], phase)

    def module(self, trade: str, module: str) -> Mapping[str, str]:
        """The module's name."""
        return _named(self._part(trade)["modules"], module)

    def person(self, actor: str) -> tuple[str, str | Mapping[str, str]]:
        """(role, name) of who stated a line."""
        role, _, name = actor.partition(".")
        if role == "judge" and name in self.judges:
            return role, self.judge(name)
        return role, self.people.get(name) or name

    async def package(self) -> Package | None:
        """What the contest knows of its people, for grades; None where nothing was imported. Raises what the database
        raises."""
        found: Package | None = await self.request.app.state.office.plans.package(self.event)
        return found

    async def lines(self, seqs: Collection[int]) -> dict[int, Line]:
        """These lines of the event's stream, by seq. Raises what the database raises."""
        wanted = set(seqs) - {0}
        if not wanted:
            return {}
        database = self.request.app.state.database
        bodies = await database.read(Ledger(database, self.event).bodies, wanted)
        return {seq: lines.line(seq, body) for seq, body in bodies.items()}

    def _called(self, trade: str, facts: Mapping[str, str], lang: str) -> dict[str, str]:
        """The facts of a problem, with names and numbers for ids."""
        called = dict(facts)
        if entrant := facts.get("entrant"):
            called["entrant"] = self.entrant(entrant).plate
        if judge := facts.get("judge"):
            called["judge"] = pair(self.judge(judge), lang).lead
        if phase := facts.get("phase"):
            called["phase"] = pair(self.phase(trade, phase), lang).lead
        if module := facts.get("module"):
            called["module"] = pair(self.module(trade, module), lang).lead
        return called

    def _part(self, trade: str) -> Mapping[str, Any]:
        unknown = {"name": {"zh": trade, "en": trade}, "phases": [], "modules": []}
        return next((each for each in self.roster["trades"] if each["id"] == trade), unknown)


def _named(parts: Iterable[Mapping[str, Any]], id: str) -> Mapping[str, str]:
    return next((each["name"] for each in parts if each["id"] == id), {"zh": id, "en": id})


async def enter(request: Request, action: str, here: str = "rulings") -> Room:
    """Let the visitor in. Raises SignInNeeded, Forbidden, StoreFailed, and 404 where there is no such event."""
    event = request.path_params["event"]
    await acting(request, action, event)
    visitor = await request.app.state.accounts.visitor(request)
    roster = await request.app.state.rosters.roster(event)
    if roster is None:
        raise HTTPException(404)
    judges = await bench.judges(request.app.state.database, event)
    people = (await request.app.state.office.register.people(event)).logins
    return Room(request, event, visitor, roster, judges, people, here)


async def filled(request: Request) -> dict[str, str]:
    """What a form sent: texts without spaces around them, every field once. Files are left out."""
    form = await request.form()
    return {name: value.strip() for name, value in form.items() if isinstance(value, str)}


def too_long(form: Mapping[str, str], field: str = "text") -> list[Problem]:
    """A problem where what was written is longer than `LONGEST_TEXT`."""
    length = len(form.get(field, ""))
    if length <= LONGEST_TEXT:
        return []
    return [Problem("text-too-long", field, {"length": str(length), "limit": str(LONGEST_TEXT)})]

"""A contest on its way from the first mark to confirmed grades: the field's words for the steps, and scripts of them at
random."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import strategies as st

from scoring import lines, sheets
from scoring.boards.board import table_digest
from scoring.facts import Adjusted, Cell, Fact, Finalised, MarkGiven, SheetSigned, TradeOpened
from scoring.nodes import TOTAL
from scoring.policy import parse_policy, policy_text
from scoring.procedure import sampling, seals
from scoring.procedure.granting import line_of
from scoring.procedure.notices import may_close_on, named, to_rule
from scoring.procedure.seconds import change_text
from scoring.procedure.signing import module_digest
from scoring.procedure.terms import ReviewRule, Terms
from scoring.state import STAGES, Trade
from scoring.steps import (
    Approved,
    Awarded,
    CodesDrawn,
    Confirmed,
    MarkCorrected,
    ModuleCountersigned,
    ModuleSigned,
    NoticeClosed,
    NoticePosted,
    ObjectionFiled,
    ObjectionRuled,
    Proposed,
    Rejected,
    ResultReopened,
    Returned,
    ReviewDrawn,
    ReviewRecorded,
    SeedCommitted,
    Unsealed,
)
from tests.scoring import rulebook
from tests.scoring.field import Contest, Document, single

JUDGES: Mapping[str, Sequence[str]] = {"P": ["J1", "J2"]}
SEED, NUMBER = "a seed that nobody guesses", "280713"
MONDAY = "2026-05-11"
PAPER = lines.digest("a document")
POLICY = policy_text(parse_policy(lines.canonical(rulebook.document(rulebook.clause()))))
TERMS = Terms(
    working_days=2,
    signatures=True,
    review=ReviewRule("2", "50%", "25%"),
    filing="filed-7",
    occupations=("6-18-02-04",),
    occupation="6-18-02-04",
    level="3",
    tier="city",
    date="2026-05-10",
    papers={"practical": ("final", "A")},
)


def opening(roster: Iterable[str], terms: Terms | None = TERMS, trade: str = "T") -> TradeOpened:
    """A trade of one aspect `A1`, marked by J1 and J2."""
    opened = Contest().open(single(), list(roster), JUDGES, terms=terms, policy=POLICY, trade=trade).accepted[-1]
    assert isinstance(opened, TradeOpened)
    return opened


@dataclass
class Way(Contest):
    """One event with the trade `T`."""

    @property
    def T(self) -> Trade:  # noqa: N802 - the trade's own name
        return self.state.trades["T"]

    def refused(self, fact: Fact) -> list[str]:
        """Codes by which the fact is refused; it must be."""
        before, lines = self.views(), len(self.lines)
        verdict = self.record(fact)
        assert (verdict.status, len(self.lines), self.views()) == ("refused", lines, before), verdict
        return [problem.code for problem in verdict.problems]

    def seal(
        self,
        entrants: Sequence[str],
        terms: Terms | None = TERMS,
        trade: str = "T",
        stated: Document | None = None,
        panels: Mapping[str, Sequence[str]] = JUDGES,
    ) -> Way:
        """Draw codes and open the trade under them."""
        mapping = seals.codes(trade, SEED, NUMBER, entrants, seals.letter_for(self.state, trade))
        self.take(SeedCommitted(trade, seals.commitment(SEED)))
        self.take(CodesDrawn(trade, NUMBER, seals.commitments(SEED, mapping)))
        self.open(stated or single(), list(mapping), panels, terms=terms, policy=POLICY, trade=trade)
        return self

    # --- the steps, each as it has to be now --------------------------------------------------------------------------

    def unsealing(self, entrants: Sequence[str]) -> Unsealed:
        mapping = seals.codes("T", SEED, NUMBER, entrants, seals.letter_for(self.state, "T"))
        return Unsealed("T", SEED, tuple(sorted(mapping.items())))

    def sample(self) -> ReviewDrawn:
        """The smallest that will do."""
        must, others = sampling.lacking(self.T)
        seen = self.T.review.seen if self.T.review else frozenset()
        rest = [entrant for entrant, _ in sampling.standing(self.T) if entrant not in must and entrant not in seen]
        return ReviewDrawn("T", (*must, *rest[:others]))

    def final(self) -> Finalised:
        return Finalised("T", table_digest(self.T))

    def posting(self) -> NoticePosted:
        return NoticePosted("T", table_digest(self.T), max(MONDAY, self.T.day))

    def objection(self, entrant: str = "") -> ObjectionFiled:
        return ObjectionFiled("T", entrant, max(MONDAY, self.T.day), PAPER)

    def ruling(self, consequence: str = "none", ruling: str = "upheld") -> ObjectionRuled:
        return ObjectionRuled(max(self.T.objections, default=0), ruling, consequence, PAPER)

    def closing(self) -> NoticeClosed:
        return NoticeClosed("T", max(may_close_on(self.T), self.T.day) or MONDAY)

    def confirming(self, stage: str) -> Confirmed:
        return Confirmed("T", stage, line_of(self.T, stage))

    def returning(self, stage: str) -> Returned:
        return Returned("T", stage, line_of(self.T, stage), "look-again")

    def awards(self) -> Awarded:
        awards = tuple((entrant, f"p-{entrant}", PAPER) for entrant in sorted(named(self.T)))
        return Awarded("T", self.T.policy_digest, table_digest(self.T), awards)

    def reopen(self) -> None:
        self.agree(ResultReopened("T"))

    # --- many steps at once -------------------------------------------------------------------------------------------

    def mark(self, *values: object) -> None:
        """Both judges give each entrant one value, in running order."""
        for entrant, value in zip(self.T.index, values, strict=True):
            for judge in ("J1", "J2"):
                self.take(MarkGiven(Cell(judge, entrant, "final", "", "A1"), str(value)))

    def correct(self, judge: str, entrant: str, value: object) -> None:
        """Two persons; the chief judge signs the module anew."""
        cell = Cell(judge, entrant, "final", "", "A1")
        self.agree(MarkCorrected(cell, str(value), self.seq(judge, entrant, "A1")))
        self.sign_module("A")

    def come_to(self, stage: str) -> Way:
        """Take the steps, each once, until the trade is there."""
        while self.T.stage != stage:
            assert STAGES.index(self.T.stage) < STAGES.index(stage)
            self.next_step()
        return self

    def next_step(self) -> None:
        now = self.T.stage
        if now == "preparing":
            self.mark(*range(len(self.T.roster), 0, -1))
        elif now == "marking":
            self.sign_all()
            self.sign_module("A")
        elif now == "review" and (self.T.review is None and self.T.terms.review is not None):
            self.take(self.sample())
            self.take(ReviewRecorded("T", ()))
        elif now == "noticed":
            self.take(self.confirming("result"))
        elif now == "awarded":
            self.take(self.confirming("awards"))
        else:
            make: dict[str, Any] = {"review": self.final, "final": self.posting, "notice": self.closing}
            self.take(make.get(now, self.awards)())


def way(terms: Terms | None = TERMS, entrants: Sequence[str] = ("1", "2", "3", "4"), policy: str = POLICY) -> Way:
    """A contest with the trade `T` open."""
    made = Way()
    made.open(single(), entrants, JUDGES, terms=terms, policy=policy)
    return made


def sealed_way(
    entrants: Sequence[str] = ("1", "2", "3", "4"),
    terms: Terms | None = TERMS,
    stated: Document | None = None,
    panels: Mapping[str, Sequence[str]] = JUDGES,
) -> Way:
    return Way().seal(entrants, terms, stated=stated, panels=panels)


def with_terms(**changes: Any) -> Terms:
    return replace(TERMS, **changes)


def dsq(entrant: str) -> Adjusted:
    """From the whole trade."""
    return Adjusted(entrant, "", TOTAL, "", "dsq", "", "fraud")


# --- scripts at random ----------------------------------------------------------------------------------------------

Script = list[tuple[int, int]]
"""What is tried, and a number that says how."""


def scripts() -> st.SearchStrategy[Script]:
    """Mostly the right next step, now and then anything."""
    return st.lists(st.tuples(st.integers(0, 19), st.integers(0, 9)), min_size=8, max_size=30)


def steps_of(held: Way) -> list[Fact]:
    """Every step from result to grade, as right as it can be made now."""
    wrong = tuple(held.T.review.entrants[:1]) if held.T.review else ()
    return [
        held.sample(),
        ReviewRecorded("T", ()),
        ReviewRecorded("T", wrong),
        held.final(),
        held.posting(),
        held.objection(),
        held.ruling(),
        held.ruling("reopen"),
        held.closing(),
        held.confirming("result"),
        held.returning("result"),
        held.awards(),
        held.confirming("awards"),
        held.returning("awards"),
        held.unsealing(("1", "2", "3", "4")),
    ]


def played(held: Way, script: Script) -> Iterator[Fact]:
    """Each fact that is tried, as the trade stands then; the caller records it or not."""
    for kind, number in script:
        if kind < 12:
            yield from _next(held)
        elif kind < 17:
            steps = steps_of(held)
            yield steps[(kind * 10 + number) % len(steps)]
        elif kind == 17:
            yield Proposed(change_text(ResultReopened("T")), "rule-3")
            if number % 2 and held.state.proposals:
                yield Approved(max(held.state.proposals))
        elif kind == 18:
            entrant = held.T.roster[number % len(held.T.roster)][0]
            cell = Cell("J1", entrant, "final", "", "A1")
            yield Proposed(change_text(MarkCorrected(cell, str(number), held.seq("J1", entrant, "A1"))), "slip")
            yield Approved(held.state.seq)
            yield from _signatures(held)
        elif held.state.proposals:
            yield Rejected(min(held.state.proposals))


def _signatures(held: Way) -> Iterator[Fact]:
    """The chief judge's under the module, and the supervisor's where terms ask for it."""
    yield ModuleSigned("T", "final", "A", module_digest(held.T, "final", "A"))
    if held.T.terms.countersigned:
        yield ModuleCountersigned("T", "final", "A", module_digest(held.T, "final", "A"))


def _next(held: Way) -> Iterator[Fact]:
    """What comes next, whatever is in the way of it first."""
    for line in list(held.state.proposals):
        yield Approved(line)
    for line in list(to_rule(held.T)):
        yield ObjectionRuled(line, "dismissed", "none", PAPER)
    stage = held.T.stage
    if stage in ("preparing", "marking"):
        for entrant in held.T.index:
            for judge in ("J1", "J2"):
                yield MarkGiven(Cell(judge, entrant, "final", "", "A1"), entrant[-1], held.seq(judge, entrant, "A1"))
                pairs = sheets.sheet(held.state, judge, entrant, "final")
                yield SheetSigned(judge, entrant, "final", sheets.sheet_digest(pairs))
        yield from _signatures(held)
    elif stage == "review":
        for entrant in sampling.still_wrong(held.T):
            yield Adjusted(entrant, "final", TOTAL, "", "bonus", "0.5", "slip")
        if held.T.sealed:
            yield held.unsealing(("1", "2", "3", "4"))
        if any(sampling.lacking(held.T)):
            yield held.sample()
            yield ReviewRecorded("T", ())
        yield held.final()
    else:
        stages = {"noticed": "result", "awarded": "awards"}
        if stage in stages:
            yield held.confirming(stages[stage])
        else:
            yield {"final": held.posting, "notice": held.closing}.get(stage, held.awards)()

"""What deciding on an award leaves behind: a check for each condition, a verdict for each clause, an outcome for each
award, and one canonical text of it all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from scoring.clauses.cases import Case
from scoring.lines import canonical, digest

YES, NO, OPEN = "yes", "no", "open"
"""What a condition can come to. open: the text, or what is known of the case, does not decide."""

GRANTED, MAY_APPLY, REFUSED, GAP = "granted", "may-apply", "refused", "gap"
"""What a clause and an award can come to."""

SILENT, OVERLAPPING, TEXT_MISSING, ROUNDING_UNSET = "silent", "overlapping", "text-missing", "rounding-unset"
FACT_MISSING = "fact-missing"
"""Kinds of gaps. The first four are holes of the text, the last is one in what is known of the case."""

GAPS = (SILENT, OVERLAPPING, TEXT_MISSING, ROUNDING_UNSET, FACT_MISSING)

REASONS = (
    "place-beyond",
    "place-before",
    "no-place",
    "place-shared",
    "passed-open",
    "no-band",
    "bands-overlap",
    "rounding-unset",
    "other-tier",
    "other-group",
    "other-team-size",
    "other-role",
    "not-named",
    "no-change",
    "nothing-above",
    "level-not-named",
    "no-base",
    "below-least",
    "above-most",
    "not-above",
    "not-below",
    "not-among",
    "excluded",
    "absent",
    "abstained",
    "lost",
    "not-known",
    "text-missing",
    "clause-open",
    "clauses-overlap",
)
"""Every code that a check or an outcome can give as a reason, beside those that a policy's own gates name."""


@dataclass(frozen=True, slots=True)
class Check:
    """One condition of one clause. look: what was looked at. code: why not yes, "" for yes. gap: of `GAPS` where open.
    facts: the numbers and words compared. short: how far from yes, number text, "" where that means nothing.
    document, cites: where the condition stands, "" for where the clause does."""

    look: str
    holds: str
    code: str = ""
    gap: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    short: str = ""
    document: str = ""
    cites: str = ""

    @property
    def elsewhere(self) -> bool:
        """True where the clause speaks of others, or of those whom another clause names."""
        return self.code.startswith("other-") or self.look.startswith("clause.")

    def form(self) -> dict[str, Any]:
        """As texts; what is empty is left out."""
        return _stated(
            look=self.look,
            holds=self.holds,
            code=self.code,
            gap=self.gap,
            facts=dict(self.facts),
            short=self.short,
            document=self.document,
            cites=self.cites,
        )


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one clause comes to. due: what its status would be were all conditions fulfilled. value: the outcome it
    gives, or would give: a grade's code, an honour's Chinese name, an amount for this person; "" where there is none.
    checks: in the order they were made."""

    clause: str
    document: str
    cites: str
    kind: str
    award: str
    due: str
    status: str
    gap: str
    value: str
    checks: tuple[Check, ...]

    @property
    def against(self) -> tuple[Check, ...]:
        """The checks that the status rests on: those that say no, else those that are open."""
        return tuple(each for each in self.checks if each.holds == (NO if self.status == REFUSED else OPEN))

    @property
    def reasons(self) -> tuple[str, ...]:
        """Codes of `against`, each once."""
        return tuple(dict.fromkeys(each.code for each in self.against))

    def form(self) -> dict[str, Any]:
        """As texts; what is empty is left out."""
        checks = [each.form() for each in self.checks]
        return _stated(
            clause=self.clause,
            document=self.document,
            cites=self.cites,
            kind=self.kind,
            award=self.award,
            due=self.due,
            status=self.status,
            gap=self.gap,
            value=self.value,
            reasons=list(self.reasons),
            checks=checks,
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a person is due of one award: all clauses of that kind and award taken together. clauses: ids of those it
    rests on; for a refusal, of the clause that came nearest. reasons: codes, as in `Verdict`."""

    kind: str
    award: str
    status: str
    gap: str
    value: str
    reasons: tuple[str, ...]
    clauses: tuple[str, ...]

    def form(self) -> dict[str, Any]:
        """As texts; what is empty is left out."""
        return _stated(
            kind=self.kind,
            award=self.award,
            status=self.status,
            gap=self.gap,
            value=self.value,
            reasons=list(self.reasons),
            clauses=list(self.clauses),
        )


@dataclass(frozen=True)
class Decision:
    """policy: digest of the policy. verdicts: one a clause, in the policy's order. outcomes: one an award, in order of
    the kinds, then of the policy."""

    policy: str
    case: Case
    verdicts: tuple[Verdict, ...]
    outcomes: tuple[Outcome, ...]

    def of(self, kind: str) -> tuple[Outcome, ...]:
        """The outcomes of one kind, without the refused ones where another is not refused."""
        found = tuple(each for each in self.outcomes if each.kind == kind)
        return tuple(each for each in found if each.status != REFUSED) or found

    def status(self, kind: str) -> str:
        """One word for a kind: gap where any of its awards is one, else the best of them; refused where the policy has
        none of that kind."""
        found = {each.status for each in self.of(kind)}
        return next((status for status in (GAP, GRANTED, MAY_APPLY) if status in found), REFUSED)

    def looks(self, outcome: Outcome) -> tuple[str, ...]:
        """What was looked at where an outcome is refused or open."""
        rests = [each for each in self.verdicts if each.clause in outcome.clauses]
        return tuple(dict.fromkeys(check.look for each in rests for check in each.against))

    @cached_property
    def text(self) -> str:
        """Canonical text of the trace: the same policy and case give the same bytes."""
        return canonical(
            {
                "policy": self.policy,
                "case": self.case.form(),
                "verdicts": [each.form() for each in self.verdicts],
                "outcomes": [each.form() for each in self.outcomes],
            }
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text."""
        return digest(self.text)


def _stated(**parts: Any) -> dict[str, Any]:
    """The parts that are not empty."""
    return {key: value for key, value in parts.items() if value}

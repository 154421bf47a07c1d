"""What the codes and numbers of a decision are called, in one language."""

from __future__ import annotations

from collections.abc import Mapping

from competition.words import term, terms
from scoring.clauses.cases import GRADES, WORDS
from scoring.clauses.gates import resolve
from scoring.clauses.trace import GAP, REASONS, Check, Outcome
from scoring.clauses.values import BASES, Clause, Policy
from scoring.nodes import Name
from scoring.numbers import Rounding, parse, rounded
from scoring.numbers import text as plain

SHOWN = Rounding(4, "floor")
"""Places that a long figure is shown with, cut and not rounded, so that what falls short is never shown as reached."""


UNITS = {
    **dict.fromkeys(GRADES, ("level", "levels")),
    **dict.fromkeys((*BASES, "team-size"), ("person-short", "people-short")),
    "age": ("year", "years"),
}
"""What is counted where something falls short, one and several: codes of `award-says`."""


class Wording:
    """The words of one policy in one language, `zh` or `en`."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy, self.lang = policy, lang
        self._clauses = {clause.id: clause for clause in policy.clauses}
        titles = [clause.name for clause in policy.clauses if clause.name]
        self._names = {name.zh: name for name in titles}

    def name(self, name: Name) -> str:
        """A name in the language."""
        return name.zh if self.lang == "zh" else name.en

    def grade(self, code: str) -> str:
        """What a grade is called."""
        return term("grades", code, self.lang)

    def look(self, look: str) -> str:
        """What was looked at."""
        family, _, name = look.partition(".")
        if not name or look in terms()["award-looks"]:
            return term("award-looks", look, self.lang)
        if family == "clause" and name in self._clauses:
            return self.quote("", self._clauses[name].cites) or term("award-looks", family, self.lang, name=name)
        return term("award-looks", family, self.lang, name=name)

    def value(self, look: str, value: str) -> str:
        """A value of a look, or several: a grade, a number, a name of the policy, or as it stands."""
        return ("、" if self.lang == "zh" else ", ").join(self._one(look, each) for each in value.split(", "))

    def award(self, outcome: Outcome) -> str:
        """What an outcome gives: a grade, the name of an honour, an amount."""
        return self.given(outcome.kind, outcome.award, outcome.value)

    def given(self, kind: str, award: str, value: str) -> str:
        """What a kind of outcome with a value is called; without a value, what it would be."""
        if kind == "grade":
            return self.grade(value) if value else term("award-kinds", kind, self.lang)
        found = self._names.get(value or award)
        if found is not None:
            return self.name(found)
        return " ".join(filter(None, (term("award-kinds", kind, self.lang), value)))

    def knows(self, name: str) -> bool:
        """True where the policy gives an honour of this Chinese name."""
        return name in self._names

    def status(self, outcome: Outcome) -> str:
        """The one word for an outcome, and for a gap its kind."""
        word = term("award-status", outcome.status, self.lang)
        if outcome.status != GAP:
            return word
        between = "：" if self.lang == "zh" else ": "
        return between.join((word, term("award-gaps", outcome.gap, self.lang).rstrip("。.")))

    def quote(self, document: str, cites: str) -> str:
        """A place in a published text, by its title and article."""
        found = self.policy.documents.get(document)
        if found is None:
            return cites
        if self.lang == "zh":
            number = f"（{found.number}）" if found.number else ""
            return f"《{found.title}》{number}{cites}"
        number = f" ({found.number})" if found.number else ""
        return f"“{found.title}”{number}" + (f", {cites}" if cites else "")

    def clause(self, clause: Clause) -> str:
        """Where a clause stands."""
        return self.quote(clause.document, clause.cites)

    def reason(self, check: Check) -> str:
        """Why a condition is not fulfilled, as a sentence with what was compared."""
        facts = {key: self._fact(check.look, key, value) for key, value in check.facts.items()}
        facts |= {"look": self.look(check.look), "short": ""}
        facts["asked"] = self.asked(check)
        if check.short:
            facts["short"] = self.short(check)
        said = term("award-reasons", _sentence(check), self.lang, **facts)
        if not check.facts.get("passed"):
            return said
        return term("award-says", "passed", self.lang, passed=check.facts["passed"], sentence=said)

    def short(self, check: Check) -> str:
        """How far from fulfilled, with its unit where the look alone does not say it."""
        one, many = UNITS.get(check.look, ("", ""))
        if not one:
            return self._one(check.look, check.short)
        return term("award-says", one if check.short == "1" else many, self.lang, count=check.short)

    def asked(self, check: Check) -> str:
        """What a condition asks for, in few words; "" where that is no comparison."""
        facts = check.facts
        if check.look == "place":
            kind = "places" if facts.keys() >= {"from", "to"} else "to" if "to" in facts else "from"
            return term("award-bounds", kind, self.lang, **facts) if facts.keys() & {"from", "to"} else ""
        bounds = [
            term("award-bounds", bound, self.lang, bound=self.value(check.look, facts[bound]))
            for bound in ("least", "most", "above", "below", "among", "without")
            if facts.get(bound)
        ]
        return ("，" if self.lang == "zh" else ", ").join(bounds)

    def seen(self, check: Check) -> str:
        """What was compared with it: this person's own."""
        own = {"place": "place", "level": "held"}.get(check.look, "value")
        return self.value(check.look, check.facts.get(own, check.facts.get("value", "")))

    def _fact(self, look: str, key: str, value: str) -> str:
        if key in ("held", "cap") or (key == "to" and look == "level"):
            return self.grade(value)
        if key == "of":
            return term("award-looks", value, self.lang)
        if key in ("value", "among", "without", "least", "most", "above", "below"):
            return self.value(look, value)
        return self._one("", value)

    def _one(self, look: str, value: str) -> str:
        if look in GRADES and value in terms()["grades"]:
            return self.grade(value)
        named = {"tier": self.policy.tiers, "group": self.policy.groups}.get(look, {})
        if found := resolve(value, named):
            return self.name(named[found])
        if look == "role":
            return term("award-roles", value, self.lang)
        if look.startswith("clause."):
            return term("award-status", value, self.lang)
        if look in WORDS or look.startswith("fact."):
            return term("award-words", value, self.lang)
        return _cut(value)


def _cut(value: str) -> str:
    """A number cut to a length that can be read, with … for what is left out; other texts as they are."""
    number = parse(value)
    if number is None or len(value.partition(".")[2]) <= SHOWN.places:
        return value
    return plain(rounded(number, SHOWN)) + "…"


def _sentence(check: Check) -> str:
    """Which sentence says a reason: its own, or for a code that the policy's gate names the one of the comparison."""
    facts, code = check.facts, check.code
    if code == "place-beyond" and facts.get("to") == "0" and "share" in facts:
        return "place-beyond-none"
    if code == "place-beyond" and "share" in facts:
        return "place-beyond-share"
    if code == "place-beyond" and check.short == "1":
        return "place-beyond-1"
    if code == "rounding-unset" and check.look == "money":
        return "rounding-unset-money"
    if code in REASONS:
        return code
    bounds = {"least": "below-least", "most": "above-most", "above": "not-above", "below": "not-below"}
    failed = [code for bound, code in bounds.items() if bound in facts and _fails(bound, facts)]
    return failed[0] if failed else "excluded" if facts.get("without") else "not-among"


def _fails(bound: str, facts: Mapping[str, str]) -> bool:
    """Does the value lie outside a bound, both read as numbers? True where they are none: there is but one bound."""
    value, limit = parse(facts.get("value", "")), parse(facts[bound])
    if value is None or limit is None:
        return True
    return {"least": value < limit, "most": value > limit, "above": value <= limit, "below": value >= limit}[bound]

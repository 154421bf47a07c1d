"""What leads to grades is read where it stands: terms, policies, their worked cases, the grade that somebody holds."""

from __future__ import annotations

import pytest

from competition.intake import contest, read, recording
from scoring.facts import TradeOpened
from scoring.procedure.terms import ReviewRule, parse_terms
from tests.competition.orchard import GOLDEN, Orchard


def test_terms_are_stated_where_the_length_of_the_notice_is(orchard: Orchard) -> None:
    orchard.edit("contest.toml", "[notice]", REVIEWED + "[notice]")
    package, problems = read(orchard.path)
    assert package is not None, problems
    terms = package.terms("grafting")
    assert terms is not None
    assert (terms.working_days, terms.holidays, terms.date) == (5, ("2026-05-04",), "2026-05-03")
    assert (terms.signatures, terms.review) == (True, ReviewRule("10", "15%", "5%"))
    assert (terms.filing, terms.occupations, terms.occupation) == ("示例〔2026〕1号", ("5-01-02-01",), "5-01-02-01")
    assert (terms.tier, terms.level) == ("city", "3")
    assert terms.papers == {"theory": ("prelim", "theory"), "practical": ("prelim", "craft")}
    orchard.edit("contest.toml", REVIEWED, "")
    orchard.edit("contest.toml", "working_days = 5\n", "")
    package, _ = read(orchard.path)
    assert package is not None and package.terms("grafting") is None


@pytest.mark.parametrize("asked", ["signatures = true", 'review = { top = "10", others = "15%", limit = "5%" }'])
def test_signatures_and_a_review_that_nothing_would_ask_for_are_said(orchard: Orchard, asked: str) -> None:
    orchard.edit("contest.toml", "[notice]", f"[procedure]\n{asked}\n\n[notice]")
    orchard.edit("contest.toml", "working_days = 5\n", "")
    (problem,) = orchard.problems()
    assert (problem.file, problem.column, problem.code) == ("contest.toml", "procedure", "procedure-without-notice")
    orchard.edit("contest.toml", asked, "own_organisation = true")
    assert orchard.problems() == []


def test_no_days_of_notice_is_a_length_and_not_the_same_as_none_stated(orchard: Orchard) -> None:
    orchard.edit("contest.toml", "working_days = 5", "working_days = 0")
    package, _ = read(orchard.path)
    assert package is not None and package.contest.working_days == 0
    terms = package.terms("pruning")
    assert terms is not None and terms.working_days == 0


@pytest.mark.parametrize(
    ("old", "new", "column", "code"),
    [
        ('top = "10"', 'top = "110%"', "procedure.review.top", "bad-share"),
        ('top = "10"', 'top = "20000"', "procedure.review.top", "out-of-range"),
        ('top = "10"', "top = []", "procedure.review.top", "wrong-type"),
        ('others = "15%"', 'others = "15"', "procedure.review.others", "bad-share"),
        ('others = "15%", ', "", "procedure.review.others", "missing-key"),
        ('limit = "5%"', 'limit = "5.0%"', "procedure.review.limit", "bad-share"),
        ('limit = "5%"', 'limit = "5%", least = 1', "procedure.review.least", "unknown-key"),
        ("signatures = true", "signatures = 1", "procedure.signatures", "wrong-type"),
        ("signatures = true", "countersigned = true", "procedure.countersigned", "nothing-to-countersign"),
        ("signatures = true", "signed = true", "procedure.signed", "unknown-key"),
        ('theory = "theory"', 'theory = "graff"', "trades[grafting].papers.theory", "dangling-figure"),
        ('theory = "theory"', "theory = 3", "trades[grafting].papers.theory", "wrong-type"),
        ('theory = "theory"', '"the ory" = "theory"', "trades[grafting].papers.the ory", "bad-id"),
        ('phase = "prelim"', 'phase = "semi"', "trades[grafting].papers.practical", "dangling-phase"),
        ('phase = "prelim"', 'phase = "final"', "trades[grafting].papers.practical", "dangling-figure"),
        ('phase = "prelim"', 'phase = "prelim", part = 1', "trades[grafting].papers.practical.part", "unknown-key"),
    ],
)
def test_what_leads_to_grades_is_checked_where_it_stands(
    orchard: Orchard, old: str, new: str, column: str, code: str
) -> None:
    orchard.edit("contest.toml", "[notice]", REVIEWED + "[notice]")
    line = orchard.edit("contest.toml", old, new)
    (problem,) = (each for each in orchard.problems() if not each.file.startswith("layouts/"))
    assert (problem.file, problem.line, problem.column, problem.code) == ("contest.toml", line, column, code)


REVIEWED = """
[procedure]
signatures = true
review = { top = "10", others = "15%", limit = "5%" }

"""


def test_what_a_policy_asks_of_the_contest_is_stated_by_its_trade(orchard: Orchard) -> None:
    stated = 'level = 3\nfacts = { national-standard = "yes", merged = false, years = 3, single = true }\n'
    orchard.edit("contest.toml", "level = 3\n", stated)
    package, problems = read(orchard.path)
    assert package is not None, problems
    first, other = package.terms("grafting"), package.terms("pruning")
    assert first is not None and other is not None
    assert first.facts == {"national-standard": "yes", "merged": "no", "years": "3", "single": "yes"}
    assert other.facts == {}
    again = contest.document(package.contest)["trades"]
    assert [each.get("facts") for each in again] == [first.facts, None]


@pytest.mark.parametrize(
    ("facts", "found"),
    [
        ('{ x = "" }', [("facts.x", "empty-value")]),
        ("{ x = [] }", [("facts.x", "wrong-type")]),
        ('{ "a b" = "yes" }', [("facts.a b", "bad-id")]),
        (f'{{ x = "{"y" * 201}" }}', [("facts.x", "text-too-long")]),
        ("3", [("facts", "wrong-type")]),
    ],
)
def test_what_is_no_such_fact_is_said(orchard: Orchard, facts: str, found: list[tuple[str, str]]) -> None:
    line = orchard.edit("contest.toml", "level = 3\n", f"level = 3\nfacts = {facts}\n") + 1
    told = [(each.line, each.column, each.code) for each in orchard.problems()]
    assert told == [(line, f"trades[grafting].{column}", code) for column, code in found]


def test_the_policy_in_force_and_the_terms_are_pinned_with_their_texts() -> None:
    package, _ = read(GOLDEN)
    assert package is not None and package.policy is not None
    assert package.policy.name.zh == "果城市职业技能竞赛奖励办法（2026）"
    for entry in recording.opened(package):
        fact = entry.fact
        assert isinstance(fact, TradeOpened)
        assert entry.contents[fact.policy] == package.policy.text
        assert parse_terms(entry.contents[fact.terms]) == package.terms(fact.trade)
        assert set(entry.contents) == {fact.scheme, fact.items, fact.policy, fact.terms}


def test_a_policy_of_another_year_pins_nothing(orchard: Orchard) -> None:
    orchard.edit("policies/city/policy.toml", 'from = "2026-01-01"', 'from = "2027-01-01"')
    orchard.edit("contest.toml", 'tier = "city"', 'tier = "world"')
    package, problems = read(orchard.path)
    assert package is not None, problems
    assert package.policy is None
    assert [entry.fact.policy for entry in recording.opened(package) if isinstance(entry.fact, TradeOpened)] == ["", ""]


def test_a_blind_trade_is_opened_under_the_codes_drawn_and_not_before(orchard: Orchard) -> None:
    orchard.edit("contest.toml", "level = 3\n", "level = 3\nblind = true\n")
    package, problems = read(orchard.path)
    assert package is not None, problems
    facts = [entry.fact for entry in recording.opened(package)]
    assert [each.trade for each in facts if isinstance(each, TradeOpened)] == ["pruning"] and len(facts) == 1
    grafting, _ = recording.opened(package, {"grafting": ("G07", "G31", "G02", "G55")})
    assert isinstance(grafting.fact, TradeOpened)
    assert grafting.fact.roster == (("G07", ""), ("G31", ""), ("G02", ""), ("G55", ""))
    assert grafting.key == "import-trade-000001"
    assert [(each.code, each.column) for each in recording.sealed(package)] == [
        ("blind-with-marks", "trades[grafting].blind")
    ]


def test_every_mistake_of_a_policy_and_its_cases_stands_where_it_is(orchard: Orchard) -> None:
    least = orchard.edit("policies/city/policy.toml", "least = 60", "least = []")
    twice = orchard.edit("policies/city/policy.toml", 'id = "title"', 'id = "staff-grade"')
    orchard.write("policies/other/policy.toml", "policy = \n")
    assert [(each.file, each.line, each.column, each.code) for each in orchard.problems()] == [
        ("policies/city/policy.toml", least, "gates[1].least", "wrong-type"),
        ("policies/city/policy.toml", twice, "clauses[staff-grade].id", "duplicate-id"),
        ("policies/other/policy.toml", 1, "", "bad-toml"),
    ]


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("x,,staff,one,12,4,80,0,granted 3,", ("place", "bad-cell")),
        ("x,,staff,1,12,4,80,0,granted 3", ("", "csv-shape")),
        ('x,,staff,1,12,4,80,0,"granted 3,', ("", "csv-quotes")),
        ("x,,staff,3,12,4,80,0,granted 2,", ("grade", "case-fails")),
    ],
)
def test_a_worked_case_that_is_none_or_fails_is_said_at_its_row(
    orchard: Orchard, row: str, found: tuple[str, str]
) -> None:
    line = orchard.append("policies/city/cases.csv", row)
    (problem,) = orchard.problems()
    assert (problem.file, problem.line) == ("policies/city/cases.csv", line)
    assert (problem.column, problem.code) == found


def test_a_column_that_worked_cases_do_not_know_is_said_once(orchard: Orchard) -> None:
    orchard.write("policies/city/cases.csv", "case,place,shoe,grade\na,9,1,refused\nb,9,2,refused\n")
    (problem,) = orchard.problems()
    assert (problem.line, problem.column, problem.code) == (1, "shoe", "unknown-column")


def test_worked_cases_may_be_in_gb18030_and_other_bytes_are_said(orchard: Orchard) -> None:
    text = orchard.text("policies/city/cases.csv")
    orchard.write("policies/city/cases.csv", text.encode("gb18030"))
    assert orchard.problems() == []
    orchard.write("policies/city/cases.csv", b"case,grade\n\xff\xff,refused\n")
    assert [each.code for each in orchard.problems()] == ["encoding"]


def test_a_column_that_a_file_may_do_without_is_empty_where_it_is_not_there(orchard: Orchard) -> None:
    package, _ = read(GOLDEN)
    assert package is not None and {judge.kind for judge in package.judges} == {""}
    text = orchard.text("judges.csv").replace("A1 的同事\n共事三年", "同事").splitlines()
    orchard.write("judges.csv", "".join(f"{each},{end}\n" for each, end in zip(text, KINDS_OF_SEATS, strict=True)))
    package, problems = read(orchard.path)
    assert package is not None, problems
    assert [judge.kind for judge in package.judges] == ["", "", "", "office", "", "", ""]


KINDS_OF_SEATS = ("kind", "", "", "", "office", "", "", "")


@pytest.mark.parametrize("held", ["4", "L4", "四级", "中级工", "none", "-", "无", "special"])
def test_a_grade_held_may_be_written_as_people_do(orchard: Orchard, held: str) -> None:
    orchard.edit("persons.csv", "1990-02-28,4", f"1990-02-28,{held}")
    assert orchard.problems() == []

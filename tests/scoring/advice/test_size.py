"""The size of a scheme after WorldSkills: how many aspects and criteria, how large, how much in all."""

from __future__ import annotations

from typing import Any

from scoring.advice.size import advise, is_of_worldskills
from scoring.nodes import Scheme
from tests.scoring.field import aspect, criterion, module, scheme


def judged(id: str, most: str = "1") -> dict[str, Any]:
    return aspect(id, "judgement", max=most)


def measured(id: str, most: str = "1") -> dict[str, Any]:
    return aspect(id, "one", measure="pass-fail", lowest="0", highest="1", max=most)


def whole(modules: int, aspects: int, most: str) -> Scheme:
    """So many modules with so many aspects each, the first of each judged."""
    return scheme(
        *(
            module(
                f"M{each}",
                criterion(
                    f"C{each}",
                    judged(f"j{each}", most),
                    *(measured(f"m{each}-{place}", most) for place in range(aspects - 1)),
                ),
            )
            for each in range(modules)
        )
    )


def advice(found: Scheme) -> list[tuple[str, dict[str, str]]]:
    return [(each.code, dict(each.facts)) for each in advise(found)]


def test_a_scheme_of_the_usual_size_needs_no_advice() -> None:
    assert advice(whole(5, 20, "1")) == []


def test_only_schemes_of_judgement_and_measurement_are_looked_at() -> None:
    plain = scheme(module("A", criterion("C", aspect("a"), judged("b"))))
    nothing_judged = scheme(module("A", criterion("C", measured("a"))))
    for found in (plain, nothing_judged):
        assert not is_of_worldskills(found) and advice(found) == []


def test_too_few_and_too_many_are_said_with_what_is_usual() -> None:
    few = dict(advice(whole(4, 18, "1")))
    assert few["advice-aspect-count"] == {"count": "72", "low": "75", "high": "250"}
    assert few["advice-criteria-count"] == {"count": "4", "low": "5", "high": "9"}
    assert few["advice-total"] == {"total": "72"}
    many = dict(advice(whole(10, 26, "1")))
    assert many["advice-aspect-count"]["count"] == "260" and many["advice-criteria-count"]["count"] == "10"


def test_aspects_of_more_than_two_points_are_named() -> None:
    assert dict(advice(whole(5, 20, "2")))["advice-total"] == {"total": "200"}
    large = dict(advice(whole(5, 16, "2.5")))["advice-aspect-large"]
    assert large["count"] == "80" and large["limit"] == "2" and large["aspects"].startswith("j0, m0-0")


def test_where_a_sum_depends_on_the_panel_no_total_is_said() -> None:
    found = scheme(module("A", criterion("C", judged("a"), measured("b") | {"rule": "sum"})))
    assert [code for code, _ in advice(found)] == ["advice-aspect-count", "advice-criteria-count"]

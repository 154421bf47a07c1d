"""Policies as people send them: any text is a policy or has its problems, and any policy decides on anybody."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from competition.awarding.choosing import SHIPPED, read, shipped
from scoring.awards import decide
from scoring.clauses.cases import Case
from scoring.policy import parse_policy
from tests.scoring.rulebooks import cases

TEXTS = [path.read_text("utf-8") for path in sorted(SHIPPED.glob("*/policy.toml"))]

_pieces = st.one_of(
    st.text(max_size=4),
    st.sampled_from(
        ['"', "]", "[[", "{", "}", "=", "\n", "# ", "1e9", "30%", "2026-02-30", "\\u0000", "places", "[x]\n"]
    ),
)


@st.composite
def mangled(draw: st.DrawFn) -> bytes:
    """A published policy of which pieces were cut out, doubled or written over, as a text or as broken bytes."""
    text = draw(st.sampled_from(TEXTS))
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 40))
        text = text[:start] + draw(st.one_of(_pieces, st.just(text[start:end] * 2))) + text[end:]
    content = text.encode()
    cut = draw(st.integers(0, len(content)))
    return content[:cut] + b"\xff" + content[cut:] if draw(st.integers(0, 9)) == 0 else content


@settings(max_examples=300)
@given(mangled(), cases())
def test_any_text_is_a_policy_or_has_problems_and_decides_on_anybody(content: bytes, person: Case) -> None:
    policy, problems = read(content)
    assert (policy is None) == bool(problems)
    assert all(each.line >= 0 and each.code for each in problems)
    if policy is None:
        return
    decision = decide(policy, person)
    assert [each.clause for each in decision.verdicts] == [each.id for each in policy.clauses]
    assert len({(each.kind, each.award) for each in decision.outcomes}) == len(decision.outcomes)
    again = decide(parse_policy(policy.text), person)
    assert (again.text, again.digest) == (decision.text, decision.digest)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_odd(content: bytes) -> None:
    policy, problems = read(content)
    assert policy is None and problems


def test_the_published_policies_are_offered_by_name() -> None:
    names = [each.key for each in shipped()]
    assert names == [f"shipped:{name}" for name in ("anhui-2023", "national-2023", "shijiazhuang-2010", "tianjin-2024")]
    assert {each.event for each in shipped()} == {""}

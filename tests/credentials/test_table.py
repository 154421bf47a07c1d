"""The table of what was held against what finds what came out wrong."""

from __future__ import annotations

import pytest

from tests.credentials.__main__ import Table, changed_documents, changed_texts


@pytest.mark.parametrize(
    ("answers", "accepted", "wrong"),
    [
        (["", ""], True, False),
        (["", "bad"], True, True),
        (["bad", "worse"], False, False),
        (["bad", ""], False, True),
        ([], True, True),
        ([], False, True),
    ],
)
def test_one_answer_of_the_other_kind_is_wrong_and_so_is_none(answers: list[str], accepted: bool, wrong: bool) -> None:
    table = Table()
    table.add("a verifier", "a thing", answers, accepted=accepted)
    assert bool(table.wrong) == wrong


def test_changes_leave_no_place_out_and_change_one() -> None:
    assert list(changed_texts("Ab.cd")) == ["Bb.cd", "AA.cd", "Ab.Ad"]
    assert list(changed_documents({"a": "x0", "b": ["y", {"c": "z"}], "n": True})) == [
        {"a": "x1", "b": ["y", {"c": "z"}], "n": True},
        {"a": "x0", "b": ["0", {"c": "z"}], "n": True},
        {"a": "x0", "b": ["y", {"c": "0"}], "n": True},
    ]

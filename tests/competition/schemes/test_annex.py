"""What belongs to a scheme and no result depends on is kept as one text."""

from __future__ import annotations

from decimal import Decimal

import pytest

from competition.schemes.annex import Annex, annex_text, read_annex
from scoring.advice.standard import Section, Standard

SECTIONS = (Section("1", "计划", Decimal("5.5")), Section("2", "Work", None))


@pytest.mark.parametrize(
    "annex",
    [
        Annex(),
        Annex(None, {"A1": "1"}),
        Annex(Standard(SECTIONS, {"A1.1": "1"}), {"A1": "2", "B1": "+1"}),
        Annex(Standard((), {"A1.1": "1"})),
        Annex(Standard(SECTIONS, {})),
    ],
)
def test_what_was_kept_is_read_back(annex: Annex) -> None:
    assert read_annex(annex_text(annex)) == annex


def test_nothing_is_an_empty_text() -> None:
    assert annex_text(Annex()) == "" and read_annex("") == Annex()

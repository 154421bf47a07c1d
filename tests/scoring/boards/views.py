"""Contests whose boards are looked at: half of one is marked."""

from __future__ import annotations

from tests.scoring.field import Contest, aspect, contest, criterion, document, module, phase

THREE = {"P": ["J1", "J2", "J3"]}
"""A panel of three judges."""


def half_marked() -> Contest:
    """One entrant settled, one with two of three marks."""
    stated = document(module("A", criterion("C", aspect("a"))), phases=[phase("final")], decimals=1)
    held = contest(stated, ["01", "02"], THREE)
    held.panel("P").gives(8, 8, 9).on("a").to("01")
    held.panel("P").gives(9, 9).on("a").to("02")
    return held

"""The sheet to print: squares for the Wi-Fi, the page of trust and the judges' page, and the fingerprint to compare."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from markupsafe import Markup
from segno import helpers

from competition import pages
from competition.static import STATIC
from competition.venue import authority
from competition.venue.making import Made
from competition.venue.trust import JUDGES, said, square

OTHERS: Final = 4
"""Addresses that the sheet has room for, the main one included."""


@dataclass(frozen=True, slots=True)
class Wifi:
    """The hall's wireless network. password: "" where it is open."""

    name: str
    password: str = field(repr=False)

    def square(self) -> Markup:
        """What a camera reads to join it: `WIFI:` as phones agree on it (ZXing, Barcode Contents)."""
        text = helpers.make_wifi_data(self.name, self.password or None, "WPA" if self.password else None)
        return square(text)


def sheet(made: Made, wifi: Wifi | None, lang: str) -> str:
    """One page of A4 as HTML that loads nothing."""
    record = made.record
    main = record.urls[0]
    return pages.rendered(
        "trust/sheet.html",
        lang,
        style=Markup((STATIC / "trust-sheet.css").read_text("utf-8")),
        wifi=wifi,
        trust=record.trust,
        trust_qr=square(record.trust),
        judges=f"{main}{JUDGES}",
        judges_qr=square(f"{main}{JUDGES}"),
        others=record.urls[1:OTHERS],
        authority=said(made.authority.certificate),
        ends=f"{made.certificate.not_valid_after_utc:%Y-%m-%d}",
        made=f"{made.certificate.not_valid_before_utc + authority.EARLIER:%Y-%m-%d}",
    )

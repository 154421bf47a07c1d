"""People who type paper sheets of the bakery, each at a desk of her own."""

from __future__ import annotations

from tests.competition.rulings.bakery import EVENT, TRADE, Bakery, Page, Person

LIST = f"/office/{EVENT}/paper"


def of(judge: str = "J1", entrant: str = "E1") -> str:
    """Where a sheet is typed."""
    return f"{LIST}/{TRADE}/final/{judge}/{entrant}"


def cells(crust: str = "", crumb: str = "") -> dict[str, str]:
    """The fields of the sheet."""
    return {"crust::1": crust, "crumb::1": crumb}


def types(person: Person, crust: str = "", crumb: str = "", *, sheet: str = "", step: str = "type") -> Page:
    """She opens the sheet, fills it in and sends it."""
    return person.opens(sheet or of()).sends(step=step, **cells(crust, crumb))


def anna(hall: Bakery) -> Person:
    """An organiser."""
    return hall.person("organiser", "anna")


def bert(hall: Bakery) -> Person:
    """A second person."""
    return hall.person("second", "bert")


def cora(hall: Bakery) -> Person:
    """Another second person."""
    return hall.person("second", "cora")

"""The tablets of an event as the office lists them: judge by judge, what each last said, which tickets wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from competition.access.tablets.devices import Device
from competition.access.tablets.tickets import Ticket
from competition.access.tokens import now
from competition.venue.devices import device as kind_of
from judges.devices.places import Judge

QUIET = timedelta(minutes=2)
"""Without a word, after which a tablet is shown amber."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A device. state: as its row says. kind: of machine, as far as its browser tells. quiet: not seen for two minutes,
    though it counts. old: it runs another version of the page than the server has. amber: somebody should look at
    it."""

    device: Device
    state: str
    kind: str
    quiet: bool
    old: bool = False

    @property
    def amber(self) -> bool:
        """True where marks are on it alone, or it is quiet."""
        return self.quiet or self.device.unsent > 0


@dataclass(frozen=True, slots=True)
class Station:
    """A judge with her devices that count, those of before, and the tickets that wait for a browser."""

    judge: Judge
    devices: list[Listed] = field(default_factory=list)
    past: list[Listed] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)


def stations(judges: list[Judge], devices: list[Device], tickets: list[Ticket], page: str) -> list[Station]:
    """Every judge who marks on a tablet. page: version of the judge's page as the server has it."""
    found = {each.id: Station(each) for each in judges if not each.office}
    lately = now(-QUIET)
    for device in devices:
        station = found.setdefault(device.judge, Station(Judge(device.judge, "", "", False, ())))
        counts = device.state == "enrolled"
        quiet = counts and device.seen_at < lately
        old = counts and device.page not in ("", page)
        one = Listed(device, device.state, kind_of(device.agent), quiet, old)
        (station.devices if counts else station.past).append(one)
    for ticket in tickets:
        if ticket.state == "open" and ticket.judge in found:
            found[ticket.judge].tickets.append(ticket)
    return list(found.values())


def panels(judges: list[Judge]) -> list[tuple[str, str, Mapping[str, str]]]:
    """(trade, panel, the trade's name) of every panel that has judges with tablets, in order."""
    found = {(place.trade, place.panel): place.name for each in judges if not each.office for place in each.places}
    return [(trade, panel, name) for (trade, panel), name in found.items()]

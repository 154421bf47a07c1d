"""`venue`: HTTPS for a hall without internet."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from competition.venue.folder import Folder
    from competition.venue.making import Made, Wanted
    from competition.venue.sheet import Wifi
    from scoring.problems import Problem

LONGEST_WIFI = 63
"""Characters of a Wi-Fi's password (IEEE 802.11, WPA2); of its name, bytes: 32."""


@click.command()
@click.option("--name", "names", multiple=True, help="A name of the server, which devices must be able to look up")
@click.option("--address", "addresses", multiple=True, help="An address of the server  [default: this machine's]")
@click.option("--network", "networks", multiple=True, help="A new authority may vouch for this network, too")
@click.option("--days", type=click.IntRange(1, 366), default=366, show_default=True, help="The certificate counts")
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), default=Path("venue"), show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Port of HTTPS  [default: 8000]")
@click.option("--trust-port", type=click.IntRange(1, 65535), help="Port of the page of trust  [default: 8080]")
@click.option("--wifi", metavar="NAME", help="The hall's Wi-Fi, for a square on the sheet; its password is asked for")
@click.option("--wifi-open", is_flag=True, help="The Wi-Fi has no password.")
@click.option("--new-authority", is_flag=True, help="Every device has to trust anew; after a key was copied.")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="en", help="Language of what is said.")
def command(
    names: Sequence[str],
    addresses: Sequence[str],
    networks: Sequence[str],
    days: int,
    folder: Path,
    port: int | None,
    trust_port: int | None,
    wifi: str | None,
    wifi_open: bool,
    new_authority: bool,
    lang: str,
) -> None:
    """Make an authority of this hall's own, once, and a certificate for its server's names and addresses.

    Without --name and --address the machine is asked for its own. Run it again when an address changed or the
    certificate ends: the authority is kept, devices that trust it need nothing. A running server takes the new
    certificate by itself. Sheets to print, one in each language, lie in the folder.

    Exit codes: 0 done, 1 problems (all are printed), 2 wrong call.
    """
    from datetime import UTC, datetime

    from competition import words
    from competition.settings import given
    from competition.venue.folder import Folder
    from competition.venue.hosts import leads_here, of_this_machine
    from competition.venue.making import make
    from competition.venue.sheet import sheet
    from scoring.problems import Problem

    known = Folder(folder)
    before, settings = known.read_record(), given(port=port, trust_port=trust_port)
    wanted, problems = _wanted(
        names,
        addresses,
        networks,
        days=days,
        port=settings.port if "port" in settings.model_fields_set else before.port,
        trust_port=before.trust_port if settings.trust_port is None else settings.trust_port,
        anew=new_authority,
    )
    if wanted.port == wanted.trust_port:
        raise click.UsageError("--port and --trust-port are the same.")
    asked = _wifi(wifi, wifi_open)
    machine = of_this_machine()
    made = problems or make(known, wanted, machine, datetime.now(UTC), lambda name: leads_here(name, machine))
    if isinstance(made, list):
        say(made)
        sys.exit(1)
    sheets = [known.keep_sheet(f"sheet.{each}.html", sheet(made, asked, each)) for each in words.LANGUAGES]
    for line in _said(known, made, sheets, lang):
        click.echo(line)
    say(Problem("name-unheard", "name", {"name": each}) for each in made.unheard)


def say(problems: Iterable[Problem]) -> None:
    """Print each problem on stderr in both languages: whoever stands at the laptop reads one of them."""
    from competition import words

    for each in problems:
        (zh, zh_do), (en, en_do) = (words.problem(each.code, each.facts, lang) for lang in words.LANGUAGES)
        click.echo(f"{each.code}: {en} {en_do}\n    {zh}{zh_do}", err=True)


def _wanted(
    names: Sequence[str],
    addresses: Sequence[str],
    networks: Sequence[str],
    *,
    days: int,
    port: int,
    trust_port: int,
    anew: bool,
) -> tuple[Wanted, list[Problem]]:
    """What is asked for, and every text in it that cannot be read."""
    from competition.venue.hosts import read_address, read_name, read_network
    from competition.venue.making import Wanted
    from scoring.problems import Problem

    problems = [Problem("bad-host", "name", {"value": each}) for each in names if read_name(each) is None]
    problems += [Problem("bad-host", "address", {"value": each}) for each in addresses if read_address(each) is None]
    problems += [Problem("bad-network", "network", {"value": each}) for each in networks if read_network(each) is None]
    wanted = Wanted(
        tuple(dict.fromkeys(filter(None, map(read_name, names)))),
        tuple(dict.fromkeys(filter(None, map(read_address, addresses)))),
        tuple(dict.fromkeys(filter(None, map(read_network, networks)))),
        days,
        port,
        trust_port,
        anew,
    )
    return wanted, problems


def _wifi(name: str | None, without: bool) -> Wifi | None:
    """The Wi-Fi with its password, asked for where nobody sees it: options of a command can be read by others."""
    from competition.venue.sheet import Wifi

    if name is None:
        return None
    password = ""
    if not without:
        password = click.prompt("Wi-Fi password", hide_input=True, err=True)
    if not 0 < len(name.encode()) <= 32 or not (without or 8 <= len(password) <= LONGEST_WIFI):
        raise click.UsageError("No Wi-Fi is called so, or has such a password: 8 to 63 characters.")
    return Wifi(name, password)


def _said(folder: Folder, made: Made, sheets: Iterable[Path], lang: str) -> Iterator[str]:
    """Everything that there is now, line by line; no key."""
    from competition import words
    from competition.venue.authority import fingerprint, title
    from competition.venue.making import said

    def term(code: str, **facts: object) -> str:
        return words.term("venue-command", code, lang, **facts)

    own = made.authority.certificate
    for path in made.aside:
        yield term("aside", path=path)
    yield term("founded" if made.founded else "kept", name=title(own), date=f"{own.not_valid_after_utc:%Y-%m-%d}")
    groups = fingerprint(own)
    yield term("fingerprint")
    for start in range(0, len(groups), 4):
        yield "    " + " ".join(groups[start : start + 4])
    yield term("bounds", bounds=said(made.bounds))
    yield term("certificate", date=f"{made.certificate.not_valid_after_utc:%Y-%m-%d}")
    for url in made.record.urls:
        yield f"    {url}"
    if made.uncovered:
        yield term("uncovered", hosts=", ".join(made.uncovered))
    for path in sheets:
        yield term("sheet", path=path)
    yield term("key", path=folder.authority_key)
    yield term("next", folder=folder.path)

"""Saiping's composition root: every long-lived object is built here, in plain sight; every command is named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from competition.commands.group import Commands

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from competition.settings import Settings

COMMANDS = {
    "init": ("init", "Prepare the database."),
    "account": ("account", "Make bearer tokens for judges or an organiser."),
    "serve": ("serve", "Serve the boards, and the door for marks."),
    "venue": ("venue", "HTTPS for a hall without internet: an authority, a certificate, a sheet to print."),
    "import": ("import_", "Take a contest package in; every problem at once, or the contest is there."),
    "export": ("export", "Write an event as a contest package."),
    "score": ("score", "Rank a contest package, without a database."),
    "scheme": ("scheme", "What a marking scheme comes to, and every mistake in it."),
    "policy": ("policy", "Every mistake in an award policy, what its text leaves open, and a picture of it."),
    "award": ("award", "What the award policy comes to, and why."),
    "play": ("play", "Send a package's marks through the door of a running server."),
    "rehearse": ("rehearse", "Play a past event, or invented marks, onto boards of their own."),
    "follow": ("follow", "Say what happens on a board or in the ledger of a running server."),
    "verify": ("verify", "Walk the ledger, recompute the boards, and name the first bad line."),
    "replay": ("replay", "Fold a stream from its lines and show where it stands."),
    "backup": ("backup", "Make a copy of the database now."),
    "restore": ("restore", "Make a copy the database."),
    "step": ("step", "State a step from result to grade."),
    "freeze": ("freeze", "Keep a trade's public board as it stands, or let it go on."),
    "keys": ("keys", "The keys that sign credentials: list them, change them."),
    "demo": ("demo", "Serve a contest that plays by itself."),
}
"""Name → module in competition/commands, what it does. A command is imported when it is asked for."""


def build(settings: Settings) -> Starlette:
    """The application over the settings' database, which is brought up to date. It connects only when it runs."""
    import asyncio
    from collections.abc import AsyncIterator
    from contextlib import asynccontextmanager
    from datetime import timedelta, timezone
    from pathlib import Path

    from sqlalchemy.exc import SQLAlchemyError
    from starlette.applications import Starlette
    from starlette.middleware import Middleware
    from starlette.routing import Route

    from competition import beside, embed, hosts, pages, service
    from competition.access.access import guard
    from competition.access.accounts import Accounts
    from competition.access.entrance.invited import Invited
    from competition.access.entrance.own_account import OwnAccount
    from competition.access.entrance.people import People
    from competition.access.entrance.proof import Proof
    from competition.access.entrance.sign_in import SignIn
    from competition.access.origins import OwnPagesOnly
    from competition.access.passwords import Passwords
    from competition.access.refusals import HANDLERS
    from competition.awarding.beside_pages import routes as awards_beside
    from competition.awarding.pages import routes as awards_pages
    from competition.awarding.service import Awards
    from competition.backup.standing import Backup
    from competition.catalogue import Catalogue
    from competition.ceremony.pages import Ceremonies
    from competition.ceremony.stages import Stages
    from competition.certainty.looking import Looking
    from competition.certainty.outlooks import Certainty
    from competition.certainty.pages import routes as certainty_pages
    from competition.certificates.pages import routes as certificate_pages
    from competition.certificates.printing import Printing
    from competition.certificates.service import Certificates
    from competition.chief.panels import Spreads
    from competition.chief.routes import routes as chief_pages
    from competition.credentials.keys import Keys
    from competition.credentials.routes import Published as Credentials
    from competition.desk import Desk, UnknownEvent
    from competition.documents import Documents
    from competition.door import openapi
    from competition.door.door import Door
    from competition.entry.routes import routes as paper_sheets
    from competition.exports.downloads import routes as exports
    from competition.live.chain import Chain
    from competition.live.derived import Boards
    from competition.live.feed import Feed
    from competition.live.gate import Gate
    from competition.live.hub import Hub
    from competition.live.nudges import Nudges
    from competition.live.sockets import Live
    from competition.mine.office import Links
    from competition.mine.pages import routes as own_marks
    from competition.mine.published import Published
    from competition.office.office import Office
    from competition.office.routes import routes as office_pages
    from competition.office.uploads import Uploads
    from competition.recording.streams import Streams
    from competition.records.pages import routes as records
    from competition.rehearsals.conducting import Rehearsals
    from competition.rehearsals.pages import routes as rehearsals
    from competition.results import routes as results
    from competition.rosters import Rosters
    from competition.rulings.routes import routes as rulings
    from competition.schemes.drafts import Drafts
    from competition.schemes.routes import routes as schemes
    from competition.screens.console import Console
    from competition.screens.hall import Hall
    from competition.screens.roll import Roll
    from competition.statistics.looking import Statistics
    from competition.statistics.pages import routes as statistics_pages
    from competition.statistics.sums_page import routes as sums_pages
    from competition.store.database import StoreFailed, open_database
    from competition.supervision import routes as supervision
    from competition.supervision.chronicle import Chronicle
    from competition.supervision.completing import Completing
    from competition.supervision.seals import Seals
    from competition.venue.folder import Folder
    from competition.venue.strict import KeptSecure
    from competition.venue.trust import Trust
    from competition.verification.lookup import Lookup
    from competition.verification.pages import Verification
    from competition.verification.throttle import Limits
    from competition.verification.verifying import Verifying
    from judges.calls import Calls
    from judges.devices.enrolment import Enrolment
    from judges.devices.incoming import Incoming
    from judges.devices.own import OwnDevice
    from judges.devices.pages import Tablets
    from judges.pages import Judging
    from judges.receipts import Receipts
    from judges.sights import Sights

    database = open_database(settings.database)
    accounts = Accounts(database)
    passwords = Passwords()
    proof = Proof(accounts, passwords)
    catalogue = Catalogue(database)
    hub = Hub(lambda view: boards.board(view), settings.tick_ms / 1000)

    def stirred(event: str) -> None:
        nudges.stir(event)
        chain.stir(event)

    streams = Streams(database, publish=hub.publish, lost=hub.lose, stirred=stirred)
    stages = Stages(database, streams, hub)
    boards = Boards(streams, catalogue, stages.board)
    documents = Documents(database)
    keys = Keys(database, settings.key_passphrase.get_secret_value())
    local = timezone(timedelta(hours=settings.hours_ahead))
    rosters = Rosters(catalogue, streams, documents)
    seals = Seals(database, catalogue)
    desk = Desk(accounts, streams, catalogue, database, hours=settings.hours_ahead)
    certificates = Certificates(database, streams, documents, desk.today)
    verifying = Verifying(Lookup(database, streams), keys, settings.address, local)
    limits = Limits((settings.lookups, settings.guesses), (settings.lookups_by_token, settings.guesses_by_token))
    completing = Completing(streams, seals, desk.today)
    door = Door(
        accounts, streams.recorder, rate=settings.rate, strangers=settings.strangers, completed=completing.completed
    )
    venue = Folder(Path(settings.venue)) if settings.venue and not settings.certificate else None
    judging = Judging(streams, catalogue, Receipts(database))
    certainty = Certainty(streams)
    origins = frozenset({*settings.origins, settings.address} - {""})
    gate = Gate(hub, accounts, origins=origins, most=settings.viewers)
    live = Live(gate, rosters.resource, certainty.of)
    ending = asyncio.Event()
    conducted = Rehearsals(database, streams)
    feed = Feed(gate, ending)
    chain = Chain(database, accounts, streams.recorder, ending, origins=origins)
    nudges = Nudges(accounts, Sights(streams, database), origins=origins)
    screens = Roll(database, nudges, hub)

    @asynccontextmanager
    async def running(app: Starlette) -> AsyncIterator[None]:
        works = (hub.beat(), nudges.run(), accounts.watch(), screens.watch(), stages.watch(), streams.open_all())
        tasks = [asyncio.create_task(work) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await conducted.close()
            await certificates.close()
            await hub.close()
            await streams.close()
            database.close()

    app = Starlette(
        routes=[
            *door.routes(),
            *live.routes(),
            *feed.routes(),
            *chain.routes(),
            *nudges.routes(),
            *SignIn(accounts, proof).routes(),
            *Invited(accounts, proof, passwords).routes(),
            *OwnAccount(accounts, proof, passwords).routes(),
            *People(accounts, settings.address).routes(),
            *Enrolment(accounts, proof).routes(),
            *OwnDevice(accounts).routes(),
            *Tablets(accounts, settings.address).routes(),
            *Incoming(accounts, streams.recorder).routes(),
            *Hall(screens, nudges).routes(),
            *Console(screens, accounts, rosters, settings.address).routes(),
            *pages.routes(),
            *beside.routes(),
            *embed.routes(),
            *hosts.routes(),
            *supervision.routes(),
            *rulings(),
            *results(),
            *office_pages(),
            *rehearsals(),
            *Links(accounts, settings.address).routes(),
            *own_marks(),
            *Ceremonies(desk, stages).routes(),
            *paper_sheets(),
            *schemes(),
            *chief_pages(),
            *certainty_pages(),
            *statistics_pages(),
            *sums_pages(),
            *awards_pages(),
            *awards_beside(),
            *certificate_pages(),
            *records(),
            *exports(),
            *judging.routes(),
            *Calls(accounts, database, streams, nudges).routes(),
            *Trust(venue).routes(),
            *Credentials(keys, settings.address).routes(),
            *Verification(verifying, limits).routes(),
            Route("/openapi.json", openapi.published),
            Route("/healthz", service.health),
        ],
        lifespan=running,
        middleware=[Middleware(KeptSecure), Middleware(OwnPagesOnly, origins=origins)],
        exception_handlers={
            404: service.not_found,
            SQLAlchemyError: service.store_failed,
            StoreFailed: service.store_failed,
            UnknownEvent: service.unknown_event,
            **HANDLERS,
        },
    )
    app.state.ending = ending
    app.state.accounts = accounts
    app.state.nudges = nudges
    app.state.desk = desk
    app.state.stages = stages
    app.state.rehearsals = conducted
    app.state.awards = awards = Awards(desk, database)
    app.state.looking = Looking(streams, awards)
    app.state.documents = documents
    app.state.keys = keys
    app.state.certificates = certificates
    app.state.fonts = settings.font_folder
    app.state.printing = Printing(database, keys, settings.address.rstrip("/"), local, settings.font_folder)
    app.state.rosters = rosters
    app.state.seals = seals
    app.state.completing = completing
    app.state.chronicle = chronicle = Chronicle(database)
    app.state.published = Published(database, desk, chronicle)
    app.state.spreads = Spreads()
    app.state.statistics = Statistics(desk)
    app.state.office = Office(database, streams)
    app.state.uploads = Uploads(database)
    app.state.drafts = Drafts(database)
    app.state.zone = local
    app.state.address = settings.address.rstrip("/")
    app.state.database = database
    app.state.backup = Backup(database, settings.backup, every_s=settings.backup_every)
    app.state.catalogue = catalogue
    guard(app.routes)
    return app


@click.group(cls=Commands, known=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.pass_context
def main(ctx: click.Context) -> None:
    """Saiping: panels mark, boards move, ranks become skill grades, every number explained."""
    ctx.obj = build


if __name__ == "__main__":
    main()

"""Issued certificates with their credentials, on paper: one, many, a sheet to cut. What was signed once is kept."""

from __future__ import annotations

import asyncio
import json
import tempfile
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Final
from urllib.parse import quote

from sqlalchemy import Connection, insert, select

from competition.certificates.certificate import Certificate
from competition.certificates.fonts import NoFonts
from competition.certificates.paper import BadPicture, Paper, Press, Unprintable, press
from competition.certificates.works import Work
from competition.credentials.did import AddressMissing, did_web
from competition.credentials.keys import ED25519, ES256, Key, Keys, KeyUnusable
from competition.credentials.proofs import proven
from competition.credentials.signing import sign
from competition.store import schema
from competition.store.database import Database
from scoring.problems import Problem

FORMS = ("zip", "pdf", "sheet-a4", "sheet-a3", "roll")
"""What many are printed as: a file each, a page each, sheets to cut."""

AT_ONCE = 500
"""Rows asked for in one query, and certificates that are printed between two words of how far it is."""


class Printing:
    """Prints what is issued. address: of the installation, without which nothing can be signed or checked. zone: in
    which days begin. folder: of further fonts."""

    def __init__(self, database: Database, keys: Keys, address: str, zone: tzinfo, folder: Path | None = None) -> None:
        self._database, self._keys, self._address, self._zone = database, keys, address, zone
        self._folder = folder

    def problems(self) -> list[Problem]:
        """What keeps this installation from printing and signing at all."""
        found = []
        try:
            did_web(self._address)
        except AddressMissing as error:
            found.append(Problem(error.code, "", {}))
        try:
            press(self._folder)
        except NoFonts as error:
            found.append(Problem("fonts-missing", "", {"reason": str(error)}))
        return found

    def unprintable(self, certificates: Iterable[Certificate]) -> dict[str, tuple[str, str]]:
        """(field, characters) that the fonts lack, by number, of those that lack any. Raises NoFonts."""
        found = {}
        for each in certificates:
            missing = self._press.missing(self._paper(each, b"", {}))
            if missing:
                found[each.number] = (missing[0].field, " ".join(missing[0].characters))
        return found

    async def credential(self, certificate: Certificate) -> str:
        """The certificate as a signed JWT, the same each time. Raises KeyUnusable, AddressMissing, StoreFailed."""
        return (await self.credentials([certificate]))[certificate.number]

    async def credentials(self, certificates: Sequence[Certificate]) -> Mapping[str, str]:
        """JWTs by number; those that were never signed, or by a key that counts no more, are signed now. Raises as
        `credential`."""
        keys = await self._keys.listed()
        counting = {each.id for each in keys if each.counts}
        wanted = [each.number for each in certificates]
        kept = await self._database.read(self._kept, wanted, counting)
        unsigned = [each for each in certificates if each.number not in kept]
        if unsigned:
            key = await self._keys.current(ES256)
            signed = await asyncio.to_thread(self._signed, unsigned, key)
            await self._database.write(lambda connection: _keep(connection, signed, key.id, counting))
            kept = await self._database.read(self._kept, wanted, counting | {key.id})
        return kept

    async def proven(self, certificate: Certificate) -> str:
        """The credential as a JSON document with its proof inside, made now. Raises as `credential`, and ImportError
        without the extra `data-integrity`."""
        key = await self._keys.current(ED25519)
        made = await asyncio.to_thread(proven, certificate, key, self._address, self._zone, datetime.now(UTC))
        return json.dumps(made, ensure_ascii=False, indent=1)

    async def one(self, certificate: Certificate) -> bytes:
        """Its PDF with the credential. Raises Unprintable, BadPicture, and as `credential`."""
        jwt = await self.credential(certificate)
        photos = await self._database.read(self._photos, certificate.event, [certificate.photo])
        return await asyncio.to_thread(self._press.one, self._paper(certificate, jwt.encode(), photos))

    async def many(self, work: Work, certificates: Sequence[Certificate], form: str) -> None:
        """Print all of them, one of `FORMS`, into a file of the work, or note there why not. Raises StoreFailed."""
        work.tell("signing", 0, len(certificates))
        try:
            jwts = await self.credentials(certificates)
            photos = await self._database.read(self._photos, work.event, [each.photo for each in certificates])
            papers = [self._paper(each, jwts[each.number].encode(), photos) for each in certificates]
            work.tell("printing", 0, len(papers))
            work.file = await asyncio.to_thread(self._printed, work, papers, form)
        except NOT_MADE as error:
            work.problems.append(why_not(error))
        suffix = "zip" if form == "zip" else "pdf"
        work.name = f"{work.event}-{work.trade}-certificates.{suffix}"

    @property
    def _press(self) -> Press:
        return press(self._folder)

    def _paper(self, certificate: Certificate, jwt: bytes, photos: Mapping[str, bytes]) -> Paper:
        check = f"{self._address}/verify/{quote(certificate.number, safe='')}"
        return Paper(certificate, check, jwt, photos.get(certificate.photo, b""))

    def _printed(self, work: Work, papers: Sequence[Paper], form: str) -> Path:
        with tempfile.NamedTemporaryFile(prefix="saiping-certificates-", delete=False) as out:
            path = Path(out.name)
            try:
                if form == "zip":
                    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
                        for done, (name, content) in enumerate(self._press.files(papers), 1):
                            archive.writestr(name, content)
                            work.tell("printing", done, len(papers))
                elif form == "pdf":
                    out.write(self._press.many(papers))
                elif form == "roll":
                    out.write(self._press.roll(papers))
                else:
                    out.write(self._press.sheet(papers, form.removeprefix("sheet-")))
            except BaseException:
                path.unlink()
                raise
        return path

    def _signed(self, certificates: Iterable[Certificate], key: Key) -> dict[str, str]:
        return {each.number: sign(each, key, self._address, self._zone) for each in certificates}

    def _kept(self, numbers: Sequence[str], keys: Iterable[str]) -> dict[str, str]:
        row, found, counting = schema.credential.c, {}, list(keys)
        with self._database.connect() as connection:
            for start in range(0, len(numbers), AT_ONCE):
                some = row.number.in_(numbers[start : start + AT_ONCE])
                chosen = select(row.number, row.jwt).where(some, row.key.in_(counting))
                found.update({each.number: each.jwt for each in connection.execute(chosen)})
        return found

    def _photos(self, event: str, paths: Iterable[str]) -> dict[str, bytes]:
        file, wanted = schema.package_file.c, sorted(set(paths) - {""})
        found: dict[str, bytes] = {}
        with self._database.connect() as connection:
            for start in range(0, len(wanted), AT_ONCE):
                chosen = select(file.path, file.body).where(
                    file.event == event, file.path.in_(wanted[start : start + AT_ONCE])
                )
                found.update({each.path: each.body for each in connection.execute(chosen)})
        return found


def _keep(connection: Connection, signed: Mapping[str, str], key: str, counting: Iterable[str]) -> None:
    """Keep what was signed, where another process did not meanwhile."""
    row = schema.credential.c
    for number, jwt in signed.items():
        there = connection.scalar(select(row.key).where(row.number == number))
        if there is None:
            connection.execute(insert(schema.credential).values(number=number, key=key, jwt=jwt))
        elif there not in counting:
            connection.execute(schema.credential.update().where(row.number == number).values(key=key, jwt=jwt))


def why_not(error: Exception) -> Problem:
    """Why something of `NOT_MADE` came, as a person reads it."""
    if isinstance(error, BadPicture):
        return error.problem
    if isinstance(error, KeyUnusable):
        return Problem(error.code, "", {"key": error.key})
    if isinstance(error, Unprintable):
        number, missing = error.missing[0]
        facts = {"count": str(len(error.missing)), "number": number, "characters": " ".join(missing.characters)}
        return Problem("unprintable", "", facts)
    return Problem("proof-uncheckable", "", {})


NOT_MADE: Final = (Unprintable, BadPicture, KeyUnusable, ImportError)
"""Why a certificate is not printed, or not signed."""

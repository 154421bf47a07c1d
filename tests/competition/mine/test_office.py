"""The office makes links for a trade, renews and revokes them; what they say is shown once."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import text
from starlette.testclient import TestClient

from competition.access import sessions
from tests.competition.mine.hall import EVENT, HER, SHE_ELSEWHERE, Hall, hall
from tests.competition.people import cookie

HERE = f"/office/{EVENT}/links"


def organiser(held: Hall) -> TestClient:
    """The organiser's browser."""
    client = TestClient(held.client.app, follow_redirects=False)
    client.portal = held.client.portal
    client.headers.update(
        {
            "cookie": f"{sessions.COOKIE}={cookie(held.database, 'organiser', event=EVENT)}",
            "sec-fetch-site": "same-origin",
            "accept-language": "en",
        }
    )
    return client


def rows(html: str) -> list[dict[str, str]]:
    """The file that a sheet holds."""
    found = re.search(r'href="data:text/csv;charset=utf-8,([^"]+)"', html)
    assert found is not None
    return list(csv.DictReader(io.StringIO(unquote(found[1]).removeprefix("\ufeff"))))


def test_links_of_a_trade_are_made_shown_once_renewed_and_revoked(tmp_path: Path) -> None:
    with hall(tmp_path) as held:
        held.posts()
        office = organiser(held)
        assert "Make 4 links" in office.get(HERE).text
        sheet = office.post(HERE, data={"act": "make", "trade": "grafting"})
        made = {row["entrant"]: row for row in rows(sheet.text)}
        assert set(made) == {"A1", "A2", "A3", "A4"} and sheet.text.count("<svg") >= 4
        hers = made[HER]["link"].removeprefix("http://testserver")
        assert held.opens(hers).status_code == 200
        assert sheet.headers["cache-control"] == "no-store"
        assert hers.rsplit("/", 1)[1] not in office.get(HERE).text
        assert office.post(HERE, data={"act": "make", "trade": "grafting"}).status_code == 303
        renewed = rows(office.post(HERE, data={"act": "renew", "trade": "grafting", "entrant": HER}).text)
        assert [row["entrant"] for row in renewed] == [HER] and held.opens(hers).status_code == 404
        other = made["A2"]["link"].removeprefix("http://testserver")
        assert held.opens(other).status_code == 200
        office.post(HERE, data={"act": "revoke", "trade": "grafting", "entrant": "A2"})
        assert held.opens(other).status_code == 404
        assert (
            office.post(HERE, data={"act": "renew", "trade": "grafting", "entrant": SHE_ELSEWHERE}).status_code == 303
        )


def test_a_form_that_is_clicked_twice_shows_links_that_lead_somewhere(tmp_path: Path) -> None:
    """The browser shows what answers the second click, and nobody keeps what the first was answered."""
    with hall(tmp_path) as held:
        held.posts()
        office = organiser(held)
        twice = {"act": "make", "trade": "grafting", "key": "the-form-of-this-page"}
        sheets = [office.post(HERE, data=twice) for _ in range(2)]
        made = [row["link"].removeprefix("http://testserver") for row in rows(sheets[1].text)]
        assert [held.opens(link).status_code for link in made] == [200] * 4
        later = office.post(HERE, data=twice | {"key": "another"})
        assert later.status_code == 303 and held.opens(made[0]).status_code == 200
        with held.database.transaction() as connection:
            connection.execute(text("UPDATE private_link SET made_at = '2026-01-01T00:00:00.000000Z'"))
        assert office.post(HERE, data=twice).status_code == 303, "a page that is loaded again voids no printed slip"
        assert held.opens(made[0]).status_code == 200


def test_a_name_that_is_a_formula_is_none_in_the_file(tmp_path: Path) -> None:
    with hall(tmp_path) as held:
        with held.database.transaction() as connection:
            connection.execute(text("UPDATE entrant SET name = '=1+1' WHERE id = 'A2'"))
        made = rows(organiser(held).post(HERE, data={"act": "make", "trade": "grafting"}).text)
        assert next(row["name"] for row in made if row["entrant"] == "A2") == "'=1+1"

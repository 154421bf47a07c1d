"""The office says how the event's public pages look: at once on boards, with the picture under an address for good."""

from __future__ import annotations

from typing import Any

from competition.exports.packages import files as written
from competition.exports.packages import stored
from competition.intake.pictures import LARGEST
from tests.competition.office.house import EVENT, HERE, House, Page
from tests.competition.orchard import GOLDEN

PAGE = f"{HERE}/host"
LOGO = (GOLDEN / "logo.png").read_bytes()


def sends(office: House, content: bytes = LOGO, **fields: str) -> Page:
    """The organiser's form with a picture."""
    sent = [(name, ("", value.encode())) for name, value in fields.items()]
    return office.person("organiser").send(PAGE, [*sent, ("logo", ("badge.png", content))])


def told(office: House) -> Any:
    roster = office.call(office.app.state.rosters.roster, EVENT)
    return roster.get("host")


def test_what_is_kept_is_on_the_pages_and_in_the_package(opened: House) -> None:
    assert told(opened) is None
    answer = sends(opened, accent="#1D4278", accent_dark="#9CC0F2")
    assert (answer.status, answer.to) == (303, f"{PAGE}?done=kept"), answer.text
    host = told(opened)
    assert (host["accent"], host["accent_dark"]) == ("#1D4278", "#9CC0F2")
    assert (host["logo"]["width"], host["logo"]["height"]) == (96, 96)
    shown = opened.nobody().get(host["logo"]["address"])
    assert shown.status == 200 and shown.headers["content-type"] == "image/png"
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert host["logo"]["address"] in opened.nobody().get(f"/events/{EVENT}/trades/floristry").html
    with opened.database.connect() as connection:
        package = stored(connection, EVENT)
    assert package is not None
    assert written(package)["logo.png"] == LOGO and b'accent_dark = "#9CC0F2"' in written(package)["contest.toml"]


def test_another_picture_has_another_address_and_none_is_taken_back(opened: House) -> None:
    sends(opened, accent="#B8432E")
    first = told(opened)["logo"]["address"]
    opened.person("organiser").post(PAGE, accent="#A0522D")
    assert told(opened)["accent"] == "#A0522D" and told(opened)["logo"]["address"] == first
    opened.person("organiser").post(PAGE, accent="", gone="yes")
    assert told(opened) is None
    assert opened.nobody().get(first).status == 404


def test_what_cannot_be_shown_is_said_beside_its_field_and_nothing_is_kept(opened: House) -> None:
    page = sends(opened, b"GIF89a", accent="#F0C24B", accent_dark="blue")
    assert page.status == 422 and told(opened) is None
    assert "hardly stands out from the light ground #F4F5F3: 1.5 : 1" in page.text
    assert "blue is no colour." in page.text and "neither PNG nor JPEG nor WebP" in page.text
    large = sends(opened, bytes(LARGEST + 70_000))
    assert large.status == 422 and "more than the 512 KB" in large.text


def test_only_who_runs_the_event_says_it(opened: House) -> None:
    assert opened.person("supervisor").get(PAGE).status == 403
    assert opened.nobody().get(PAGE).status == 303


def test_addresses_for_elsewhere_begin_where_people_reach_the_server(opened: House) -> None:
    assert (
        f"<code>http://testserver/embed/events/{EVENT}/boards/overview</code>"
        in opened.person("organiser").get(PAGE).html
    )
    opened.app.state.address = "https://contest.example"
    assert f"https://contest.example/embed/events/{EVENT}/boards/overview" in opened.person("organiser").get(PAGE).html

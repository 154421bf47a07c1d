"""A package is sent, looked at and taken in; what is wrong with it is said at once, and nothing is saved."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import anyio
import pytest
from sqlalchemy import func, select

from competition.access.access import HOUSE
from competition.intake.files import sources
from competition.office import uploads
from competition.store import schema
from tests.competition.office.house import EVENT, HERE, House, files, zipped


def sent(body: bytes, name: str = "contest.zip") -> list[tuple[str, tuple[str, bytes]]]:
    return [("package", (name, body))]


def uploads_kept(office: House) -> int:
    with office.database.connect() as connection:
        return connection.execute(select(func.count()).select_from(schema.upload)).scalar_one()


def test_without_an_event_the_page_leads_to_a_package(empty: House) -> None:
    page = empty.person("owner", event=HOUSE).get("/office")
    assert page.status == 200 and "No event yet." in page.text and 'name="package"' in page.html
    assert "no-store" in page.headers["cache-control"]


def test_who_may_take_nothing_in_is_offered_no_form(empty: House) -> None:
    page = empty.person("judge").get("/office")
    assert page.status == 200 and 'name="package"' not in page.html


def test_nobody_is_led_to_sign_in(empty: House) -> None:
    assert empty.nobody().get("/office").to.startswith("/sign-in")


def test_a_good_package_is_shown_before_anything_is_saved(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE)
    answer = owner.send("/office/import", sent(zipped(files())))
    assert answer.status == 303 and answer.to.startswith("/office/import/")
    page = owner.get(answer.to)
    assert "12 entrants" in page.text and "Hand-tied bouquet" in page.text and "J10" in page.text
    assert "319 rows" in page.text
    assert owner.get(HERE).status == 404


def test_a_package_taken_in_becomes_an_event_whose_trades_are_opened_later(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE, login="shen")
    preview = owner.send("/office/import", sent(zipped(files()))).to
    answer = owner.post(preview, key=owner.get(preview).hidden("key"))
    assert answer.status == 303 and answer.to == HERE
    assert empty.seen().standings == {} and uploads_kept(empty) == 0
    page = owner.get(HERE)
    assert "Open all trades" in page.text
    assert "organiser" in owner.get("/office", lang="en").text
    opened = owner.post(HERE, key=page.hidden("key"))
    assert opened.status == 303 and list(empty.seen().standings) == ["floristry"]
    assert owner.post(HERE, key=page.hidden("key")).status == 303
    assert [entry.kind for entry in empty.book().entries] == ["stream-opened", "trade-opened"]


def test_taken_in_twice_is_one_event(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE)
    preview = owner.send("/office/import", sent(zipped(files()))).to
    assert owner.post(preview).status == 303
    assert owner.post(preview).to == "/office"
    again = owner.send("/office/import", sent(zipped(files()))).to
    assert owner.post(again).to == HERE
    assert len(empty.book().entries) == 1


def test_a_second_click_while_it_is_taken_in_leads_to_the_event(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    organiser = empty.person("organiser", event=HOUSE, login="shen")
    preview = organiser.send("/office/import", sent(zipped(files()))).to
    look_into, clicks = uploads.Uploads.look_into, [preview]

    async def while_the_first_is_at_it(self: uploads.Uploads, body: bytes) -> object:
        if clicks:
            assert (await anyio.to_thread.run_sync(organiser.post, clicks.pop())).to == HERE
        return await look_into(self, body)

    monkeypatch.setattr(uploads.Uploads, "look_into", while_the_first_is_at_it)
    assert organiser.post(preview).to == HERE


def test_an_event_of_somebody_else_is_not_taken_over(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE)
    owner.post(owner.send("/office/import", sent(zipped(files()))).to)
    other = empty.person("organiser", event=HOUSE, login="wu")
    page = other.post(other.send("/office/import", sent(zipped(files()))).to)
    assert page.status == 422 and "yunping-2026" in page.text
    assert other.get(HERE).status == 403


def test_every_problem_is_said_by_file_with_line_and_column(empty: House) -> None:
    twice = files()["entrants.csv"].replace(b"F03", b"F02", 1)
    page = empty.person("owner", event=HOUSE).send("/office/import", sent(zipped(files({"entrants.csv": twice}))))
    assert page.status == 422 and "Nothing was saved" in page.text
    assert "entrants.csv" in page.text and "marks.csv" in page.text and "F02" in page.text
    assert uploads_kept(empty) == 0


@pytest.mark.parametrize("body", [b"", b"not a zip at all", b"PK\x03\x04" + b"\x00" * 200])
def test_garbage_is_refused_in_words(body: bytes, empty: House) -> None:
    page = empty.person("owner", event=HOUSE).send("/office/import", sent(body))
    assert page.status == 422 and "Nothing was saved" in page.text


def test_a_form_without_a_file_is_refused_in_words(empty: House) -> None:
    page = empty.person("owner", event=HOUSE).send("/office/import", [("other", ("x.txt", b"1"))])
    assert page.status == 422 and "No file was chosen." in page.text


def test_a_form_that_is_none_is_refused_in_words(empty: House) -> None:
    page = empty.person("owner", event=HOUSE).post("/office/import", package="text")
    assert page.status == 422 and "No file was chosen." in page.text


def test_a_zip_bomb_is_refused(empty: House) -> None:
    bomb = zipped(files({"marks.csv": b"0" * (sources.RATIO_FROM * 12)}))
    assert len(bomb) < 200_000
    page = empty.person("owner", event=HOUSE).send("/office/import", sent(bomb))
    assert page.status == 422 and "marks.csv" in page.text


def test_more_than_a_package_may_have_is_cut_off(empty: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_PACKAGE", 1000)
    monkeypatch.setattr(uploads, "BESIDE", 1000)
    page = empty.person("owner", event=HOUSE).send("/office/import", sent(b"x" * 500_000))
    assert page.status == 422 and "Nothing was saved" in page.text


def test_the_files_of_a_folder_may_be_sent_as_they_are(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE)
    loose = [("package", (Path(path).name, body)) for path, body in files().items()]
    assert owner.send("/office/import", loose).to.startswith("/office/import/")
    foldered = [("package", (f"contest/{path}", body)) for path, body in files().items()]
    assert owner.send("/office/import", foldered).to.startswith("/office/import/")


def test_one_file_of_a_folder_alone_lacks_the_others(empty: House) -> None:
    page = empty.person("owner", event=HOUSE).send(
        "/office/import", [("package", ("contest.toml", files()["contest.toml"]))]
    )
    assert page.status == 422 and "entrants.csv" in page.text


def test_the_same_file_twice_is_refused(empty: House) -> None:
    twice = [("package", ("contest.toml", b"1")), ("package", ("contest.toml", b"2"))]
    page = empty.person("owner", event=HOUSE).send("/office/import", twice)
    assert page.status == 422 and "contest.toml" in page.text


def test_what_somebody_sent_is_hers_alone(empty: House) -> None:
    owner = empty.person("owner", event=HOUSE)
    preview = owner.send("/office/import", sent(zipped(files()))).to
    other = empty.person("organiser", event=HOUSE, login="wu")
    assert other.get(preview).status == 404 and other.post(preview).to == "/office"
    assert empty.person("organiser", event=EVENT, login="li").get(preview).status == 403


def test_a_zip_made_of_loose_files_is_a_package(empty: House) -> None:
    body = uploads._zipped([("contest.toml", b"1"), ("schemes/a.toml", b"2")])
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["contest.toml", "schemes/a.toml"]

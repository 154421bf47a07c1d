"""Numbers of identity cards are read strictly; what stands beside them agrees; photos go with the package."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition import catalogue
from competition.intake import read
from competition.intake.identity import check_character, masked, read_card
from competition.intake.numbering import Numbering
from competition.rehearsals.kept import _tried
from competition.store.database import open_database
from scoring.nodes import Name
from scoring.numbering import Numbers
from tests.competition.orchard import GOLDEN, Orchard
from tests.competition.test_pictures import jpeg, png

DIGITS = "0123456789"


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.integers(0, 999), st.integers(100_000, 999_999))
def test_a_card_says_its_day_and_gender_and_nothing_near_it_is_one(born: date, order: int, area: int) -> None:
    digits = f"{area}{born:%Y%m%d}{order:03}"
    number = digits + check_character(digits)
    assert read_card(number) == (born.isoformat(), "fm"[order % 2]) == read_card(number.lower())
    assert [read_card(digits + each) for each in DIGITS + "X" if each != number[-1]] == [None] * 10
    for at in range(17):
        others = (number[:at] + each + number[at + 1 :] for each in DIGITS if each != number[at])
        assert {read_card(each) for each in others} == {None}, "one wrong digit is always found"


def test_a_number_that_an_official_text_prints_is_one() -> None:
    """GB 11643-1999 prints this number as its example."""
    assert read_card("11010519491231002X") == ("1949-12-31", "f")


@pytest.mark.parametrize(
    "number",
    ["", "11010519491231002", "11010519491231002X ", "１1010519491231002X", "110105490231002", "110105194913310028"],
)
def test_what_no_card_has_is_none(number: str) -> None:
    assert read_card(number) is None


def test_a_number_stands_in_messages_covered() -> None:
    assert masked("11010519491231002X") == "1101************2X"
    assert masked("H12345") == "H12345"


def test_the_golden_package_says_who_its_persons_are() -> None:
    package, problems = read(GOLDEN)
    assert package is not None, problems
    first = package.persons[0]
    assert first[8:] == ("id-card", "990000199002280027", "f", "大专", "000-5550101", "photos/P1.png")
    assert package.persons[1].identity_type == "hk-macau-permit"
    assert sorted(package.photos) == ["photos/P1.png", "photos/P3.jpg"]
    assert package.photos["photos/P1.png"] == (GOLDEN / "photos/P1.png").read_bytes()
    assert package.contest.organiser_code == "S000099000002"
    assert package.contest.trades[0].occupation_name == Name("果树园艺工", "Fruit grower")
    assert package.contest.trades[1].occupation_name is None
    assert package.contest.numbers == Numbering(
        Numbers("national-22", "S000099000002{yy}{level}{running}"), Numbers("own", "GY{year}-{running:4}")
    )


def test_everything_wrong_with_persons_and_photos_is_said_at_once(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    orchard.cell("persons.csv", 2, "identity", "990000199002280026")
    orchard.cell("persons.csv", 2, "photo", "photos/P9.png")
    orchard.cell("persons.csv", 4, "identity", "")
    orchard.write("photos/P3.jpg", png())
    orchard.write("photos/extra.webp", b"RIFF")
    found = [(each.file, each.line, each.column, each.code) for each in orchard.problems()]
    assert found == [
        ("persons.csv", 2, "identity", "bad-identity"),
        ("persons.csv", 2, "photo", "dangling-photo"),
        ("persons.csv", 5, "identity", "empty-value"),
        ("photos/P1.png", 0, "", "unknown-file"),
        ("photos/P3.jpg", 0, "", "bad-picture"),
        ("photos/extra.webp", 0, "", "unknown-file"),
    ]
    assert "1990" not in str([each.facts for each in orchard.problems()]), "the number is covered where it is named"


def test_a_small_x_is_kept_as_written_and_a_day_and_gender_that_differ_are_both_said(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    orchard.cell("persons.csv", 2, "identity", "11010519491231002x")
    orchard.cell("persons.csv", 2, "gender", "m")
    assert [(each.column, each.code, dict(each.facts)) for each in orchard.problems()] == [
        ("birth_date", "identity-differs", {"value": "1990-02-28", "said": "1949-12-31"}),
        ("gender", "identity-differs", {"value": "m", "said": "f"}),
    ]
    orchard.cell("persons.csv", 2, "gender", "")
    orchard.cell("persons.csv", 2, "birth_date", "")
    package, problems = read(orchard.path)
    assert package is not None, problems
    assert package.persons[0].identity == "11010519491231002x"


def test_a_photo_larger_than_a_picture_may_be_is_refused(tmp_path: Path) -> None:
    orchard = Orchard(tmp_path)
    orchard.write("photos/P3.jpg", jpeg() + bytes(600 * 1024))
    assert [(each.file, each.code) for each in orchard.problems()] == [("photos/P3.jpg", "large-picture")]


def test_the_catalogue_keeps_persons_and_photos_as_they_are(database_url: str) -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    with open_database(database_url) as database, database.transaction() as connection:
        catalogue.save(connection, package, {"finished": "yes"})
        loaded = catalogue.load(connection, "orchard")
        told = repr(catalogue.roster(connection, "orchard"))
    assert loaded is not None
    assert (loaded.persons, loaded.photos) == (package.persons, package.photos)
    assert loaded.contest == package.contest
    assert not [path for path in package.photos if path in loaded.policies]
    hidden = ("990000199002280027", "H00000000", "000-5550101", "photos/", "S000099000002", "id-card")
    assert [each for each in hidden if each in told] == [], "no board's roster names them"


def test_a_rehearsal_knows_nobody_by_paper_or_photo() -> None:
    package, _ = read(GOLDEN)
    assert package is not None
    tried = _tried(package, "try", invented=False)
    assert (tried.persons, tried.photos) == ((), {})

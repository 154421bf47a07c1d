"""The sheet that is hung up beside the tablets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import segno
from segno import helpers

from competition.venue import authority
from competition.venue.making import Made, Wanted
from competition.venue.sheet import Wifi, sheet
from competition.venue.trust import square
from tests.competition.halls import held


@pytest.fixture
def made(tmp_path: Path) -> Made:
    return held(tmp_path, Wanted(port=8443, trust_port=8081))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_shows_both_addresses_as_squares_and_the_fingerprint_in_groups(made: Made, lang: str) -> None:
    html = sheet(made, None, lang)
    trust, judges = "http://192.168.1.10:8081/trust", "https://192.168.1.10:8443/enrol"
    assert trust in html and judges in html and str(square(trust)) in html and str(square(judges)) in html
    assert re.findall(r"<li>([0-9A-F]{4})</li>", html) == list(authority.fingerprint(made.authority.certificate))
    assert "本赛场平板" in html and "Tablets in this hall" in html
    assert html.startswith("<!doctype html>\n<html lang=") and "https://laptop.local:8443" in html


def test_it_loads_nothing(made: Made) -> None:
    html = sheet(made, None, "zh")
    assert re.findall(r"<(?:script|link|img|iframe)|url\(|@import", html) == []


def test_a_wifi_is_a_square_that_cameras_join_and_its_password_is_not_written_out(made: Made) -> None:
    html = sheet(made, Wifi('Hall; "5G"', "correct:horse"), "en")
    told = helpers.make_wifi_data('Hall; "5G"', "correct:horse", "WPA")
    assert told.startswith("WIFI:T:WPA;S:Hall\\;")
    assert str(segno.make(told, error="m", micro=False).svg_inline(scale=4, border=3, omitsize=True)) in html
    assert "Hall; &#34;5G&#34;" in html and "correct" not in html
    assert "correct" not in repr(Wifi("Hall", "correct:horse"))


def test_an_open_wifi_says_so(made: Made) -> None:
    html = sheet(made, Wifi("Hall", ""), "en")
    assert "No password." in html and str(square("WIFI:S:Hall;;")) in html


def test_without_a_wifi_there_is_room_to_write_it_down(made: Made) -> None:
    assert sheet(made, None, "en").count('class="write"') == 2

"""The office's page of rehearsals: what its form asks for happens once."""

from __future__ import annotations

import re

from tests.competition.office.conftest import opened as opened
from tests.competition.office.house import EVENT, HERE, House

PAGE = f"{HERE}/rehearsals"


def begun(office: House) -> set[str]:
    """Rehearsals that the page lists."""
    return set(re.findall(rf"{EVENT}-rehearsal-[0-9]+", office.person("organiser").get(PAGE).html))


def test_a_form_that_is_clicked_twice_begins_one_rehearsal(opened: House) -> None:
    organiser = opened.person("organiser")
    asked = {"what": "invented", "speed": "100", "seed": "a", "key": organiser.get(PAGE).hidden("key")}
    refused = organiser.post(PAGE, **asked | {"speed": "3"})
    assert refused.status == 422 and begun(opened) == set()
    assert [organiser.post(PAGE, **asked).status for _ in range(2)] == [303, 303]
    assert begun(opened) == {f"{EVENT}-rehearsal-1"}
    organiser.post(PAGE, **asked | {"key": organiser.get(PAGE).hidden("key")})
    assert begun(opened) == {f"{EVENT}-rehearsal-1", f"{EVENT}-rehearsal-2"}

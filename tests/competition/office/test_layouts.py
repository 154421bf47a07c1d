"""A layout is made after another, its columns are moved about, and it is kept whole or not at all."""

from __future__ import annotations

import re

from competition.exports.layouts import known
from competition.exports.packages import files as written
from competition.exports.packages import stored
from competition.intake.layouts import Column, Layout, layout_of
from scoring.nodes import Name
from tests.competition.office.house import EVENT, HERE, House, Page, Person

PAGE = f"{HERE}/exports/layouts"


def made(opened: House, name: str = "own", model: str = "roll") -> Person:
    """The organiser has made a layout."""
    organiser = opened.person("organiser")
    answer = organiser.post(PAGE, name=name, model=model)
    assert (answer.status, answer.to) == (303, f"{PAGE}/{name}"), answer.text
    return organiser


def fields(page: Page) -> dict[str, str]:
    """What the form on the page holds."""
    found: dict[str, str] = dict(re.findall(r'<input[^>]* name="([a-z]+(?:-\d+)?)"[^>]* value="([^"]*)"', page.html))
    for name, options in re.findall(r'<select[^>]* name="([a-z]+(?:-\d+)?)"[^>]*>(.*?)</select>', page.html):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    found |= {name: page.hidden(name) for name in ("was", "count")}
    return found


def kept(opened: House, name: str = "own") -> Layout | None:
    """The layout as it is kept, None where there is none."""
    found = known(opened.database, EVENT)
    return layout_of(found.layouts[name], found.papers)[0] if name in found.own else None


def columns(page: Page) -> list[str]:
    """What the columns on the page hold, constants by their text."""
    held = fields(page)
    return [str(held.get(f"constant-{n}") or held[f"field-{n}"]) for n in range(1, int(str(held["count"])) + 1)]


def test_a_layout_is_made_after_another_without_papers_that_no_trade_states(opened: House) -> None:
    page = made(opened).get(f"{PAGE}/own")
    assert columns(page)[:4] == ["place", "group", "name", "role"]
    papers = known(opened.database, EVENT).papers
    assert {each for each in columns(page) if each.startswith("paper:")} == {
        f"paper:{each}" for each in papers & {"theory", "practical"}
    }
    listed = opened.person("organiser").get(PAGE)
    assert "own" in listed.text and listed.text.count("built in") == 2


def test_columns_are_moved_taken_out_and_added_and_nothing_is_kept_before_it_is_said(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{PAGE}/own")
    before, first = kept(opened), columns(page)
    page = organiser.post(f"{PAGE}/own", **fields(page), act="down:1")
    assert columns(page)[:2] == first[1::-1] and "not kept yet" in page.text
    page = organiser.post(f"{PAGE}/own", **fields(page), act="up:2")
    assert columns(page) == first
    page = organiser.post(f"{PAGE}/own", **fields(page), act="drop:2")
    assert columns(page) == [first[0], *first[2:]]
    page = organiser.post(f"{PAGE}/own", **fields(page), act="add")
    assert columns(page)[-1] == "name" and kept(opened) == before
    changed = fields(page) | {
        "field-1": "identity",
        "title-1": "证 件",
        "constant-2": "烘焙",
        "title-2": "单位",
        "width-1": "30",
    }
    answer = organiser.post(f"{PAGE}/own", **(changed | {"rows": "everybody", "zh": "存档"}), act="keep")
    assert (answer.status, answer.to) == (303, f"{PAGE}/own?done=kept"), answer.text
    found = kept(opened)
    assert found is not None
    assert found.columns[:2] == (Column("identity", "证 件", "", 30), Column("", "单位", "烘焙"))
    assert (found.rows, found.name.zh) == ("everybody", "存档")
    with opened.database.connect() as connection:
        package = stored(connection, EVENT)
    assert package is not None
    assert written(package)["layouts/own.toml"].decode() == found.text()


def test_an_act_that_leads_nowhere_changes_nothing(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{PAGE}/own")
    for act in ("up:1", f"down:{page.hidden('count')}", "drop:99", "up:0", "drop:x", "sing:1", "up:²", ""):
        assert columns(organiser.post(f"{PAGE}/own", **fields(page), act=act)) == columns(page), act


def test_everything_wrong_is_said_beside_its_column_and_what_was_typed_stays(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{PAGE}/own")
    typed = fields(page) | {"constant-1": "x", "field-2": "shoe", "width-3": "900"}
    page = organiser.post(f"{PAGE}/own", **typed, act="keep")
    assert page.status == 422
    for id in ("title-1", "field-2", "width-3"):
        assert f'id="{id}-wrong"' in page.html, id
    assert fields(page)["constant-1"] == "x"
    none = organiser.post(f"{PAGE}/own", was=page.hidden("was"), count="0", zh="x", rows="grades", act="keep")
    assert none.status == 422 and "no columns" in none.text


def test_two_who_change_one_layout_do_not_overwrite_each_other(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{PAGE}/own")
    association = opened.person("association")
    assert association.post(f"{PAGE}/own", **(fields(page) | {"zh": "甲"}), act="keep").status == 303
    late = organiser.post(f"{PAGE}/own", **(fields(page) | {"zh": "乙"}), act="keep")
    assert late.status == 422 and "Somebody else changed this layout" in late.text
    gone = organiser.post(f"{PAGE}/own", **fields(page), act="drop-layout")
    assert gone.status == 422
    found = kept(opened)
    assert found is not None and found.name == Name("甲", str(fields(page)["en"]))


def test_a_layout_is_taken_away(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{PAGE}/own")
    assert organiser.post(f"{PAGE}/own", **fields(page), act="drop-layout").status == 303
    assert kept(opened) is None and organiser.get(f"{PAGE}/own").status == 404


def test_a_name_that_is_none_or_is_taken_is_refused(opened: House) -> None:
    organiser = made(opened)
    for name, model, said in (("own", "roll", "already"), ("a b", "roll", "a b"), ("", "roll", ""), ("x", "y", "")):
        answer = organiser.post(PAGE, name=name, model=model)
        assert answer.status == 422 and said in answer.text, name
    assert known(opened.database, EVENT).own == {"own"}
    assert organiser.post(PAGE, name="national", model="national").status == 303
    assert list(known(opened.database, EVENT).layouts).count("national") == 1
    assert organiser.get(f"{PAGE}/roll").status == 404, "what is built in is not changed"


def test_only_who_takes_exports_changes_layouts(opened: House) -> None:
    made(opened)
    for role in ("chief", "draw", "second", "judge"):
        for path in (PAGE, f"{PAGE}/own"):
            assert opened.person(role).get(path).status == 403, (role, path)
    assert opened.nobody().get(PAGE).status == 303
    assert opened.person("association").get(f"{PAGE}/own").status == 200


def test_a_file_has_the_columns_of_the_layout_that_is_chosen(opened: House) -> None:
    organiser = made(opened)
    page = organiser.get(f"{HERE}/exports")
    assert (
        re.search(r'<option value="own"[^>]*>', page.html)
        and 'formaction="/events/yunping-2026/exports/upload.pdf"' in page.html
    )
    taken = organiser.get(f"/events/{EVENT}/exports/upload.csv?layout=own")
    assert taken.status == 200 and "Full name" in taken.html
    wrong = organiser.get(f"/events/{EVENT}/exports/upload.csv?layout=nothing")
    assert wrong.status == 422 and "nothing" in wrong.text

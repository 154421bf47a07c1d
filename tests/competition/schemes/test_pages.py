"""The scheme desk in a browser: every trade's scheme, a sheet as a scheme at once, kept, opened, taken out."""

from __future__ import annotations

import pytest

from competition.schemes import pages
from tests.competition.office.house import EVENT, House
from tests.competition.schemes.forms import bakery, cell_of, module_a
from tests.competition.schemes.house import DESK, HERE, keeps, sends
from tests.competition.venue import YUNPING

FLORISTRY = (YUNPING / "schemes" / "floristry.toml").read_text("utf-8")


def test_every_trade_is_listed_with_what_it_comes_to(office: House) -> None:
    page = office.person("chief").get(DESK)
    assert page.status == 200 and "Can still change" in page.text
    assert f'href="{HERE}"' in page.html


def test_a_scheme_is_shown_with_its_modules_phases_and_advice(office: House) -> None:
    page = office.person("association").get(HERE)
    assert page.status == 200 and "Phases" in page.text and "Advice" in page.text and "Judged 0 to 3" in page.text
    assert "Load another" not in page.text and "The organiser loads another." in page.text
    assert "Load another" in office.person("organiser").get(HERE).text


def test_where_there_is_no_such_trade_there_is_no_page(office: House) -> None:
    organiser = office.person("organiser")
    for path in (f"{DESK}/nothing", f"{HERE}/drafts/nothing", f"{HERE}/scheme.pdf", "/office/no-event/schemes"):
        assert organiser.get(path).status in (403, 404), path


def test_a_sheet_with_mistakes_is_shown_as_far_as_it_goes_with_each_in_its_place(office: House) -> None:
    form = module_a()
    page = sends(office.person("organiser"), form.book({cell_of(form, "A1 aspect 3", 3): "X"}))
    assert page.status == 422 and "3 to be mended" in page.text
    assert "“X” is no type of an aspect." in page.text and "CIS Marking Scheme Import!D18" in page.text
    assert "Criterion A is stated with 17, its aspects add up to 16.75." in page.text
    assert "passed or not" in page.text and "A4.8" in page.text and "disabled" in page.html


def test_what_the_sheet_leaves_open_is_listed(office: House) -> None:
    page = sends(office.person("organiser"), bakery().book({"K1": "x"}))
    assert page.status == 200 and "In order" in page.text
    assert (
        "5 aspects are measured: passed or not" in page.text and "B1.2 is measured in the steps beneath it" in page.text
    )
    assert "There is one phase" in page.text


def test_a_draft_that_is_kept_is_the_trades_scheme_and_is_what_opening_pins(office: House) -> None:
    organiser = office.person("organiser")
    text = FLORISTRY.replace("max = 30", "max = 30 # theory", 1)
    answer = organiser.send(HERE, [("file", ("s.toml", text.encode()))])
    kept = keeps(organiser, answer.to)
    assert kept.status == 303 and kept.to == f"{HERE}?done=kept"
    assert "This is now the trade" in organiser.get(kept.to).text
    assert "# theory" in organiser.get(f"{HERE}/scheme.toml").html
    assert organiser.get(answer.to).status == 404
    assert organiser.does("open").status == 303
    page = organiser.get(HERE)
    assert "Pinned" in page.text and "Load another" not in page.text


def test_a_scheme_that_does_not_fit_the_rest_of_the_package_is_refused_with_every_reason(office: House) -> None:
    organiser = office.person("organiser")
    answer = organiser.send(HERE, [("file", ("a.xlsx", bakery().book()))])
    page = keeps(organiser, answer.to)
    assert page.status == 422 and "Nothing was saved." in page.text and "panels.csv" in page.text
    assert "taste" not in organiser.get(f"{HERE}/scheme.toml").html


def test_a_sheet_fits_where_its_panel_is_chosen_and_the_rest_is_kept(office: House) -> None:
    organiser = office.person("organiser")
    fields = {"panel": "craft", "frame": "kept"}
    answer = organiser._client.post(
        HERE,
        files=[("file", ("a.xlsx", bakery().book()))],
        data=fields,
        headers={"accept-language": "en", "sec-fetch-site": "same-origin"},
    )
    page = organiser.get(answer.headers["location"])
    assert (
        "3 modules are not on the sheet and stay as they are" in page.text and "Phases, ties and decimals" in page.text
    )


def test_a_scheme_with_mistakes_is_not_kept(office: House) -> None:
    organiser = office.person("organiser")
    answer = organiser.send(HERE, [("file", ("a.xlsx", module_a().book()))])
    assert keeps(organiser, answer.to).status == 422


def test_a_text_may_be_changed_on_the_page(office: House) -> None:
    organiser = office.person("organiser")
    draft = organiser.send(HERE, [("file", ("s.toml", FLORISTRY.encode()))]).to
    wrong = organiser.post(draft, step="edit", scheme=FLORISTRY.replace('rule = "judgement"', 'rule = "guess"', 1))
    assert wrong.status == 303 and wrong.to != draft
    page = organiser.get(wrong.to)
    assert page.status == 422 and "scheme.toml:" in page.text and "guess" in page.text


def test_cells_may_be_pasted(office: House) -> None:
    organiser = office.person("organiser")
    cells = "\n".join("\t".join(f'"{each}"' for each in row) for row in bakery().rows())
    answer = organiser.post(HERE, cells=cells)
    assert answer.status == 303 and "Pasted cells" in organiser.get(answer.to).text


def test_nothing_and_too_much_are_refused(office: House, monkeypatch: pytest.MonkeyPatch) -> None:
    organiser = office.person("organiser")
    assert "No file was chosen." in organiser.post(HERE, cells=" ").text
    monkeypatch.setattr(pages, "LARGEST", 100)
    assert "The file is larger" in sends(organiser, bakery().book()).text


def test_a_draft_is_its_makers_alone_and_of_its_trade(office: House) -> None:
    draft = office.person("organiser", "shen").send(HERE, [("file", ("a.xlsx", bakery().book()))]).to
    assert office.person("organiser", "wu").get(draft).status == 404


def test_only_who_runs_the_event_loads_and_keeps(office: House) -> None:
    chief = office.person("chief")
    assert chief.send(HERE, [("file", ("a.xlsx", bakery().book()))]).status == 403
    assert office.nobody().get(HERE).to.startswith("/sign-in")


def test_a_trade_that_was_opened_meanwhile_keeps_its_scheme(office: House) -> None:
    organiser = office.person("organiser")
    draft = organiser.send(HERE, [("file", ("s.toml", FLORISTRY.encode()))]).to
    assert organiser.does("open").status == 303
    page = organiser.post(draft, step="keep", key="k1")
    assert page.status == 200 and "Amend the scheme" in page.text and "Propose it" in page.text
    assert "It is the scheme that is in use." in page.text


def test_the_scheme_is_taken_out_as_a_workbook_too(office: House) -> None:
    page = office.person("chief").get(f"{HERE}/scheme.xlsx")
    assert page.status == 200 and page.headers["content-disposition"].endswith('floristry.xlsx"')
    form = office.person("chief").get(f"/office/{EVENT}/schemes/form.xlsx")
    assert form.status == 200 and "spreadsheetml" in form.headers["content-type"]

"""What a font cannot print is said before anything is printed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pylopdf_fonts_zh_cn as packaged
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from competition.certificates import fonts as module
from competition.certificates.fonts import Missing, NoFonts, fonts
from competition.certificates.paper import Paper, Unprintable, press
from tests.competition.certificates.printed import ADDRESS, award

ODD = st.text(st.characters(codec="utf-8"), max_size=6) | st.text(
    "é\u0302\u0327葛\ufe00\U000e0100Łğ\u202e\u200d 　", max_size=6
)


@pytest.mark.parametrize(
    "name", ["周若晴", "䶮㛃䲟𬭊𬱖", "Łukasz Doğan-Müller", "Ngọc Huyền Đặng", "Иван", "e\u0302", "　·—“”"]
)
def test_what_the_fonts_have_is_not_missing(name: str) -> None:
    assert fonts().missing(name) == ()


@pytest.mark.parametrize(
    ("name", "lacking"),
    [
        ("周\ue000晴", ("\ue000",)),
        ("𰓉𰓉\U000304d0", ("𰓉", "\U000304d0")),
        ("abc\u202ecba", ("\u202e",)),
        ("葛\U000e0100", ("葛\U000e0100",)),
        ("e\u0359", ("e\u0359",)),
        ("👍", ("👍",)),
        ("a\nb", ("\n",)),
    ],
)
def test_what_they_lack_is_named_once_each_with_its_marks(name: str, lacking: tuple[str, ...]) -> None:
    assert fonts().missing(name) == lacking


def test_every_field_is_looked_through() -> None:
    lacking = press().missing(Paper(award(name="周\ue000", name_en="\ue001"), ADDRESS + "\ue002"))
    assert set(lacking) >= {
        Missing("name", ("\ue000",)),
        Missing("name_en", ("\ue001",)),
        Missing("check", ("\ue002",)),
    }
    assert press().missing(Paper(award(), ADDRESS)) == ()


@settings(max_examples=120, deadline=None)
@given(name=ODD)
def test_whatever_is_not_missing_can_be_printed_and_the_printer_agrees(name: str) -> None:
    paper = Paper(award(name=name, name_en="A"), ADDRESS)
    if press().missing(paper):
        with pytest.raises(Unprintable):
            press().one(paper)
    else:
        assert press().one(paper).startswith(b"%PDF")


def test_a_folder_stands_in_for_the_package_and_without_both_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "fonts"
    folder.mkdir()
    monkeypatch.setattr(module, "PACKAGES", ())
    with pytest.raises(NoFonts, match="cjk"):
        fonts(folder)
    shutil.copy(packaged.sans_path(), folder / "own.otf")
    fonts.cache_clear()
    own = fonts(folder)
    assert own.missing("周若晴") == () and own.missing("Ł") == ("Ł",)
    assert own.sans == own.serif == own.latin == ("Noto Sans SC",)
    fonts.cache_clear()


def test_without_the_printer_it_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NoFonts, match="`pdf`"):
        fonts(tmp_path)

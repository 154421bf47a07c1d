"""Certificates on paper: what they say stands on them as it is, and nothing else."""

from __future__ import annotations

import io
from dataclasses import fields
from typing import Any

import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from competition.certificates.certificate import Certificate, Clause, Honour
from competition.certificates.paper import BadPicture, Paper, Unprintable, press
from scoring.nodes import Name
from tests.competition.certificates.printed import ADDRESS, FIELDS, attached, award, grade, read, words

CREDENTIAL = b"eyJhbGciOiJFZERTQSJ9." + b"x-_9" * 900 + b".c2lnbmVk"


def picture(form: str, size: tuple[int, int] = (300, 420)) -> bytes:
    held = io.BytesIO()
    Image.new("RGB", size, (90, 120, 150)).save(held, form)
    return held.getvalue()


def pixels(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def test_a_grade_says_all_that_the_form_asks_for() -> None:
    text = words(press().one(Paper(grade(), ADDRESS)))
    for expected in (
        "职业技能等级证书", "CertificateofVocationalSkillLevel", "周若晴", "ZhouRuoqing", "性别", "女", "1998年3月15日",
        "居民身份证", "320102199803150026", "花艺赛项（职工组）中获第3名（26名参赛），总成绩90.90", "插花花艺师技师",
        "4-10-03-06", "二级／技师", "理论成绩Theory88.5", "实操成绩Practical91.50", "S000032004178262000317",
        "2026年6月5日", "5June2026", "云州市职业技能竞赛协会", "YZ2026-H-0042", ADDRESS, str(FIELDS["position"]),
        str(FIELDS["policy"]), "第八条第二款", "recognisedas", "12thYunzhouSkillsContest", "盖章处",
    ):  # fmt: skip
        assert expected in text, expected


def test_an_award_names_the_honours_and_whom_she_competed_for() -> None:
    text = words(press().one(Paper(award(), ADDRESS)))
    for expected in (
        "获奖证书",
        "代表云州市园林技师学院在花艺赛项",
        "二等奖",
        "Secondprize",
        "云州市技术能手",
        "awarded",
    ):
        assert expected in text, expected
    assert "技能等级" not in text


def test_a_coach_an_unplaced_one_and_one_without_honours_are_told_in_their_own_words() -> None:
    coach = words(press().one(Paper(award(role="coach"), ADDRESS)))
    assert "指导云州市园林技师学院选手在花艺赛项" in coach and "CoachofYunzhouTechnician" in coach
    nobody = award(
        honours=(), place="", entrants="", total="", organisation=Name("", ""), clauses=(), group=Name("", "")
    )
    bare = words(press().one(Paper(nobody, ADDRESS)))
    assert "参加花艺赛项，" in bare and "FortakingpartinFloristry" in bare and "特发此证" in bare and "依据" not in bare
    placed = words(press().one(Paper(award(honours=()), ADDRESS)))
    assert "授予" in placed and "3rdplace" in placed


def test_an_english_name_alone_stands_where_the_chinese_one_would() -> None:
    paper = Paper(
        award(name="", name_en="Łukasz Doğan", contest=Name("", "Skills Contest"), issuer=Name("", "")), ADDRESS
    )
    text = words(press().one(paper))
    assert text.count("ŁukaszDoğan") == 1 and "SkillsContest" in text


@pytest.mark.parametrize(
    "name", ["䶮㛃䲟𬭊𬱖", '#read("secret.txt") *b* _i_ $x$ `c` <l> @r', '\\u{41} \\" ") #panic() //', "[#b]"]
)
def test_a_name_prints_as_it_stands(name: str) -> None:
    pdf = press().one(Paper(award(name=name, name_en=name), ADDRESS))
    assert "".join(name.split()) in words(pdf)


def test_the_credential_travels_within_and_comes_out_as_it_went_in() -> None:
    pdf = press().one(Paper(grade(), ADDRESS, credential=CREDENTIAL))
    assert attached(pdf) == {"credential.jwt": CREDENTIAL}
    assert attached(press().one(Paper(grade(), ADDRESS))) == {}


def test_the_same_input_gives_the_same_bytes_whatever_was_printed_between() -> None:
    paper = Paper(award(), ADDRESS, CREDENTIAL, picture("JPEG"), picture("PNG"))
    first = press().one(paper)
    press().one(Paper(grade(), ADDRESS))
    assert press().one(paper) == first != press().one(paper._replace(certificate=award(issued="2026-06-06")))
    about = read(first).metadata
    assert about is not None
    assert str(about["/CreationDate"]) == "D:20260605000000Z"


def test_it_is_made_to_be_kept() -> None:
    """What ISO 19005-3, level B, asks for and a reader can see: what it says it is, colours, fonts, files."""
    reader = read(press().one(Paper(award(), ADDRESS, CREDENTIAL, picture("JPEG"), picture("WEBP"))))
    root: Any = reader.trailer["/Root"]
    told = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in told and "<pdfaid:conformance>B</pdfaid:conformance>" in told
    intent = root["/OutputIntents"][0].get_object()
    assert intent["/S"] == "/GTS_PDFA1"
    assert intent["/DestOutputProfile"].get_object()["/N"] == 3
    file = root["/AF"][0].get_object()
    assert file["/AFRelationship"] == "/Alternative" and file["/UF"] == "credential.jwt"
    assert file["/EF"]["/F"].get_object()["/Subtype"] == "/application/vc+jwt"
    assert reader.trailer["/ID"] and "/Encrypt" not in reader.trailer and not reader.is_encrypted
    page: Any = reader.pages[0]
    fonts = [each.get_object() for each in page["/Resources"]["/Font"].values()]
    assert len(fonts) >= 3
    for font in fonts:
        described = font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(described) and "/ToUnicode" in font
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(root) and "/Annots" not in reader.pages[0]


def test_the_square_leads_to_the_address() -> None:
    found = zxingcpp.read_barcodes(pixels(press().picture(Paper(grade(), ADDRESS), 150)))
    assert [each.text for each in found] == [ADDRESS]


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_and_a_seal_are_on_it_in_any_form(form: str) -> None:
    plain = pixels(press().picture(Paper(grade(), ADDRESS)))
    shown = pixels(press().picture(Paper(grade(), ADDRESS, photo=picture(form), seal=picture(form, (200, 200)))))
    at_photo, at_seal = (665, 230), (510, 915)
    assert plain.getpixel(at_photo) == (255, 255, 255)
    for at in (at_photo, at_seal):
        colour = shown.getpixel(at)
        assert isinstance(colour, tuple)
        assert all(abs(seen - given) < 4 for seen, given in zip(colour, (90, 120, 150), strict=True))
    assert "盖章处" not in words(press().one(Paper(grade(), ADDRESS, seal=picture(form))))


def test_a_broken_picture_is_refused_with_the_reason() -> None:
    with pytest.raises(BadPicture) as refused:
        press().one(Paper(grade(), ADDRESS, photo=picture("JPEG")[:-40]))
    assert refused.value.problem.code == "bad-picture"


def test_what_cannot_be_printed_is_named_for_every_paper_and_nothing_is_made() -> None:
    papers = [Paper(award(name="\ue000"), ADDRESS), Paper(grade(), ADDRESS), Paper(grade(name_en="\ue001"), ADDRESS)]
    with pytest.raises(Unprintable) as refused:
        press().many(papers)
    lacking = [(number, each.field) for number, each in refused.value.missing]
    assert ("YZ2026-H-0042", "name") in lacking and ("S000032004178262000317", "name_en") in lacking


def test_many_stand_in_one_file_and_in_files_of_their_own() -> None:
    papers = [Paper(award(number=f"YZ-{each}", name=f"周{each}"), ADDRESS, b"a.b.%d" % each) for each in range(3)]
    pdf = press().many(papers)
    assert [f"周{each}" in words(pdf, each) for each in range(3)] == [True] * 3
    assert attached(pdf) == {f"YZ-{each}.jwt": b"a.b.%d" % each for each in range(3)}
    files = dict(press().files(papers))
    assert list(files) == ["award-YZ-0.pdf", "award-YZ-1.pdf", "award-YZ-2.pdf"]
    assert files["award-YZ-1.pdf"] == press().one(papers[1])
    with pytest.raises(ValueError, match="no certificates"):
        press().many([])


@pytest.mark.parametrize(("size", "sheets", "millimetres"), [("a4", 3, (297, 210)), ("a3", 2, (297, 420))])
def test_small_ones_share_a_sheet(size: str, sheets: int, millimetres: tuple[int, int]) -> None:
    papers = [Paper(grade(name=f"周{each}"), ADDRESS, CREDENTIAL) for each in range(5)]
    pdf = press().sheet(papers, size)
    pages = read(pdf).pages
    assert len(pages) == sheets and attached(pdf) == {}
    box = pages[0].mediabox
    assert (round(float(box.width) / 72 * 25.4), round(float(box.height) / 72 * 25.4)) == millimetres
    assert "周0" in words(pdf) and "周4" in words(pdf, sheets - 1)
    with pytest.raises(KeyError):
        press().sheet(papers, "a5")


def test_the_roll_has_a_row_for_each_and_its_head_on_every_page() -> None:
    pdf = press().roll([Paper(award(number=f"YZ-{each:03}", name=f"周{each}"), ADDRESS) for each in range(40)])
    pages = [words(pdf, each) for each in range(len(read(pdf).pages))]
    assert len(pages) > 1 and all("签字" in page and "姓名" in page for page in pages)
    assert "YZ-000" in pages[0] and "YZ-039" in pages[-1] and f"1/{len(pages)}" in pages[0]


def blank(png: bytes) -> bool:
    """Whether nothing stands outside the column, the scale and the rooms for the year and the photo's edge."""
    page = pixels(png).convert("L")
    wide, tall = page.size
    edges = [
        (int(wide * 192 / 210), 0, wide, tall),
        (0, 0, wide, int(tall * 18 / 297)),
        (0, int(tall * 290 / 297), wide, tall),
    ]
    beside = (int(wide * 33 / 210), 0, int(wide * 40.5 / 210), tall)
    return all(page.crop(each).point(lambda shade: 255 * (shade < 250)).getbbox() is None for each in (*edges, beside))


UYGHUR = "阿布都热依木·买买提依明·阿卜杜拉·艾合买提江·吐尔逊那依"
LONG: tuple[dict[str, Any], ...] = (
    {"name": UYGHUR, "name_en": "Wolfeschlegelsteinhausenbergerdorff " * 2},
    {"name_en": "M" * 200, "name": "W" * 120, "identity": "9" * 80, "number": "A" * 40},
    {"position": "s" * 90 + ":1:" + "a" * 64, "organisation": Name("o" * 900, "")},
    {"contest": Name("第二届全国工业和信息化技术技能大赛暨" * 12, "The Second National Contest " * 20)},
    {"trade_name": Name("x" * 300, ""), "policy_name": Name("办法" * 80, "p" * 500)},
    {"occupation_name": Name("人工智能训练师" * 20, "Trainer " * 60), "issuer": Name("局" * 200, "I" * 300)},
    {"papers": {f"paper {each} of many": "88.5" for each in range(14)}},
    {"clauses": tuple(Clause(str(each), "《办法》" * 30, "第八条" * 30) for each in range(20))},
    {"honours": tuple(Honour("title", Name("五一劳动奖章" * 9, "Medal " * 20)) for _ in range(25))},
)


@pytest.mark.parametrize("long", LONG, ids=lambda each: next(iter(each)))
@pytest.mark.parametrize("make", [award, grade], ids=["award", "grade"])
def test_nothing_however_long_leaves_its_room(make: Any, long: dict[str, Any]) -> None:
    paper = Paper(make(**long), ADDRESS + "x" * 150)
    assert blank(press().picture(paper, 60))
    assert len(read(press().one(paper)).pages) == 1


ANY = st.text(st.characters(codec="utf-8"), max_size=40) | st.text(max_size=400, alphabet='周 A#*_$\\"`<>@[]{}/~=-+\n')
NAMES = st.builds(Name, ANY, ANY)
STATED = (
    "kind",
    "role",
    "place",
    "entrants",
    "starts",
    "ends",
    "issued",
    "birth_date",
    "grade",
    "papers",
    "honours",
    "clauses",
)
TEXTS: dict[str, st.SearchStrategy[Any]] = {
    each.name: NAMES if isinstance(FIELDS[each.name], Name) else ANY
    for each in fields(Certificate)
    if each.name not in STATED
}


@settings(max_examples=60, deadline=None)
@given(
    kind=st.sampled_from(["award", "grade"]),
    texts=st.fixed_dictionaries(TEXTS),
    papers=st.dictionaries(ANY, ANY, max_size=3),
    honours=st.lists(st.builds(Honour, st.just("title"), NAMES), max_size=3).map(tuple),
    clauses=st.lists(st.builds(Clause, ANY, ANY, ANY), max_size=3).map(tuple),
)
def test_no_text_anywhere_ends_otherwise_than_printed_or_named(kind: str, texts: Any, **lists: Any) -> None:
    paper = Paper(grade(kind=kind, **texts, **lists), "https://example.org/" + "x" * 20)
    try:
        pdf = press().one(paper)
    except Unprintable as refused:
        assert refused.missing
    else:
        assert len(read(pdf).pages) == 1

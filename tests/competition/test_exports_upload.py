"""What the national look-up takes, with the columns of a layout; and the roll on paper that people sign."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import anyio
import pytest
from click.testing import CliRunner
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from competition.awarding.stored import Standing, standing
from competition.certificates.certificate import AWARD, GRADE
from competition.commands import import_
from competition.documents import Documents
from competition.exports.contents import Export
from competition.exports.layouts import chosen, of_package
from competition.exports.paper import UnprintableRoll, pdf
from competition.exports.register import Issued, Register, register
from competition.exports.taking import made
from competition.intake import read
from competition.intake.layouts import EVERYBODY, FIELDS, Column, Layout
from competition.store.database import open_database
from scoring.certificates import CertificateRevoked, CertificatesIssued, NumbersReserved
from scoring.nodes import Name
from scoring.register import Due
from tests.competition.awarding.bakery import CONTEST, FILED, bakery
from tests.competition.credentials.diplomas import PLACED
from tests.competition.test_pictures import png
from tests.competition.verification.issued import Issuer

PERSONS = """person,name,name_en,birth_date,level,titles,group,promotions,identity_type,identity,gender,phone,photo
P1,甲一,Jia Yi,1990-02-28,3,,,,id-card,990000199002280027,f,000-5550101,photos/one.png
P2,乙二,Yi Er,,2,,,,,,,,photos/two.png
P3,丙三,Bing San,,none,,,,passport,E00000000,m,,
"""
BODY = CONTEST.replace('filing = "示例', 'code = "S000099000002"\nfiling = "示例').replace(
    "level = 3\n", 'level = 3\noccupation_name = { zh = "西式面点师", en = "Pastry cook" }\n'
)
EVERY = Layout(Name("全部", "All"), EVERYBODY, tuple(Column(field) for field in [*FIELDS, "paper:theory"]))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = bakery(tmp_path / "bakery", contest=BODY)
    rest = (folder / "persons.csv").read_text("utf-8").splitlines()[4:]
    (folder / "persons.csv").write_text(PERSONS + "".join(f"{row},,,,,\n" for row in rest), "utf-8")
    (folder / "photos").mkdir()
    for name in ("one", "two"):
        (folder / "photos" / f"{name}.png").write_bytes(png(30, 40))
    return folder


@pytest.fixture
def url(sqlite_url: str, folder: Path) -> str:
    result = CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url])
    assert result.exit_code == 0, result.output
    return sqlite_url


def stood(url: str) -> Standing:
    with open_database(url) as database:
        found = standing(database, "bakery")
    assert found is not None
    return found


def told(url: str, lang: str = "zh", layout: Layout | None = None) -> Any:
    with open_database(url) as database:
        body = made(database, "bakery", "upload", "json", trade="", to=None, lang=lang, layout=layout)
    return json.loads(body)


def titled(url: str, lang: str, layout: Layout) -> list[dict[str, str]]:
    """Rows by the titles of their columns."""
    with open_database(url) as database:
        body = made(database, "bakery", "upload", "csv", trade="", to=None, lang=lang, layout=layout)
    lines = body.decode("utf-8-sig").split("\r\n\r\n", 1)[1]
    return list(csv.DictReader(io.StringIO(lines, newline="")))


def test_the_upload_has_the_fields_of_the_national_look_up(url: str) -> None:
    first, *_ = told(url)["upload"]
    assert first == {
        "01-serial": "1",
        "02-name": "甲一",
        "03-identity-type": "居民身份证",
        "04-identity": "990000199002280027",
        "05-occupation-name": "西式面点师",
        "06-occupation": "4-03-02-02",
        "07-trade-name": "裱花",
        "08-grade": "技师（二级）",
        "09-paper:theory": "90",
        "10-paper:practical": "95",
        "11-paper:review": "",
        "12-total": "94.00",
        "13-certificate": "",
        "14-issued": "",
        "15-organiser": "烘焙协会",
        "16-organiser-code": "S000099000002",
        "17-photo": "one.png",
        "18-remark": "来自竞赛：烘焙赛，第1名",
    }


def test_the_head_says_which_columns_it_has_where_numbers_come_from_and_what_is_empty(url: str) -> None:
    about = told(url)["about"]
    assert about["layout"].startswith("全国证书查询系统上报 ")
    assert about["register"] == "尚未颁发证书"
    assert about["rows"] == "3"
    assert "证件号码 1" in about["blanks"] and "综合评审 3" in about["blanks"] and "姓名" not in about["blanks"]
    assert told(url, layout=Layout(Name("x", "x"), EVERYBODY, (Column("name"),)))["about"]["blanks"] == "无"


def test_whoever_has_a_row_is_who_the_layout_says(url: str) -> None:
    names = {
        rows: [
            row["01-person"] for row in told(url, layout=Layout(Name("x", "x"), rows, (Column("person"),)))["upload"]
        ]
        for rows in ("grades", "awards", "everybody")
    }
    assert names["grades"] == ["P1", "P3", "P4"]
    assert set(names["grades"]) <= set(names["awards"]) < set(names["everybody"])
    assert len(names["everybody"]) == len(FILED)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_says_what_is_known(url: str, lang: str) -> None:
    row, *_ = titled(url, lang, EVERY)
    values = dict(zip([*FIELDS, "paper:theory"], row.values(), strict=True))
    assert values["name-en"] == "Jia Yi" and values["birth-date"] == "1990-02-28"
    assert values["gender"] == {"zh": "女", "en": "female"}[lang]
    assert values["held"] == {"zh": "高级工（三级）", "en": "senior worker (level 3)"}[lang]
    assert (values["grade-code"], values["place"]) == ("2", "1")
    assert values["group"] == {"zh": "职工", "en": "Staff"}[lang]
    assert values["starts"] == "2026-05-01" and values["filing"] == "示例〔2026〕2号"
    assert values["standing"] == {"zh": "暂定", "en": "provisional"}[lang]
    assert values["policy"] == {"zh": "云屏市竞赛奖励办法", "en": "Yunping awards"}[lang]
    assert values["clause"] and values["role"] == {"zh": "选手", "en": "member"}[lang]


def test_titles_constants_and_order_are_those_of_the_layout(url: str) -> None:
    layout = Layout(
        Name("x", "x"), "grades", (Column("total", "成 绩"), Column("", "备注", "=1+1"), Column("name"), Column("name"))
    )
    rows = told(url, layout=layout)["upload"]
    assert list(rows[0]) == ["01-total", "02-constant", "03-name", "04-name"]
    with open_database(url) as database:
        book = made(database, "bakery", "upload", "xlsx", trade="", to=None, lang="zh", layout=layout)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("x").to_python()
    assert sheet[0] == ["成 绩", "备注", "姓名", "姓名"]
    assert sheet[1] == [94.0, "=1+1", "甲一", "甲一"]


def test_the_photos_of_those_who_have_a_row_go_along(url: str, folder: Path) -> None:
    with open_database(url) as database:
        body = made(database, "bakery", "upload", "zip", trade="", to=None, lang="zh")
        everybody = Layout(Name("x", "x"), EVERYBODY, (Column("photo"),))
        more = made(database, "bakery", "upload", "zip", trade="", to=None, lang="zh", layout=everybody)
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        assert archive.namelist() == ["upload.xlsx", "photos/one.png"]
        assert archive.read("photos/one.png") == (folder / "photos/one.png").read_bytes()
    assert "photos/two.png" in zipfile.ZipFile(io.BytesIO(more)).namelist(), "she is granted nothing and has a row here"


def test_numbers_stand_where_a_register_has_them(url: str) -> None:
    due = Due("bakery", "cakes", "C1", "P1", GRADE)
    known = Register(
        {due: Issued("S1", "2026-05-20"), due._replace(kind=AWARD): Issued("A1", "2026-05-19")}, "house:3:x"
    )
    columns = tuple(Column(each) for each in ("certificate", "issued", "award-certificate"))
    layout = Layout(Name("x", "x"), "grades", columns)
    first, second, _ = Export(stood(url), "", "zh", layout=layout, register=known).taken("upload").tables[-1].rows
    assert (first, second) == (("S1", "2026-05-20", "A1"), ("", "", ""))


def test_certificates_are_read_as_of_a_line_of_the_house(url: str) -> None:
    async def issue() -> None:
        with open_database(url) as database:
            issuer = Issuer(database)
            award = (("C1", "P1", "0" * 32, "", ""),)
            numbers = ("own", "AW{year}-{running:2}", "2026", "2026", award)
            await issuer._record(NumbersReserved("bakery", "cakes", 18, "c" * 64, AWARD, *numbers))
            form = PLACED.form() | {"number": "AW2026-01", "issued": "2026-05-20"}
            document = await Documents(database).keep("bakery", form)
            await issuer._record(CertificatesIssued("bakery", "cakes", (("AW2026-01", document),)))
            await issuer._record(CertificateRevoked("AW2026-01", "obtained-by-fraud"))
            await issuer.close()

    anyio.run(issue)
    due = Due("bakery", "cakes", "C1", "P1", AWARD)
    with open_database(url) as database:
        at = {line: register(database, "bakery", line) for line in (0, 1, 2, 3, 4, None)}
        elsewhere = register(database, "spring", 3)
    assert [at[line].certificates for line in (0, 1, 2, 4, None)] == [{}] * 5
    assert at[3].certificates == {due: Issued("AW2026-01", "2026-05-20")}
    assert at[3].position.startswith("house:3:") and at[None].position.startswith("house:4:") and not at[0].position
    assert elsewhere.certificates == {}


def test_a_roll_on_paper_says_what_it_rests_on_and_who_signs(url: str) -> None:
    found = stood(url)
    with open_database(url) as database:
        body = made(database, "bakery", "roll", "pdf", trade="", to=None, lang="zh")
    pages = PdfReader(io.BytesIO(body)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    for said in (
        "烘焙赛",
        "裱花",
        "甲一",
        "技师（二级）",
        "94.00",
        "暂定",
        "裁判长",
        "烘焙协会",
        "主管部门",
        "签字",
        found.position,
        found.state.trades["cakes"].policy_digest,
        "第1页，共1页",
    ):
        assert said in text, said
    assert "/Helvetica" not in str(pages[0]["/Resources"]), "every font is embedded"


def test_the_table_has_its_heading_on_every_page(sqlite_url: str, tmp_path: Path) -> None:
    rows = [(f"C{n}", "职工", f"P{n}", "4", "", "90", str(95 - n / 10)) for n in range(120)]
    folder = bakery(tmp_path / "many", rows)
    assert CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url]).exit_code == 0
    layout = Layout(Name("名单", "List"), EVERYBODY, (Column("serial"), Column("name", "选手姓名"), Column("total")))
    with open_database(sqlite_url) as database:
        body = made(database, "bakery", "upload", "pdf", trade="", to=None, lang="zh", layout=layout)
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(body)).pages]
    assert len(pages) > 2
    assert [page.count("选手姓名") for page in pages[:-1]] == [1] * (len(pages) - 1)
    assert [f"第 {number} 页，共 {len(pages)} 页" in page for number, page in enumerate(pages, 1)] == [True] * len(
        pages
    )
    assert "".join(pages).count("签字") == 3 and "签字" in pages[-1]


def test_what_no_font_prints_is_named_and_markup_is_printed_as_it_stands(sqlite_url: str, folder: Path) -> None:
    persons = folder / "persons.csv"
    persons.write_text(persons.read_text("utf-8").replace("甲一", "#strike[*甲*] \\ $x$"), "utf-8")
    assert CliRunner().invoke(import_.command, [str(folder), "--database", sqlite_url]).exit_code == 0
    with open_database(sqlite_url) as database:
        body = made(database, "bakery", "roll", "pdf", trade="", to=None, lang="zh")
        assert "#strike[*甲*]" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
        found = standing(database, "bakery")
        assert found is not None
        layout = Layout(Name("x", "x"), EVERYBODY, (Column("", "一", "\U000f0000"),))
        with pytest.raises(UnprintableRoll, match="no font here prints"):
            pdf(Export(found, "", "zh", layout=layout, at="2026-05-03T00:00:00.000000Z"))


def test_a_layout_of_the_package_is_one_that_can_be_asked_for(folder: Path) -> None:
    (folder / "layouts").mkdir()
    (folder / "layouts" / "short.toml").write_text(Layout(Name("短", "Short"), "grades", (Column("name"),)).text())
    package, problems = read(folder)
    assert package is not None, problems
    assert chosen(of_package(package), "short")[0] == Layout(Name("短", "Short"), "grades", (Column("name"),))
    shutil.rmtree(folder / "layouts")

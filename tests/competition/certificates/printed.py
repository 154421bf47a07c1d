"""Certificates to print, and what stands in a PDF."""

from __future__ import annotations

import io
from typing import Any

import pypdf

from competition.certificates.certificate import AWARD, GRADE, Certificate, Clause, Honour
from scoring.nodes import Name

ADDRESS = "https://contest.example.org/check/S000032004178262000317"

FIELDS: dict[str, Any] = {
    "kind": GRADE,
    "number": "S000032004178262000317",
    "award_number": "YZ2026-H-0042",
    "index": "41",
    "event": "yunzhou-2026",
    "trade": "floristry",
    "entrant": "07",
    "person": "p7",
    "role": "member",
    "name": "周若晴",
    "name_en": "Zhou Ruoqing",
    "identity_type": "id-card",
    "identity": "320102199803150026",
    "gender": "f",
    "birth_date": "1998-03-15",
    "photo": "",
    "organisation": Name("云州市园林技师学院", "Yunzhou Technician College of Gardening"),
    "contest": Name("云州市第十二届职业技能大赛", "12th Yunzhou Skills Contest"),
    "starts": "2026-06-03",
    "ends": "2026-06-05",
    "venue": Name("云州会展中心", "Yunzhou Expo Centre"),
    "trade_name": Name("花艺", "Floristry"),
    "occupation": "4-10-03-06",
    "occupation_name": Name("插花花艺师", "Floral designer"),
    "group": Name("职工组", "Staff"),
    "place": "3",
    "entrants": "26",
    "total": "90.90",
    "papers": {"theory": "88.5", "practical": "91.50"},
    "grade": "2",
    "level": "2",
    "honours": (),
    "issuer": Name("云州市职业技能竞赛协会", "Yunzhou Skills Contest Association"),
    "filing": "YZ-BA-2026-018",
    "issued": "2026-06-05",
    "policy": "4b09e2d3" * 8,
    "policy_name": Name("云州市职业技能竞赛奖励办法（2026）", "Yunzhou award rules 2026"),
    "clauses": (Clause("top-three", "《云州市职业技能竞赛奖励办法》 云人社发〔2026〕8号", "第八条第二款"),),
    "award": "ab" * 32,
    "position": "yunzhou-2026:18442:" + "9f3c6da7" * 8,
}


def grade(**fields: Any) -> Certificate:
    return Certificate(**FIELDS | fields)


def award(**fields: Any) -> Certificate:
    honours = (
        Honour("prize", Name("二等奖", "Second prize")),
        Honour("title", Name("云州市技术能手", "Skilled Expert")),
    )
    given = {"kind": AWARD, "number": "YZ2026-H-0042", "award_number": "", "grade": "", "honours": honours}
    return grade(**given | fields)


def read(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf))


def words(pdf: bytes, page: int = 0) -> str:
    """The text of a page without any white space: where lines break is a matter of room."""
    return "".join(read(pdf).pages[page].extract_text().split())


def attached(pdf: bytes) -> dict[str, bytes]:
    """Files within a PDF: name → content."""
    return {name: files[0] for name, files in read(pdf).attachments.items()}

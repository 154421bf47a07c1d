"""A welder's certificates: second place, and the grade that it brought."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta, timezone

from competition.certificates.certificate import AWARD, GRADE, Certificate, Clause, Honour
from scoring.nodes import Name

ADDRESS = "https://contest.example"
ZONE = timezone(timedelta(hours=8))

NOBODY = Name("", "")

PLACED = Certificate(
    kind=AWARD,
    number="JS-2026-000017",
    award_number="",
    index="4",
    event="spring",
    trade="welding",
    entrant="E7",
    person="P7",
    role="member",
    name="欧阳春晓",
    name_en="Ouyang Chunxiao",
    identity_type="id-card",
    identity="11010519491231002x",
    gender="f",
    birth_date="1949-12-31",
    photo="",
    organisation=Name("第一机床厂", "First Machine Works"),
    contest=Name("春季技能大赛", "Spring Skills Contest"),
    starts="2026-05-16",
    ends="2026-05-18",
    venue=Name("体育馆", "Sports hall"),
    trade_name=Name("焊接", "Welding"),
    occupation="6-18-02-04",
    occupation_name=Name("焊工", "Welder"),
    group=Name("职工组", "Workers"),
    place="2",
    entrants="38",
    total="91.35",
    papers={"theory": "88.0", "skill": "93.2"},
    grade="",
    level="3",
    honours=(Honour("prize", Name("二等奖", "Second prize")), Honour("title", Name("技术能手", "Skilled hand"))),
    issuer=Name("某市技能协会", "City Skills Association"),
    filing="备2026-11",
    issued="2026-06-01",
    policy="a" * 64,
    policy_name=Name("晋升办法", "Promotion policy"),
    clauses=(Clause("3", "《晋升办法》 2024-10-25", "第二名可晋升高级工"),),
    award="b" * 64,
    position=f"spring:412:{'c' * 64}",
)

PROMOTED = replace(
    PLACED, kind=GRADE, number="Y000123ABCDEF263000001", award_number=PLACED.number, index="5", grade="3", honours=()
)

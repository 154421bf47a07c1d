"""What a credential says, held against the certificate, the published schemas and what must not stand in it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from competition.certificates.certificate import Certificate
from competition.credentials.badges import address_of, badge, identity_hash
from competition.credentials.did import AddressMissing
from scoring.nodes import Name
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE
from tests.credentials.schemas import PROFILE, complaints

BOTH = pytest.mark.parametrize("certificate", [PLACED, PROMOTED], ids=["award", "grade"])


def said(certificate: Certificate) -> dict[str, Any]:
    return badge(certificate, ADDRESS, ZONE).to_vc()


def results(form: dict[str, Any]) -> dict[str, tuple[str, str]]:
    """What its results come to: end of the id → (type, value)."""
    subject = form["credentialSubject"]
    types = {each["id"]: each["resultType"] for each in subject["achievement"]["resultDescription"]}
    return {
        each["resultDescription"].partition("#")[2]: (types[each["resultDescription"]], each["value"])
        for each in subject["result"]
    }


@BOTH
def test_the_published_schemas_accept_it(certificate: Certificate) -> None:
    form = said(certificate)
    assert complaints(form) == []
    assert complaints(form["issuer"], PROFILE) == []


@BOTH
@pytest.mark.parametrize("member", ["validFrom", "issuer", "credentialSubject", "id", "type", "@context"])
def test_the_published_schema_refuses_it_without(certificate: Certificate, member: str) -> None:
    form = said(certificate)
    del form[member]
    assert complaints(form)


def test_an_award_says_place_total_and_honours() -> None:
    form = said(PLACED)
    assert form["credentialSubject"]["achievement"]["achievementType"] == "Award"
    assert results(form) == {
        "total": ("RawScore", "91.35"),
        "place": ("ext:Rank", "2"),
        "honour-1": ("ext:Honour", "二等奖 / Second prize"),
        "honour-2": ("ext:Honour", "技术能手 / Skilled hand"),
    }
    place = next(each for each in form["credentialSubject"]["achievement"]["resultDescription"] if "Max" in str(each))
    assert (place["valueMin"], place["valueMax"]) == ("1", "38")


def test_a_grade_says_the_level_lowest_first_and_rests_on_the_award() -> None:
    form = said(PROMOTED)
    subject = form["credentialSubject"]
    assert subject["achievement"]["achievementType"] == "Certification"
    assert subject["achievement"]["resultDescription"][0]["allowedValue"] == ["五级", "四级", "三级", "二级", "一级"]
    assert results(form) == {"level": ("PerformanceLevel", "三级")}
    assert form["name"] == "焊工 / Welder: 高级工（三级） / senior worker (level 3)"
    assert form["evidence"][0]["id"] == said(PLACED)["id"]
    assert subject["id"] == said(PLACED)["credentialSubject"]["id"], "both are about one person"


@BOTH
def test_it_names_number_occupation_policy_clauses_and_the_ledger(certificate: Certificate) -> None:
    form = said(certificate)
    subject = form["credentialSubject"]
    assert subject["licenseNumber"] == certificate.number
    assert subject["achievement"]["humanCode"] == "6-18-02-04"
    narrative = subject["achievement"]["criteria"]["narrative"]
    for text in ("晋升办法", "Promotion policy", certificate.policy, "第二名可晋升高级工", "《晋升办法》 2024-10-25"):
        assert text in narrative
    assert {each["genre"]: each["narrative"] for each in form["evidence"]} | {"Credential": ""} == {
        "Credential": "",
        "Ledger": certificate.position,
        "Decision": f"SHA-256 {certificate.award}",
        "Policy": f"SHA-256 {certificate.policy}",
    }
    assert form["issuer"]["id"] == "did:web:contest.example"
    assert form["issuer"]["name"] == "某市技能协会 / City Skills Association"


@BOTH
def test_days_begin_where_people_live(certificate: Certificate) -> None:
    form = badge(certificate, ADDRESS, ZONE).to_jwt_payload()
    assert form["validFrom"] == form["awardedDate"] == "2026-06-01T00:00:00+08:00"
    assert form["nbf"] == 1780243200
    assert form["credentialSubject"]["activityEndDate"] == "2026-05-18T00:00:00+08:00"


@BOTH
def test_the_number_of_her_paper_is_nowhere_and_can_be_checked_by_who_holds_it(certificate: Certificate) -> None:
    form = said(certificate)
    text = json.dumps(form, ensure_ascii=False)
    assert "11010519491231002" not in text and "1949" not in text
    name, paper = form["credentialSubject"]["identifier"]
    assert (name["identityHash"], name["hashed"]) == ("欧阳春晓 / Ouyang Chunxiao", False)
    assert (paper["identityType"], paper["hashed"]) == ("nationalIdentityNumber", True)
    assert paper["identityHash"] == identity_hash(" 11010519491231002X", paper["salt"])
    assert paper["identityHash"] != identity_hash("110105194912310021", paper["salt"])


def test_two_certificates_of_one_person_are_salted_apart() -> None:
    one, other = (said(each)["credentialSubject"]["identifier"][1] for each in (PLACED, PROMOTED))
    assert one["salt"] != other["salt"] and one["identityHash"] != other["identityHash"]


def test_an_index_beyond_the_first_list_stands_in_the_next() -> None:
    status = said(replace(PLACED, index=str(131_072 + 9)))["credentialStatus"]
    assert status["statusListCredential"] == f"{ADDRESS}/credentials/status/1"
    assert (status["statusListIndex"], status["statusPurpose"]) == ("9", "revocation")


def test_a_number_of_any_signs_makes_one_address() -> None:
    assert address_of(ADDRESS, "苏/2026 #1") == f"{ADDRESS}/credentials/%E8%8B%8F%2F2026%20%231"
    assert complaints(said(replace(PLACED, number="苏/2026 #1"))) == []


@pytest.mark.parametrize(
    "address", ["", "http://contest.example", "contest.example", "https://", "https://a@b.example"]
)
def test_without_an_address_there_is_no_issuer(address: str) -> None:
    with pytest.raises(AddressMissing):
        badge(PLACED, address, ZONE)


UNSAYABLE = [
    replace(PROMOTED, issued=""),
    replace(PROMOTED, index=""),
    replace(PROMOTED, index="-1"),
    replace(PROMOTED, grade=""),
    replace(PROMOTED, grade="special"),
]


@pytest.mark.parametrize("certificate", UNSAYABLE)
def test_what_cannot_be_said_is_refused(certificate: Certificate) -> None:
    with pytest.raises(ValueError):
        badge(certificate, ADDRESS, ZONE)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
NAMES = st.builds(Name, TEXTS, TEXTS)


@given(NAMES, TEXTS, TEXTS, TEXTS, st.sampled_from(["", "1", "38"]), st.sampled_from([PLACED, PROMOTED]))
def test_whatever_people_are_called_the_schema_accepts_it(
    names: Name, name: str, identity: str, number: str, figure: str, certificate: Certificate
) -> None:
    stated = replace(certificate, contest=names, issuer=names, name=name, identity=identity, number=number)
    stated = replace(stated, place=figure, total=figure, entrants=figure, occupation=figure, policy_name=names)
    assert complaints(said(stated)) == []

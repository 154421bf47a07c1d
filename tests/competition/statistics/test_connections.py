from __future__ import annotations

from competition.statistics.connections import Declared, connected

ENTRANTS = {
    "A1": {
        "name": "沈若兰",
        "name_en": "Shen Ruolan",
        "organisation": "江北船厂",
        "organisation_en": "Jiangbei Shipyard",
    },
    "A11": {"name": "何远", "name_en": "He Yuan", "organisation": "南岭公司", "organisation_en": ""},
}
SEALED = {"071": {"name": "071", "name_en": "", "organisation": "", "organisation_en": ""}}


def those(organisation: str, interests: str = "") -> frozenset[str]:
    return connected([Declared("J1", organisation, interests)], ENTRANTS).get("J1", frozenset())


def test_the_same_organisation_connects() -> None:
    assert those("江北船厂") == {"A1"} and those("Jiangbei Shipyard") == {"A1"}
    assert those(" 江北船厂 ") == {"A1"}
    assert those("江北") == frozenset() and those("") == frozenset()


def test_a_declaration_connects_by_id_name_or_organisation() -> None:
    assert those("", "A1 的同事") == {"A1"}
    assert those("", "与何远合作过") == {"A11"}
    assert those("", "Taught Shen Ruolan") == {"A1"}
    assert those("", "曾在南岭公司任职") == {"A11"}
    assert those("", "无") == frozenset()


def test_of_a_sealed_code_nothing_is_known() -> None:
    assert connected([Declared("J1", "", "071 号"), Declared("J2", "江北船厂", "")], SEALED) == {}

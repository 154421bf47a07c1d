"""`run.py venue` as the organiser's helper calls it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509

from competition.commands import init, venue
from competition.venue.authority import fingerprint


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(*arguments: str, answer: str = "") -> Result:
    return CliRunner().invoke(venue.command, list(arguments), input=answer)


def test_one_command_makes_all_and_says_the_fingerprint_where_to_go_and_what_to_print() -> None:
    result = said("--name", "localhost", "--address", "192.168.1.10")
    assert result.exit_code == 0, result.output
    own = x509.load_pem_x509_certificate(Path("venue/authority.pem").read_bytes())
    groups = fingerprint(own)
    for start in range(0, 16, 4):
        assert "    " + " ".join(groups[start : start + 4]) in result.output
    assert "New authority: Saiping hall authority" in result.output
    assert "https://192.168.1.10:8000" in result.output and "venue/sheet.zh.html" in result.output
    assert "run.py serve --venue venue" in result.output
    for sheet in ("sheet.zh.html", "sheet.en.html"):
        assert "".join(f"<li>{group}</li>" for group in groups) in Path("venue", sheet).read_text("utf-8")


def test_no_key_is_printed() -> None:
    shown = said("--address", "192.168.1.10").output + said("--address", "192.168.1.10", "--new-authority").output
    assert "PRIVATE" not in shown
    for path in Path("venue").glob("*.key"):
        secret = "".join(path.read_text().splitlines()[1:-1])
        assert secret and secret[:24] not in shown.replace("\n", "")


def test_again_it_keeps_the_authority_and_what_was_chosen() -> None:
    said("--address", "192.168.1.10", "--port", "8443", "--trust-port", "8081")
    before = Path("venue/authority.pem").read_bytes()
    result = said("--address", "192.168.1.11")
    assert "Authority, kept:" in result.output and "https://192.168.1.11:8443" in result.output
    assert Path("venue/authority.pem").read_bytes() == before
    assert json.loads(Path("venue/venue.json").read_text())["trust_port"] == 8081


def test_it_speaks_chinese_where_it_is_asked_to() -> None:
    assert "新建颁发机构" in said("--address", "192.168.1.10", "--lang", "zh").output


def test_without_a_word_it_finds_this_machine_itself() -> None:
    result = said()
    assert result.exit_code in (0, 1)
    assert re.search(r"https://\S+:8000|no-hosts", result.output)


def test_what_cannot_be_read_is_said_all_at_once_and_nothing_is_made() -> None:
    result = said("--name", "https://x", "--name", "赛评", "--address", "999.1.1.1", "--network", "x")
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.output.splitlines()[::2]] == ["bad-host"] * 3 + ["bad-network"]
    assert "“赛评”不是设备可用的名称或地址。" in result.output
    assert not Path("venue").exists()


def test_what_lies_outside_the_authority_is_refused_with_what_to_do() -> None:
    said("--address", "192.168.1.10")
    result = said("--address", "10.0.0.5")
    assert result.exit_code == 1 and "host-outside: 10.0.0.5" in result.output and "--new-authority" in result.output


def test_a_key_that_others_can_read_is_refused() -> None:
    said("--address", "192.168.1.10")
    Path("venue/authority.key").chmod(0o644)
    result = said("--address", "192.168.1.10")
    assert result.exit_code == 1 and "key-exposed" in result.output and "644" in result.output


def test_a_given_name_that_leads_nowhere_is_said() -> None:
    result = said("--name", "nowhere.invalid", "--address", "192.168.1.10")
    assert result.exit_code == 0 and "name-unheard: nowhere.invalid" in result.output


def test_the_wifis_password_is_asked_for_and_stands_nowhere() -> None:
    result = said("--address", "192.168.1.10", "--wifi", "Hall", answer="correct horse\n")
    assert result.exit_code == 0 and "correct" not in result.output
    assert all(b"correct" not in path.read_bytes() for path in Path("venue").iterdir())


def test_the_owners_link_leads_to_where_the_venue_will_be_served() -> None:
    said("--address", "192.168.1.10", "--port", "8443")
    first = CliRunner().invoke(init.command, ["--database", "contest.db", "--venue", "venue"])
    assert re.search(r"Owner: https://127\.0\.0\.1:8443/claim/\S+", first.output), first.output
    plain = CliRunner().invoke(init.command, ["--database", "contest.db"])
    assert "Owner: http://127.0.0.1:8000/claim/" in plain.output


@pytest.mark.parametrize(
    "arguments",
    [
        ("--days", "400"),
        ("--port", "8080"),
        ("--wifi", "Hall"),
        ("--wifi", "赛" * 11, "--wifi-open"),
    ],
)
def test_a_wrong_call_is_one(arguments: tuple[str, ...]) -> None:
    assert said("--address", "192.168.1.10", *arguments, answer="short\n").exit_code == 2
    assert not Path("venue").exists()

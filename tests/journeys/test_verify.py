"""An employer checks certificates: on a phone, by keys, by dropping files, and from a disk without network."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from competition.certificates.paper import Paper, press
from competition.credentials import keys as kept
from competition.credentials.keys import ES256, Keys
from competition.credentials.signing import sign
from competition.store.database import open_database
from scoring.nodes import Name
from tests.competition.credentials.diplomas import ADDRESS, PLACED, PROMOTED, ZONE
from tests.competition.verification.issued import Issuer
from tests.competition.verification.test_verifying import tampered
from tests.journeys.commands import run
from tests.journeys.conftest import PHONE, Server, Visitor, photograph
from tests.journeys.looks import DESK, sound, turned

LONG = replace(
    PLACED,
    name="买买提·艾力江",
    name_en="",
    contest=Name(
        "第十七届全国职业院校技能大赛暨云州市新职业技能竞赛总决赛",
        "Seventeenth National Vocational Skills Contest and Yunzhou New Occupations Final",
    ),
)


@dataclass
class Office:
    """Numbers and files of certificates by what became of them, and the server that answers."""

    server: Server
    numbers: dict[str, str]
    tokens: dict[str, str]
    folder: Path

    def file(self, name: str, token: str, *, pdf: bool) -> Path:
        """A file that somebody hands in."""
        path = self.folder / f"{name}.{'pdf' if pdf else 'jwt'}"
        paper = Paper(PROMOTED, f"{ADDRESS}/verify/{PROMOTED.number}", token.encode())
        path.write_bytes(press().one(paper) if pdf else token.encode())
        return path


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Certificates that are valid, revoked, replaced and of a long contest; and a kept number."""
    folder = tmp_path_factory.mktemp("verify")

    async def issued() -> tuple[dict[str, str], dict[str, str]]:
        with open_database(f"sqlite:///{folder / 'contest.db'}") as database:
            issuer, key = Issuer(database), await Keys(database).current(ES256)
            made = dict(zip(("revoked", "valid", "long"), await issuer.issue((PLACED, PROMOTED, LONG)), strict=True))
            await issuer.supersede(made["revoked"].number)
            stranger = kept.make(ES256, "2026-01-01T00:00:00Z")
            tokens = {name: sign(each, key, ADDRESS, ZONE) for name, each in made.items()}
            tokens["stranger"] = sign(PLACED, stranger, "https://elsewhere.example", ZONE)
            tokens["newer"] = sign(replace(PROMOTED, index="99"), key, ADDRESS, ZONE)
            numbers = {name: each.number for name, each in made.items()} | {"kept": issuer.numbers[-1]}
            await issuer.close()
            return numbers, tokens

    with ThreadPoolExecutor(1) as thread:  # whose loop is its own
        numbers, tokens = thread.submit(lambda: asyncio.run(issued())).result()
    (folder / "saiping.toml").write_text(
        f'address = "{ADDRESS}"\nlookups = "9999/minute"\nguesses = "9999/minute"\n', encoding="utf-8"
    )
    server = Server(folder, "serve", "--port", "0", "--database", "contest.db")
    yield Office(server, numbers, tokens, folder)
    server.stop()


def one_byte_off(token: str) -> str:
    """The token with one byte of what it says changed: issued a day later."""
    header, payload, signature = token.split(".")
    said = base64.urlsafe_b64decode(payload + "==").replace(b"2026-06-01T", b"2026-06-02T", 1)
    return f"{header}.{base64.urlsafe_b64encode(said).rstrip(b'=').decode()}.{signature}"


def everywhere(page: Page, name: str) -> None:
    """The page is sound on a phone and at a desk, by day and by night."""
    for size, label in ((PHONE, "phone"), (DESK, "desk")):
        for scheme in ("light", "dark"):
            turned(page, size, scheme)
            sound(page)
            photograph(page, f"verify-{name}-{label}-{scheme}")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_verdict_looks_right_on_every_screen(visit: Visitor, office: Office, lang: str) -> None:
    page = visit(lang, PHONE).page
    page.goto(f"{office.server.url}/verify")
    everywhere(page, f"ask-{lang}")
    for name, word in (
        ("valid", "有效 Valid"),
        ("revoked", "已撤销 Revoked"),
        ("kept", "无法确认 Unknown"),
        ("long", "有效 Valid"),
    ):
        page.goto(f"{office.server.url}/verify/{office.numbers[name]}")
        for part in word.split(" "):
            expect(page.get_by_role("heading", level=1)).to_contain_text(part)
        everywhere(page, f"{name}-{lang}")
    change = tampered(
        office.tokens["valid"], lambda said: said["issuer"].update(name="云州协会") or said.update(name="技师")
    )
    for name, token in (("altered", change), ("stranger", office.tokens["stranger"])):
        page.goto(f"{office.server.url}/verify")
        page.locator("#file").set_input_files(office.file(name, token, pdf=False))
        expect(page.locator(".verdict")).to_be_visible()
        everywhere(page, f"{name}-{lang}")


def test_an_employer_types_a_number_by_keys_alone_and_asks_about_a_name(visit: Visitor, office: Office) -> None:
    seen = visit("en", DESK)
    page = seen.page
    page.goto(f"{office.server.url}/verify")
    page.locator("#number").focus()
    page.keyboard.type(f" {office.numbers['valid'][:7].lower()} {office.numbers['valid'][7:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Valid")
    expect(page.get_by_text("欧＊＊＊")).to_be_visible()
    for name, said in (("ouyang chunxiao", "is the one on the certificate"), ("张三", "is not the one")):
        page.get_by_label("Is it this person's?").fill(name)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text(said)
    sound(page)
    photograph(page, "verify-named-desk-en")
    page.get_by_role("link", name="Check another").click()
    page.locator("#number").fill("?!")
    page.get_by_role("button", name="Check the number").click()
    expect(page.get_by_role("alert")).to_contain_text("no number of a certificate")
    sound(page)
    assert [each for each in seen.complaints if "422" not in each] == []


def test_a_file_that_is_dropped_is_checked_at_once(visit: Visitor, office: Office) -> None:
    page = visit("zh", DESK).page
    page.goto(f"{office.server.url}/verify")
    body = base64.b64encode(office.file("dropped", office.tokens["valid"], pdf=True).read_bytes()).decode()
    drop = """(body) => {
      const given = new DataTransfer();
      given.items.add(new File([Uint8Array.from(atob(body), (each) => each.charCodeAt(0))], 'c.pdf'));
      const drop = new DragEvent('drop', { dataTransfer: given, bubbles: true, cancelable: true });
      document.querySelector('[data-drop]').dispatchEvent(drop);
    }"""
    page.evaluate(drop, body)
    expect(page.get_by_role("heading", level=1)).to_contain_text("有效")
    expect(page.get_by_text("欧阳春晓 / Ouyang Chunxiao")).to_be_visible()
    sound(page)
    photograph(page, "verify-file-desk-zh")


def test_without_scripts_a_file_is_sent_by_its_button(visit: Visitor, office: Office) -> None:
    page = visit("en", PHONE, java_script_enabled=False).page
    page.goto(f"{office.server.url}/verify")
    page.locator("#file").set_input_files(office.file("plain", office.tokens["revoked"], pdf=True))
    page.get_by_role("button", name="Check the file").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Revoked")


def test_from_a_disk_without_network_files_are_valid_altered_or_revoked(
    visit: Visitor, office: Office, tmp_path: Path
) -> None:
    asked = visit("zh", DESK).page
    asked.goto(f"{office.server.url}/verify")
    with asked.expect_download() as taken:
        asked.get_by_role("link", name=re.compile("离线核验")).click()
    file = tmp_path / "saiping-verify.html"
    taken.value.save_as(file)

    seen = visit("zh", DESK, offline=True)
    page = seen.page
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    page.evaluate("fetch('http://127.0.0.1:9/').catch(() => {})")
    answer = page.locator("#answer")
    for name, token, pdf, said in (
        ("valid", office.tokens["valid"], True, "valid"),
        ("valid-jwt", office.tokens["valid"], False, "valid"),
        ("altered", one_byte_off(office.tokens["valid"]), True, "altered"),
        ("altered-jwt", one_byte_off(office.tokens["valid"]), False, "altered"),
        ("signature", office.tokens["valid"][:-4] + "AAAA", False, "altered"),
        ("revoked", office.tokens["revoked"], True, "revoked"),
        ("newer", office.tokens["newer"], False, "unknown"),
        ("stranger", office.tokens["stranger"], False, "unknown"),
        ("empty", "", True, "pdf"),
        ("garbage", "hello", False, "none"),
    ):
        page.locator("#file").set_input_files(office.file(name, token, pdf=pdf))
        expect(page.locator("#of")).to_have_text(f"{name}.{'pdf' if pdf else 'jwt'}")
        expect(answer).to_have_attribute("data-answer", said)
        if said in ("valid", "revoked", "unknown", "altered"):
            expect(page.locator(f".verdict.{said}")).to_be_visible()
            expect(page.locator(".verdict:visible")).to_have_count(1)
        assert page.locator("#facts").is_visible() == (said in ("valid", "revoked") or name == "newer"), name
        if name in ("valid", "altered", "revoked", "newer"):
            everywhere(page, f"offline-{name}-zh")
        assert ("欧阳春晓" in answer.inner_text()) == (said in ("valid", "revoked") or name == "newer"), name
    expect(page.locator(".made")).to_contain_text("house:")
    assert [each for each in requests if not each.startswith(("file:", "http://127.0.0.1:9"))] == []
    assert all("Content Security Policy" in each or "127.0.0.1:9" in each for each in seen.complaints), seen.complaints


def test_who_asks_too_often_reads_how_long_to_wait(visit: Visitor, tmp_path: Path) -> None:
    (tmp_path / "saiping.toml").write_text('guesses = "1/hour"\n', encoding="utf-8")
    run(tmp_path, "init", "--database", "contest.db")
    server = Server(tmp_path, "serve", "--port", "0", "--database", "contest.db")
    try:
        page = visit("zh", PHONE).page
        for _ in range(2):
            page.goto(f"{server.url}/verify/NONE-1")
        expect(page.get_by_role("heading", level=1)).to_contain_text("查询过于频繁")
        everywhere(page, "closed-zh")
    finally:
        server.stop()

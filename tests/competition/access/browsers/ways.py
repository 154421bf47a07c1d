"""What people do to come in: links, codes and forms."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import httpx

from tests.competition.venue import ROOT, url_of

EVENT, TRADE = "orchard", "grafting"
PASSWORD = "purple tractor piano"


def command(folder: Path, *arguments: str) -> str:
    """What `run.py` says, with the folder's database."""
    line = [sys.executable, str(ROOT / "run.py"), *arguments, "--database", url_of(folder)]
    return subprocess.run(line, cwd=folder, capture_output=True, text=True, check=True).stdout


def hold(folder: Path) -> None:
    """A contest whose trades are open."""
    command(folder, "init")
    command(folder, "import", str(ROOT / "tests" / "golden" / "orchard"), "--without-marks")


def leads(answer: httpx.Response) -> str:
    assert answer.status_code == 303, (answer.status_code, answer.text[:2000])
    return answer.headers["location"]


def new_login(name: str, **more: str) -> dict[str, str]:
    return {"way": "new", "login": name, "shown": name.title(), "password": PASSWORD, "again": PASSWORD} | more


def invited(organiser: httpx.Client, role: str, **more: str) -> tuple[str, str]:
    """(path of the link, code) of a new invitation."""
    answer = organiser.post(f"/office/{EVENT}/people/invitations", data={"role": role, "key": "k"} | more)
    assert answer.status_code == 200, answer.text[:2000]
    link, code = (
        re.search(r"(/invitations/[\w-]{20,})", answer.text),
        re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", answer.text),
    )
    assert link and code
    return link[1], code[0]

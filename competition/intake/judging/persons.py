"""Who the persons are: numbers of identity cards hold, agree with what stands beside them, and photos can be shown."""

from __future__ import annotations

from collections.abc import Mapping

from competition.intake.files.columns import PHOTO
from competition.intake.files.tables import Table
from competition.intake.files.texts import visible
from competition.intake.identity import CARD, masked, read_card
from competition.intake.judging.known import Known
from competition.intake.judging.references import Rows
from competition.intake.pictures import picture
from competition.intake.problems import Findings
from scoring.problems import Problem

_FORMS = {"png": "png", "jpg": "jpeg", "jpeg": "jpeg", "webp": "webp"}
"""Form of a photo by the end of its name."""


def judge(table: Table, files: Mapping[str, bytes], known: Known, findings: Findings) -> dict[str, bytes]:
    """The photos that persons are shown by, by path; every problem of them and of identities is said."""
    if not table.readable:
        return {path: content for path, content in files.items() if PHOTO.fullmatch(path)}
    rows, photos = Rows(table, known, findings), dict[str, bytes]()
    header = table.file.header
    for row in rows:
        each = dict(zip(header, row, strict=True))
        _identity(rows, each)
        path = each["photo"]
        if path in files and PHOTO.fullmatch(path):
            photos[path] = files[path]
        elif not findings.has(path):
            rows.fails("photo", "dangling-photo", path)
    for path, content in photos.items():
        if problem := _broken(path, content):
            findings.add(path, 0, "", problem.code, **problem.facts)
    return photos


def _identity(rows: Rows, each: Mapping[str, str]) -> None:
    paper, number = each["identity_type"], each["identity"]
    if number and not paper:
        rows.wrong("identity_type", "identity-without-type", value=visible(masked(number)))
    elif paper and not number:
        rows.wrong("identity", "empty-value", value="")
    if paper != CARD or not number or not rows.judged("identity"):
        return
    card = read_card(number)
    if card is None:
        rows.wrong("identity", "bad-identity", value=visible(masked(number)))
        return
    for column, said in card._asdict().items():
        if each[column] not in ("", said):
            rows.wrong(column, "identity-differs", value=visible(each[column]), said=said)


def _broken(path: str, content: bytes) -> Problem | None:
    found, form = picture(content), _FORMS[path.rpartition(".")[2]]
    if isinstance(found, Problem):
        return found
    if found.form != form:
        return Problem("bad-picture", "photo", {"reason": f"{found.form}, not {form}"})
    return None

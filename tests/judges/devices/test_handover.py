"""A sealed file of unsent marks: what it says, whose key opens it."""

from __future__ import annotations

import base64
import json
import os
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from judges.devices.handover import LARGEST, MOST, Exported, opened, read
from scoring.problems import Problem

MARK = {"key": "k1", "type": "mark", "entrant": "07", "phase": "final", "aspect": "A1", "value": "2"}


def new_key() -> str:
    return base64.b64encode(os.urandom(32)).decode()


def sealed(key: str, inside: Any, **more: Any) -> bytes:
    """A file as a tablet makes it."""
    iv = os.urandom(12)
    text = inside if isinstance(inside, bytes) else json.dumps(inside).encode()
    shut = AESGCM(base64.b64decode(key)).encrypt(iv, text, None)
    whose = {"saiping": "unsent", "event": "spring", "judge": "J1", "device": "d1"}
    coded = {"iv": base64.b64encode(iv).decode(), "sealed": base64.b64encode(shut).decode()}
    return json.dumps(whose | coded | more).encode()


def exported(file: bytes) -> Exported:
    found = read(file)
    assert isinstance(found, Exported), found
    return found


def test_what_was_sealed_with_the_devices_key_comes_out_in_its_order() -> None:
    key = new_key()
    marks = [MARK, MARK | {"key": "k2", "value": "3"}]
    file = exported(sealed(key, {"marks": marks}))
    assert (file.event, file.judge, file.device) == ("spring", "J1", "d1")
    assert opened(file, key) == marks


def test_every_device_has_a_key_of_its_own_and_no_other_opens_its_file() -> None:
    key = new_key()
    file = exported(sealed(key, {"marks": [MARK]}))
    for other in (new_key(), "", "no base64", "AAAA"):
        assert opened(file, other) == Problem("wrong-seal", "file", {"device": "d1"})


def test_a_changed_file_does_not_open() -> None:
    key = new_key()
    said = json.loads(sealed(key, {"marks": [MARK]}))
    shut = bytearray(base64.b64decode(said["sealed"]))
    shut[3] ^= 1
    said["sealed"] = base64.b64encode(shut).decode()
    assert opened(exported(json.dumps(said).encode()), key) == Problem("wrong-seal", "file", {"device": "d1"})


def test_a_file_in_clear_is_read_and_proves_nothing() -> None:
    said = {"saiping": "unsent-plain", "event": "spring", "judge": "J1", "device": "d1", "marks": [MARK]}
    file = exported(json.dumps(said).encode())
    assert (file.marks, file.sealed) == ((MARK,), b"")
    assert isinstance(opened(file, new_key()), Problem)


@pytest.mark.parametrize(
    "file",
    [
        b"",
        b"no json",
        b"[" * 5000,
        b"[]",
        b'{"saiping": "unsent"}',
        json.dumps({"saiping": "unsent", "event": "e", "judge": "j", "device": 1}).encode(),
        sealed(new_key(), {}, saiping="another"),
        sealed(new_key(), {}, iv="AAAA"),
        sealed(new_key(), {}, sealed=""),
        sealed(new_key(), {}, sealed="no base64"),
        sealed(new_key(), {}, sealed=7),
        json.dumps({"saiping": "unsent-plain", "event": "e", "judge": "j", "device": "d", "marks": 1}).encode(),
        b" " * (LARGEST + 1),
    ],
    ids=range(13),
)
def test_what_is_no_such_file_is_refused(file: bytes) -> None:
    assert read(file) == Problem("no-export", "file")


@pytest.mark.parametrize("inside", [b"no json", [], {"marks": 1}, {"marks": [MARK] * (MOST + 1)}], ids=range(4))
def test_what_was_sealed_and_is_no_list_of_marks_is_refused(inside: Any) -> None:
    key = new_key()
    assert opened(exported(sealed(key, inside)), key) == Problem("no-export", "file")

"""Hand-over: marks that a tablet could not send leave it in a sealed file, and come in at the office.

The file is JSON in UTF-8, named `saiping-{judge}-{time}.sealed.json`:

    {"saiping": "unsent", "event": id, "judge": id, "device": id, "iv": base64, "sealed": base64}

`sealed` is AES-256-GCM, as WebCrypto gives it (the tag of 16 bytes at the end, no additional data), under the device's
own key and an `iv` of 12 random bytes, new for every file, of the UTF-8 JSON

    {"marks": [entry, ...]}

whose entries are what `POST /api/marks` takes, marks and signatures, all that the tablet shows as not sent or not
settled, in the order in which they were given, each under the key that the tablet keeps it by: what reached the server
after all is known there, and counted once. Of several marks of one cell each is an entry; a later one names the key of
the one before it in `after`, and its `supersedes` counts only where that one became no line. Base64 is the standard
one, padded. The key (32 bytes, base64) is `seal` of `GET /api/events/{event}/judge/device`; the page keeps it while it
has network, since it is needed when there is none.

A page without a secure context has no WebCrypto. It writes what it has in clear:

    {"saiping": "unsent-plain", "event": id, "judge": id, "device": id, "marks": [entry, ...]}

Anybody may have written that: the office's page shows it, to be typed in like a paper sheet, and records nothing of it.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from scoring.problems import Problem

SEALED: Final = "unsent"
PLAIN: Final = "unsent-plain"
LARGEST: Final = 4 * 1024 * 1024
"""Bytes of a file."""

MOST: Final = 5_000
"""Entries of a file."""

IV_BYTES: Final = 12
_IDS: Final = ("event", "judge", "device")


@dataclass(frozen=True, slots=True)
class Exported:
    """A file as it says it is, which proves nothing yet. marks: entries of one in clear, () while it is sealed."""

    event: str
    judge: str
    device: str
    iv: bytes = b""
    sealed: bytes = b""
    marks: tuple[Any, ...] = ()


def read(file: bytes) -> Exported | Problem:
    """What the file says, or that it is none of ours."""
    found = _json(file[: LARGEST + 1]) if len(file) <= LARGEST else None
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in _IDS):
        return Problem("no-export", "file")
    event, judge, device = (found[name] for name in _IDS)
    if found.get("saiping") == PLAIN and isinstance(found.get("marks"), list):
        return Exported(event, judge, device, marks=tuple(found["marks"][:MOST]))
    iv, sealed = _bytes(found.get("iv")), _bytes(found.get("sealed"))
    if found.get("saiping") != SEALED or len(iv) != IV_BYTES or not sealed:
        return Problem("no-export", "file")
    return Exported(event, judge, device, iv=iv, sealed=sealed)


def opened(exported: Exported, key: str) -> list[Any] | Problem:
    """The entries that were sealed with the device's key; or that they were not, or not of that shape."""
    try:
        text = AESGCM(_bytes(key)).decrypt(exported.iv, exported.sealed, None)
    except (InvalidTag, ValueError):
        return Problem("wrong-seal", "file", {"device": exported.device})
    inside = _json(text)
    marks = inside.get("marks") if isinstance(inside, dict) else None
    return marks if isinstance(marks, list) and len(marks) <= MOST else Problem("no-export", "file")


def _json(text: bytes) -> Any:
    """The value, None where it is no JSON, or nested too deep."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _bytes(text: Any) -> bytes:
    """What base64 says, nothing where it says none."""
    try:
        return base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        return b""

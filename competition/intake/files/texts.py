"""Bytes → text: UTF-8 with or without BOM, else GB18030, strictly; and which characters a text may hold."""

from __future__ import annotations

import re

_BOM = "\ufeff"
_UNSEEN = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff"

UNSEEN = re.compile(f"[{_UNSEEN}]")
"""What no text may hold: control characters, NUL, and marks that hide or turn around what is seen."""

UNSEEN_IN_LINE = re.compile(f"[{_UNSEEN}\t\n\r]")
"""The same for a value that stands on one line."""

LONGEST = 2000
"""Characters of one value."""


def decoded(content: bytes, encodings: tuple[str, ...] = ("utf-8", "gb18030")) -> str | None:
    """The text without BOM, or None where the bytes are no text in any of the encodings."""
    for encoding in encodings:
        try:
            return content.decode(encoding, "strict").removeprefix(_BOM)
        except UnicodeError:
            continue
    return None


def visible(text: str) -> str:
    """A text short and plain enough to stand in a message: unseen characters as `\\u200b`, cut at 80."""
    cut = text if len(text) <= 80 else text[:79] + "…"
    return UNSEEN_IN_LINE.sub(lambda found: f"\\u{ord(found.group()):04x}", cut)

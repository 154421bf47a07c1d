"""One file that checks credentials on a disk without network: our keys and what was revoked are in it, dated.

It is made of the same style as our pages and of one script, `templates/verification/offline.js`, which is held to what
`competition.credentials.checking` decides. Nothing in it is loaded from anywhere; its policy forbids the attempt.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, tzinfo
from typing import Any

from markupsafe import Markup

from competition import pages
from competition.credentials.keys import ES256
from competition.credentials.places import BITS
from competition.static import STATIC
from competition.verification.verifying import Verifying
from competition.words import TEMPLATES


class Offline:
    """Makes the file."""

    def __init__(self, verifying: Verifying) -> None:
        self._verifying = verifying
        self._made: dict[str, tuple[object, str]] = {}

    async def page(self, lang: str, local: tzinfo) -> str | None:
        """The file, its words led by a language; None where there is no address, and nothing is signed. Raises
        StoreFailed."""
        if not self._verifying.issuer:
            return None
        position, count, revoked = await self._verifying.lookup.position()
        keys = [
            {"id": each.id, "jwk": dict(each.jwk), "counts": each.counts}
            for each in await self._verifying.keys()
            if each.algorithm == ES256
        ]
        asked = (position, json.dumps(keys), datetime.now(UTC).astimezone(local).strftime("%Y-%m-%d %H:%M"))
        known = self._made.get(lang)
        if known is None or known[0] != asked:
            data = {"issuer": self._verifying.issuer, "keys": keys, "bits": BITS, "count": count, "revoked": revoked}
            self._made[lang] = known = (asked, _rendered(lang, data, position, asked[2]))
        return known[1]


def _rendered(lang: str, data: dict[str, Any], position: str, at: str) -> str:
    script = (TEMPLATES / "verification" / "offline.js").read_text("utf-8")
    style = "\n".join((STATIC / name).read_text("utf-8") for name in ("saiping.css", "verify.css"))
    said = json.dumps(data, separators=(",", ":")).replace("<", "\\u003c")
    return pages.rendered(
        "verification/offline.html",
        lang,
        style=Markup(style),
        script=Markup(script),
        data=Markup(said),
        policy=f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; base-uri 'none'",
        issuer=data["issuer"],
        many=(data["count"], len(data["revoked"])),
        position=position,
        at=at,
    )


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

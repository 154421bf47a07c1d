"""The JSON schemas that 1EdTech publishes for Open Badges 3.0."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator

FOLDER = Path(__file__).with_name("published")
CREDENTIAL, PROFILE = "ob_v3p0_achievementcredential_schema.json", "ob_v3p0_profile_schema.json"


@cache
def validator(name: str) -> Draft201909Validator:
    """The schema, once it is seen to be what README.md says that it is."""
    text = (FOLDER / name).read_bytes()
    stated = re.search(rf"`{re.escape(name)}` \| `([0-9a-f]{{64}})`", (FOLDER / "README.md").read_text("utf-8"))
    assert stated and hashlib.sha256(text).hexdigest() == stated[1], name
    return Draft201909Validator(json.loads(text))


def complaints(form: Mapping[str, Any], name: str = CREDENTIAL) -> list[str]:
    """What the schema says against the document, "where: what"; nothing where it is valid."""
    found = validator(name).iter_errors(form)
    return sorted(f"{'/'.join(map(str, each.absolute_path))}: {each.message}" for each in found)

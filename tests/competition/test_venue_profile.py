"""The profile that an iPad installs."""

from __future__ import annotations

import plistlib

from cryptography.hazmat.primitives.serialization import Encoding

from competition.venue.authority import title
from competition.venue.profile import profile
from tests.competition.halls import founded


def test_the_profile_holds_the_certificate_and_nothing_else() -> None:
    own = founded().certificate
    read = plistlib.loads(profile(own, "For the hall."))
    assert read["PayloadType"] == "Configuration" and read["PayloadDescription"] == "For the hall."
    assert read["PayloadRemovalDisallowed"] is False
    (content,) = read["PayloadContent"]
    assert content["PayloadType"] == "com.apple.security.root"
    assert content["PayloadContent"] == own.public_bytes(Encoding.DER)
    assert content["PayloadDisplayName"] == read["PayloadDisplayName"] == title(own)


def test_installing_it_again_replaces_it_and_another_authoritys_stands_beside_it() -> None:
    own, other = founded().certificate, founded().certificate
    one, again, third = (plistlib.loads(profile(each, "")) for each in (own, own, other))
    assert one == again
    marks = {each[key] for each in (one, third, *one["PayloadContent"]) for key in ("PayloadUUID", "PayloadIdentifier")}
    assert len(marks) == 6

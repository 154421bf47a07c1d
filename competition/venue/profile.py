"""Apple's configuration profile that brings an authority's certificate to an iPad, iPhone or Mac.

One payload of type `com.apple.security.root` (Apple, Device Management: CertificateRoot). Its identifiers follow from
the certificate, so that installing it again replaces it.
"""

from __future__ import annotations

import plistlib
import uuid

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from competition.venue.authority import ORGANISATION, fingerprint, title

MEDIA_TYPE = "application/x-apple-aspen-config"

_SPACE = uuid.UUID("6f3b0c2a-9d51-5c38-8a67-3f1d6b1c2e90")
"""Names within it are fingerprints (RFC 9562, version 5)."""


def profile(certificate: x509.Certificate, about: str) -> bytes:
    """The profile as an XML property list. about: what the device says it is for."""
    name, mark = title(certificate), "".join(fingerprint(certificate))
    identifier = f"saiping.hall.{mark[:16].lower()}"
    content = {
        "PayloadType": "com.apple.security.root",
        "PayloadVersion": 1,
        "PayloadIdentifier": f"{identifier}.authority",
        "PayloadUUID": str(uuid.uuid5(_SPACE, f"{mark} authority")).upper(),
        "PayloadDisplayName": name,
        "PayloadCertificateFileName": "authority.crt",
        "PayloadContent": certificate.public_bytes(Encoding.DER),
    }
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": identifier,
            "PayloadUUID": str(uuid.uuid5(_SPACE, mark)).upper(),
            "PayloadDisplayName": name,
            "PayloadDescription": about,
            "PayloadOrganization": ORGANISATION,
            "PayloadRemovalDisallowed": False,
            "PayloadContent": [content],
        }
    )

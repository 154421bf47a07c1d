"""What differs between a credential as it was handed in and as it was issued, in the words of a certificate.

What stands in the one handed in is somebody's claim: it is cut to what can be shown, and trusted with nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

MOST_CHARACTERS: Final = 120
MOST_VALUES: Final = 5000

_PLACES: Final = (
    ("number", "credentialSubject.licenseNumber"),
    ("name", "credentialSubject.identifier.0.identityHash"),
    ("kind", "credentialSubject.achievement.achievementType"),
    ("grade", "credentialSubject.achievement.name"),
    ("occupation", "credentialSubject.achievement.humanCode"),
    ("contest", "credentialSubject.achievement.description"),
    ("result", "credentialSubject.result"),
    ("issuer", "issuer"),
    ("issued", "awardedDate"),
)
"""What a reader calls it, and where it stands, the first that fits; the rest has no name."""

_SAME: Final = {
    "id": "number",
    "jti": "number",
    "name": "grade",
    "iss": "issuer",
    "validFrom": "issued",
    "nbf": "issued",
}
"""Members that repeat what stands elsewhere."""

OTHER: Final = "other"
_UNSHOWN: Final = frozenset({"name", "result", OTHER})
"""Of these it is told that they differ, and nothing else."""

_ABSENT: Final = object()


class Difference(NamedTuple):
    """field: `number`, `name`, `kind`, `grade`, `occupation`, `contest`, `result`, `issuer`, `issued` or `other`.
    stated: in the file, issued: by the issuer, both "" where they are not to be shown or are not one text."""

    field: str
    stated: str
    issued: str


def differences(stated: Mapping[str, Any], issued: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What differs, each field once, in the order in which a certificate has them."""
    before, after = _flat(stated), _flat(issued)
    found: dict[str, Difference] = {}
    for place in sorted(before.keys() | after.keys()):
        stands, stood = before.get(place, _ABSENT), after.get(place, _ABSENT)
        if type(stands) is type(stood) and stands == stood:
            continue
        field = _field(place)
        known = found.get(field)
        if known is None or not (known.stated or known.issued):
            shown = field not in _UNSHOWN
            texts = (_shown(stands), _shown(stood)) if shown else ("", "")
            found[field] = Difference(field, *texts)
    order = [field for field, _ in _PLACES] + [OTHER]
    return tuple(sorted(found.values(), key=lambda each: order.index(each.field)))


def text_at(value: Mapping[str, Any], path: str) -> str:
    """The text at a path such as `credentialSubject.identifier.0.identityHash`, "" where none is."""
    found: Any = value
    for part in path.split("."):
        if isinstance(found, list):
            found = found[int(part)] if part.isdecimal() and int(part) < len(found) else None
        else:
            found = found.get(part) if isinstance(found, Mapping) else None
    return found if isinstance(found, str) else ""


def number_in(payload: Mapping[str, Any]) -> str:
    """The certificate's number that a credential states, "" for none."""
    return text_at(payload, "credentialSubject.licenseNumber") or text_at(payload, "id").rpartition("/")[2]


def name_in(payload: Mapping[str, Any]) -> str:
    """The person's name that a credential states, "" for none."""
    return text_at(payload, "credentialSubject.identifier.0.identityHash")


def _field(place: str) -> str:
    if place in _SAME:
        return _SAME[place]
    for field, prefix in _PLACES:
        if place == prefix or place.startswith(f"{prefix}."):
            return field
    return OTHER


def _shown(value: object) -> str:
    """A text, or nothing: numbers and lists say nothing to a reader."""
    return value[:MOST_CHARACTERS] if isinstance(value, str) else ""


def _flat(value: Mapping[str, Any]) -> dict[str, object]:
    """Every value that is no list and no object, by its path; of what is larger than any credential the beginning."""
    found: dict[str, object] = {}
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting and len(found) < MOST_VALUES:
        at, each = waiting.pop()
        inner: list[tuple[str, object]] = []
        if isinstance(each, Mapping):
            inner = [(str(name), below) for name, below in each.items()]
        elif isinstance(each, list):
            inner = [(str(number), below) for number, below in enumerate(each)]
        if inner:
            waiting += [(f"{at}.{name}" if at else name, below) for name, below in inner]
        else:
            found[at] = repr(each) if isinstance(each, Mapping | list) else each
    return found

"""Parts of which descriptions of operations are made, as OpenAPI 3.1 has them."""

from __future__ import annotations

from typing import Any, Final

from pydantic import TypeAdapter

from competition.door.door import LARGEST_BODY

REFUSALS: Final = {
    "400": "No JSON object of this shape",
    "401": "No token, or one that is nobody's",
    "403": "Another's event or role",
    "404": "No such event",
    "408": "The body did not come",
    "413": f"The body is larger than {LARGEST_BODY} bytes",
    "429": "Too many requests; Retry-After says when",
    "503": "The store failed and nothing was changed",
}
"""What each status of an answer that refuses means."""


def refused(*statuses: str) -> dict[str, Any]:
    """Answers that refuse, by status."""
    return {status: answered(REFUSALS[status], ref("Problems")) for status in statuses}


def answered(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    """An answer in JSON."""
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def ref(model: str) -> dict[str, Any]:
    """A model among the document's schemas."""
    return {"$ref": f"#/components/schemas/{model}"}


def in_path(name: str, kind: Any) -> dict[str, Any]:
    """A parameter of the path, of a type that pydantic reads."""
    return {"name": name, "in": "path", "required": True, "schema": TypeAdapter(kind).json_schema()}


def in_query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    """A parameter that may be asked with."""
    return {"name": name, "in": "query", "schema": schema}

"""The published schemas are valid, complete, and those of what the door reads."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.routing import Route

from competition.door import door, entries, feeds, openapi, steps
from competition.door.openapi import Facts, Marks, document
from competition.live import chain, feed
from competition.live import sockets as live
from competition.verification import programs


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        own = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return own.union(*map(references, value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_leads_somewhere() -> None:
    schemas = document()["components"]["schemas"]
    assert {f"#/components/schemas/{name}" for name in schemas} >= references(document())


def test_every_programs_route_is_described_with_its_methods() -> None:
    kinds = (door.Door, live.Live, feed.Feed, chain.Chain, programs.Programs)
    made = [route for kind in kinds for route in kind.routes(_without_edges(kind))]
    routes = {route.path: route.methods for route in made if isinstance(route, Route)}
    paths = document()["paths"]
    assert set(paths) == set(routes)
    for path, methods in routes.items():
        assert {name.upper() for name in paths[path]} == (methods or set()) - {"HEAD"}


def _without_edges(kind: type[Any]) -> Any:
    return object.__new__(kind)


def test_operations_have_names_of_their_own_and_a_way_in_where_one_is_needed() -> None:
    operations = [each for path in document()["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    for each in operations:
        if "requestBody" in each:
            assert each["security"] == [{"token": []}] and each["requestBody"]["required"]
            assert {"200", "400", "401", "403", "413", "429", "503"} <= set(each["responses"])


@pytest.mark.parametrize(("model", "kinds"), [(Marks, entries.JUDGES), (Facts, steps.FACTS)])
def test_the_schema_of_a_body_is_of_what_the_door_reads(model: Any, kinds: Any) -> None:
    variants = set(kinds.json_schema()["discriminator"]["mapping"])
    published = openapi.document()["components"]["schemas"][model.__name__]["properties"]["entries"]
    assert set(published["items"]["discriminator"]["mapping"]) == variants
    assert published["maxItems"] == door.MOST_ENTRIES


def test_what_the_schema_allows_the_door_can_read() -> None:
    mark = {"type": "mark", "key": "k", "entrant": "E1", "phase": "p", "aspect": "a", "value": "8"}
    assert Marks.model_validate({"event": "e", "entries": [mark]}).entries[0] == entries.read(entries.JUDGES, mark)
    with pytest.raises(ValidationError):
        Marks.model_validate({"event": "e", "entries": [mark | {"more": 1}]})


@pytest.mark.parametrize(("resource", "messages"), [("boards/{board}/feed", feeds.BOARD), ("lines", feeds.LEDGER)])
def test_the_example_of_a_stream_has_each_kind_of_line_as_the_schemas_say(resource: str, messages: Any) -> None:
    answer = document()["paths"][f"/api/events/{{event}}/{resource}"]["get"]["responses"]["200"]
    content = answer["content"]["application/x-ndjson"]
    said = [json.loads(line) for line in content["example"].splitlines()]
    assert said == [json.loads(message.text) for message in messages]
    models = [getattr(openapi, name, None) or getattr(feeds, name) for name in _names(content["x-line"])]
    kinds = {model.model_fields["type"].annotation.__args__[0]: model for model in models}
    assert set(kinds) == {each["type"] for each in said}
    for each in said:
        model = kinds[each["type"]]
        assert set(each) == set(model.model_validate(each).model_dump(by_alias=True, exclude_unset=True))


def _names(schema: Any) -> list[str]:
    return [each["$ref"].rpartition("/")[2] for each in schema["oneOf"]]

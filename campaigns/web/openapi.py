"""The page's addresses for machines: OpenAPI 3.1, made from the routes and what they say they take.

It is what the tests ask the page with; whoever writes a script for the page reads it at
`/openapi.json` once logged in.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from campaigns.config.software_versions import versions
from campaigns.web.forms.fields import (
    SEEN_OF,
    EndpointDescription,
    Field,
    FieldKind,
    about,
    fields_of,
)
from campaigns.web.request_context import Services, house_of, session_of

_KINDS: dict[FieldKind, dict[str, Any]] = {
    FieldKind.TEXT: {"type": "string"},
    FieldKind.NUMBER: {"type": "number"},
    FieldKind.WHOLE: {"type": "integer"},
    FieldKind.TICK: {"type": "string", "enum": ["yes"]},
    FieldKind.FILE: {"type": "string", "format": "binary"},
}
_DONE = {
    303: "done; the page to look at",
    413: "too large",
    503: "the memory cannot be used: what it says was not done",
}
_SEEN = {200: "the page or picture", 303: "look there instead"}
_REFUSED = {
    400: "makes no sense",
    401: "log in first",
    403: "forged, or not your role",
    404: "not there",
    409: "too late or too early",
    421: "not this page's name",
    429: "too often",
}
_PARAMETER = re.compile(r"\{(\w+)(?::(\w+))?\}")


async def openapi(request: Request) -> Response:
    """The description of this very page."""
    session_of(request)
    return JSONResponse(description(request.app.routes, house_of(request)))


def description(routes: Sequence[BaseRoute], services: Services) -> dict[str, Any]:
    """All addresses, what they take and who may ask.

    Args:
        routes: Of the application.
        services: Whose campaigns name the values that forms have.
    """
    values = sorted(
        {name for one in services.open_campaigns.all for name in one.settings.value_names}
    )
    slugs = [campaign.slug for campaign in services.open_campaigns.all]
    paths: dict[str, Any] = {}
    for route in routes:
        if isinstance(route, Route):
            said = about(route.endpoint) or EndpointDescription(
                route.name, fields_of(route.endpoint)
            )
            one = paths.setdefault(_PARAMETER.sub(r"{\1}", route.path), {})
            method = "post" if "POST" in (route.methods or ()) else "get"
            one[method] = _operation(route.path, method, said, (values, slugs))
    return {
        "openapi": "3.1.0",
        "info": {"title": "Copress: the page", "version": versions()["copress"]},
        "paths": paths,
        "components": {
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": services.cookie},
            }
        },
        "security": [{"session": []}],
    }


def _operation(
    path: str, method: str, said: EndpointDescription, known: tuple[Sequence[str], Sequence[str]]
) -> dict[str, Any]:
    values, slugs = known
    parameters = [_of_path(name, kind, slugs) for name, kind in _PARAMETER.findall(path)]
    answers = {**(_DONE if method == "post" else _SEEN), **_REFUSED}
    operation: dict[str, Any] = {
        "summary": said.what,
        "description": f"Role: {said.role.word}.",
        "parameters": parameters,
        "responses": {str(code): {"description": words} for code, words in answers.items()},
    }
    if method == "post":
        operation["requestBody"] = _body(said.fields, values)
    else:
        parameters += [
            {"name": name, "in": "query", "schema": schema}
            for name, schema in _properties(said.fields, values).items()
        ]
    return operation


def _of_path(name: str, kind: str, slugs: Collection[str]) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer", "minimum": 0} if kind == "int" else {}
    schema = schema or {"type": "string", "minLength": 1}
    if name == "slug":
        schema = {"type": "string", "enum": list(slugs)}
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _body(fields: Sequence[Field], values: Sequence[str]) -> dict[str, Any]:
    properties = {"csrf": {"type": "string"}, **_properties(fields, values)}
    required = ["csrf", *(field.name for field in fields if field.required)]
    whole = {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }
    sent = any(field.kind is FieldKind.FILE for field in fields)
    media = "multipart/form-data" if sent else "application/x-www-form-urlencoded"
    return {"required": True, "content": {media: {"schema": whole}}}


def _properties(fields: Sequence[Field], values: Sequence[str]) -> dict[str, Any]:
    """Schemas by name; a family has one for each value, or for the first trials."""
    found: dict[str, Any] = {}
    for field in fields:
        schema = dict(_KINDS[field.kind])
        if field.choices:
            schema["enum"] = list(field.choices)
        elif field.kind is FieldKind.TEXT:
            schema["maxLength"] = field.longest
        members = ("1", "2") if field is SEEN_OF else values
        family = field.name.endswith(".")
        names = [f"{field.name}{one}" for one in members] if family else [field.name]
        found |= dict.fromkeys(names, schema)
    return found

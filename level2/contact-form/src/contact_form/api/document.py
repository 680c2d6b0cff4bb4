"""The OpenAPI document, made of the schemas that the views use."""

from typing import Any

from pydantic.json_schema import models_json_schema

from contact_form.api.schemas import Accepted, NewMessage, Problem

JSON = dict[str, Any]


def describe() -> JSON:
    """Return the document."""
    _, schemas = models_json_schema(
        [(NewMessage, "validation"), (Accepted, "serialization"), (Problem, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Contact Form API", "version": "1"},
        "paths": {
            "/api/messages": {"post": _post_message()},
            "/api/openapi.json": {"get": _get_document()},
        },
        "components": {"schemas": schemas["$defs"]},
    }


def _post_message() -> JSON:
    return {
        "operationId": "post_message",
        "summary": "Send a message",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "description": "Choose one for each message, and send it again with each retry: "
                "the message is stored once.",
                "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{16,64}$"},
                "example": "0f8a52d6-6a0b-4a39-9f0e-3f1d5d0c7a11",
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _ref("NewMessage")}},
        },
        "responses": {
            "201": _answer("Stored, and soon mailed", "Accepted"),
            "200": _answer("Was stored before, under the same key", "Accepted"),
            "400": _problem("No JSON, or a key that is none"),
            "409": _problem("The key was used for another message"),
            "413": _problem("Larger than 64 KB"),
            "415": _problem("Not sent as application/json"),
            "422": _problem("A field is missing or wrong"),
            "429": _problem("Too many messages; Retry-After says when to come back", retry=True),
            "503": _problem("The database is away; nothing was stored", retry=True),
        },
    }


def _get_document() -> JSON:
    return {
        "operationId": "get_document",
        "summary": "Read this document",
        "responses": {
            "200": {
                "description": "An OpenAPI document",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _ref(schema: str) -> JSON:
    return {"$ref": f"#/components/schemas/{schema}"}


def _answer(description: str, schema: str) -> JSON:
    return {"description": description, "content": {"application/json": {"schema": _ref(schema)}}}


def _problem(description: str, *, retry: bool = False) -> JSON:
    answer: JSON = {
        "description": description,
        "content": {"application/problem+json": {"schema": _ref("Problem")}},
    }
    if retry:
        answer["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
    return answer

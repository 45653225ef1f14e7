"""The JSON Schema of a posture as JSON."""

from __future__ import annotations

import json

from guardrails.described import schema_of
from guardrails.organization.form import PostureForm


def posture_schema() -> str:
    """Render the schema; the same form gives the same bytes."""
    schema = schema_of(PostureForm, "serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"

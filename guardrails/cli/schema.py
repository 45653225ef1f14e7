"""`schema`: print the JSON Schema of what people type and tools read."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class Subject(StrEnum):
    """The files that have a schema."""

    BASELINE = "baseline"
    POSTURE = "posture"
    CAPTURE = "capture"


def schema(
    subject: Annotated[Subject, typer.Argument(help="The subject of the schema.")] = Subject.BASELINE,
) -> None:
    """Print the JSON Schema of baseline.yaml, for editors, or of a posture or capture, for other tools."""
    from guardrails.baseline.schema import baseline_schema
    from guardrails.capture.file import capture_schema
    from guardrails.posture.interchange.schema import posture_schema

    schemas = {
        Subject.BASELINE: baseline_schema,
        Subject.POSTURE: posture_schema,
        Subject.CAPTURE: capture_schema,
    }
    typer.echo(schemas[subject](), nl=False)

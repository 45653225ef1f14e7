"""A capture as JSON text: read, written, and its schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from guardrails.capture.model import FORMAT, Capture
from guardrails.capture.sound import unsound
from guardrails.described import schema_of
from guardrails.errors import Finding, InputError, Location
from guardrails.marked import field_name

_REMEDY = "write it with `python -m guardrails capture --out FILE`"


def to_json(capture: Capture) -> str:
    """Render a capture; the same capture gives the same bytes."""
    return capture.model_dump_json(indent=1) + "\n"


def load_capture(path: Path) -> Capture:
    """Read a capture from its file.

    Raises:
        InputError: with everything that is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no UTF-8 text"
        raise InputError([Finding(Location(str(path)), "", f"can't be read: {reason}", _REMEDY)]) from None
    return from_json(text, str(path))


def from_json(text: str, file: str) -> Capture:
    """Read a capture from its text.

    Raises:
        InputError: with everything that is wrong with it.
    """
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        place = Location(file, error.lineno, error.colno)
        raise InputError([Finding(place, "", f"this is not JSON: {error.msg}", _REMEDY)]) from None
    except RecursionError:
        raise InputError([Finding(Location(file), "", "this nests too deep", _REMEDY)]) from None
    if not is_capture(data):
        problem = f"this is no capture: its format is not {FORMAT}"
        if claims_capture(data):
            problem = f"this is no capture of this version: its format is {data['format']}, not {FORMAT}"
        raise InputError([Finding(Location(file), "format", problem, _REMEDY)])
    try:
        capture = Capture.model_validate(data)
    except ValidationError as error:
        raise InputError(
            Finding(Location(file), field_name(detail["loc"]), detail["msg"], _REMEDY)
            for detail in error.errors(include_url=False)
        ) from None
    findings = [Finding(Location(file), field, problem, _REMEDY) for field, problem in unsound(data)]
    if findings:
        raise InputError(findings)
    return capture


def is_capture(data: Any) -> bool:
    """Return whether decoded JSON says that it is a capture of this version."""
    return isinstance(data, dict) and data.get("format") == FORMAT


def claims_capture(data: Any) -> bool:
    """Return whether decoded JSON says that it is a capture, of whatever version."""
    return isinstance(data, dict) and str(data.get("format", "")).startswith(FORMAT.rpartition("/")[0] + "/")


def capture_schema() -> str:
    """Render the JSON Schema; the same model gives the same bytes."""
    schema = schema_of(Capture, "serialization")
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=2) + "\n"

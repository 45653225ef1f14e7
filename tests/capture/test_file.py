"""A capture as a file: written, read, refused with the place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from guardrails.capture import load_capture, to_json
from guardrails.capture.file import capture_schema, from_json
from guardrails.errors import InputError
from tests.capture.captures import account, captured, denial, policy

SCHEMA = Path(__file__).parents[2] / "docs" / "capture.schema.json"


def test_reading_gives_back_what_was_written(tmp_path: Path) -> None:
    """The same capture gives the same bytes."""
    capture = captured(account("222222222222", "shop"), policies=(policy("Own", denial("s3:*"), "r-ab12"),))
    path = tmp_path / "capture.json"
    path.write_text(to_json(capture), encoding="utf-8")
    assert load_capture(path) == capture
    assert to_json(load_capture(path)) == to_json(capture)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("{", "capture.json:1:2: this is not JSON"),
        ("[]", "capture.json format: this is no capture"),
        ('{"format": "guardrails-capture/9"}', "capture.json format: this is no capture"),
        ('{"format": "guardrails-capture/1"}', "capture.json home_region: Field required"),
    ],
)
def test_what_is_no_capture_is_refused_with_its_place(text: str, start: str) -> None:
    """The remedy is the command that writes one."""
    with pytest.raises(InputError) as caught:
        from_json(text, "capture.json")
    assert str(caught.value).startswith(start)
    assert "`python -m guardrails capture --out FILE`" in str(caught.value)


def test_a_field_of_another_version_is_refused() -> None:
    """Nothing is read as something else."""
    data = json.loads(to_json(captured()))
    data["organization"]["mood"] = "good"
    with pytest.raises(InputError, match=r"organization\.mood: Extra inputs are not permitted"):
        from_json(json.dumps(data), "capture.json")


def test_the_schema_is_written() -> None:
    """A stale one is written anew by `make generate`."""
    assert SCHEMA.read_text(encoding="utf-8") == capture_schema(), "run `make generate`"

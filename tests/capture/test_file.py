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
        (
            '{"format": "guardrails-capture/9"}',
            "capture.json format: this is no capture of this version: its format is guardrails-capture/9",
        ),
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


def _with_instance(**more: object) -> dict[str, object]:
    permission_set = {"arn": "arn:aws:sso:::permissionSet/ssoins-1/ps-1", **more}
    instance = {"arn": "arn:aws:sso:::instance/ssoins-1", "identity_store": "d-1", "owner": "111111111111"}
    return {"instances": [{**instance, "permission_sets": [permission_set]}]}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"taken": "yesterday"}, "taken: is no moment"),
        ({"taken": "2026-11-29"}, "taken: is no moment"),
        ({"read_by": {"account": "111111111111", "arn": "me"}}, "read_by.arn: is no ARN of a caller"),
        (
            {"policies": [{"id": "p-1", "name": "A", "type": "X", "content": "{"}]},
            "policies[0].content: is",
        ),
        ({"access": _with_instance(arn="x y")}, "access.instances[0].permission_sets[0].arn: is no ARN"),
        (
            {"access": _with_instance(inline="[]")},
            "access.instances[0].permission_sets[0].inline: is no",
        ),
    ],
)
def test_a_text_that_somebody_edited_is_refused_with_its_place(
    change: dict[str, object], sentence: str
) -> None:
    """Every command would stumble over it later, without a place."""
    data = {**json.loads(to_json(captured())), **change}
    with pytest.raises(InputError) as caught:
        from_json(json.dumps(data), "capture.json")
    assert str(caught.value).startswith(f"capture.json {sentence}")


def test_a_tree_without_its_management_account_is_refused() -> None:
    """No command could say where it stands."""
    data = json.loads(to_json(captured()))
    data["organization"]["accounts"] = []
    with pytest.raises(InputError, match=r"organization\.accounts: the management account \d{12} is missing"):
        from_json(json.dumps(data), "capture.json")


def test_the_schema_is_written() -> None:
    """A stale one is written anew by `make generate`."""
    assert SCHEMA.read_text(encoding="utf-8") == capture_schema(), "run `make generate`"

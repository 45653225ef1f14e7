"""A cloud assembly read back: what is deployed says what was compiled."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from guardrails.errors import InputError
from guardrails.posture import Posture, compile_posture
from guardrails.posture.compare import compare
from guardrails.posture.interchange.assembly import TREE, from_assembly
from tests.stacks.helpers import edited, synthesized

POLICIES = "guardrails-policies.template.json"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The texts of the example's assembly."""
    folder = synthesized(edited()).directory
    return {path.name: path.read_text(encoding="utf-8") for path in Path(folder).glob("*.json")}


def _read(files: dict[str, str]) -> Posture:
    def text(name: str) -> str:
        if name not in files:
            raise FileNotFoundError(2, "No such file or directory")
        return files[name]

    return from_assembly(text, "cdk.out")


def _changed(files: dict[str, str], change: Any) -> dict[str, str]:
    template = json.loads(files[POLICIES])
    change(template["Resources"])
    return {**files, POLICIES: json.dumps(template)}


def _first(resources: dict[str, Any]) -> dict[str, Any]:
    properties: dict[str, Any] = next(
        one["Properties"] for one in resources.values() if one["Type"] == "AWS::Organizations::Policy"
    )
    return properties


def test_the_templates_say_what_was_compiled(files: dict[str, str]) -> None:
    """Every policy at its node, with its family and intents; and what AWS attaches by itself."""
    compiled, read = compile_posture(edited()), _read(files)
    assert read.organization == compiled.organization
    told = [
        {(one.target, one.name, one.family, one.intents, one.document.statements) for one in posture.policies}
        for posture in (compiled, read)
    ]
    assert told[0] == told[1]
    settings = [
        {(one.type, one.target, one.name, one.entry, one.text) for one in posture.management}
        for posture in (compiled, read)
    ]
    assert settings[0] == settings[1] != set()
    assert compare(compiled, read).changes == ()
    assert compare(compiled, read).texts_changed == 0


def test_a_policy_detached_from_a_template_shows(files: dict[str, str]) -> None:
    """The templates are read, not what the compiler thought of them."""
    changed = _changed(files, lambda resources: _first(resources).update(TargetIds=[]))
    assert compare(_read(files), _read(changed)).changes


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda p: p.update(TargetIds=["ou-ex4m-elsewhere"]), f"which {TREE} doesn't have"),
        (lambda p: p.update(TargetIds=[{"Ref": "Unit"}]), f"which {TREE} doesn't have"),
        (lambda p: p.update(Content={"Fn::Sub": "{}"}), "Statement[0] is missing"),
        (lambda p: p["Content"].update(Statement=[]), None),
    ],
)
def test_what_a_template_leaves_open_is_refused(
    files: dict[str, str], change: Any, problem: str | None
) -> None:
    """A reference is known only after deployment."""
    changed = _changed(files, lambda resources: change(_first(resources)))
    if problem is None:
        assert _read(changed)
        return
    with pytest.raises(InputError) as caught:
        _read(changed)
    assert any(problem in finding.problem for finding in caught.value.findings)


@pytest.mark.parametrize("content", [{"Fn::Sub": "{}"}, "[]", {"a": {"@@assign": {"Ref": "It"}}}])
def test_what_a_template_leaves_open_of_a_management_policy_is_refused(
    files: dict[str, str], content: Any
) -> None:
    """No effective policy can be made of it; text is read like an object."""

    def change(resources: dict[str, Any]) -> None:
        found = [
            one["Properties"] for one in resources.values() if one["Type"] == "AWS::Organizations::Policy"
        ]
        settings = next(one for one in found if one["Type"] == "S3_POLICY")
        settings["Content"] = content

    with pytest.raises(InputError) as caught:
        _read(_changed(files, change))
    [finding] = caught.value.findings
    assert ".Content" in finding.field


@pytest.mark.parametrize("name", [TREE, "manifest.json", POLICIES])
def test_a_folder_that_is_no_assembly_is_refused(files: dict[str, str], name: str) -> None:
    """A missing file is named, and what to do about it."""
    without = {key: text for key, text in files.items() if key != name}
    with pytest.raises(InputError) as caught:
        _read(without)
    [finding] = caught.value.findings
    assert name in finding.problem
    assert "cdk synth" in finding.remedy

"""The mapping for `cdk import` names what exists, once, and says what stays beside the stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import Capture, to_json
from guardrails.cli.main import app
from tests.adopt.organizations import ROOT, Builder, denying
from tests.adopt.test_sections import DEVELOPERS, INSTANCE, _access, _tree

ARN = "arn:aws:sso:::permissionSet/ssoins-69871a2b3c4d5e6f/ps-Developer"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def _resource(kind: str, **properties: Any) -> dict[str, Any]:
    return {"Type": kind, "Properties": properties}


def _policy(target: str, document: Any) -> dict[str, Any]:
    return _resource(
        "AWS::Organizations::Policy",
        Name="guardrails/own",
        Type="SERVICE_CONTROL_POLICY",
        Content=document,
        TargetIds=[target],
    )


def _mapped(capture: Capture, **stacks: dict[str, Any]) -> Result:
    """Write an assembly of some stacks, and map it."""
    Path("capture.json").write_text(to_json(capture), encoding="utf-8")
    Path("cdk.out").mkdir()
    artifacts = {
        name: {"type": "aws:cloudformation:stack", "properties": {"templateFile": f"{name}.template.json"}}
        for name in stacks
    }
    manifest = {"version": "36.0.0", "artifacts": {**artifacts, "Tree": {"type": "cdk:tree"}}}
    Path("cdk.out/manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    for name, resources in stacks.items():
        text = json.dumps({"Resources": resources})
        Path(f"cdk.out/{name}.template.json").write_text(text, encoding="utf-8")
    call = ["import-map", "--capture", "capture.json", "--assembly", "cdk.out", "--out", "imports"]
    return CliRunner().invoke(app, call)


def _mapping(stack: str) -> Any:
    return json.loads(Path(f"imports/{stack}.json").read_text(encoding="utf-8"))


def test_a_policy_is_imported_by_its_id() -> None:
    """It is told by type, target and content, however its text is written."""
    builder = _tree()
    identity = builder.policy("own", denying("ec2:RunInstances"), ["444444444441"])
    resources = {"Same": _policy("444444444441", denying("ec2:RunInstances")), "New": _policy(ROOT, {})}
    result = _mapped(builder.capture(), policies=resources)
    assert result.exit_code == 0, result.output
    assert _mapping("policies") == {"Same": {"Id": identity}}
    assert "policies: 1 resource to import, 1 to create." in result.output


def test_a_policy_of_several_targets_is_imported_once() -> None:
    """For the first of them; it stays attached to the others, which the answer says."""
    builder = _tree()
    document = denying("ec2:RunInstances")
    identity = builder.policy("own", document, ["444444444441", "444444444442"])
    resources = {"First": _policy("444444444441", document), "Second": _policy("444444444442", document)}
    result = _mapped(builder.capture(), policies=resources)
    assert result.exit_code == 1
    assert _mapping("policies") == {"First": {"Id": identity}}
    assert f"own ({identity}) stays attached to 444444444442 until you detach it there." in result.output


def test_two_policies_of_one_text_are_imported_as_two() -> None:
    """None of them is given away twice."""
    builder = _tree()
    document = denying("ec2:RunInstances")
    identities = {builder.policy(name, document, [ROOT]) for name in ("one", "two")}
    result = _mapped(builder.capture(), policies={name: _policy(ROOT, document) for name in ("A", "B")})
    assert result.exit_code == 0
    assert {identifier["Id"] for identifier in _mapping("policies").values()} == identities


def test_a_policy_that_controls_replace_is_named() -> None:
    """It is to be detached; a policy of Control Tower is not."""
    builder = _tree()
    builder.policy("replaced", denying("ec2:RunInstances"))
    builder.policy("aws-guardrails-abcdef", denying("ec2:*"))
    result = _mapped(builder.capture(), policies={"New": _policy(ROOT, denying("s3:*"))})
    assert result.exit_code == 1
    assert "replaced (p-00000000) is in no stack" in result.output
    assert "aws-guardrails" not in result.output
    assert not Path("imports/policies.json").exists()


def test_sets_assignments_and_attributes_are_imported() -> None:
    """An assignment names its permission set by a reference into the template."""
    reference = {"Fn::GetAtt": ["Set", "PermissionSetArn"]}
    assignment = {
        "InstanceArn": INSTANCE,
        "PermissionSetArn": reference,
        "PrincipalType": "GROUP",
        "PrincipalId": DEVELOPERS,
        "TargetType": "AWS_ACCOUNT",
    }
    resources = {
        "Assignment": _resource("AWS::SSO::Assignment", TargetId="444444444441", **assignment),
        "NewAssignment": _resource("AWS::SSO::Assignment", TargetId="444444444449", **assignment),
        "Set": _resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name="Developer"),
        "NewSet": _resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name="Other"),
        "Attributes": _resource(
            "AWS::SSO::InstanceAccessControlAttributeConfiguration", InstanceArn=INSTANCE
        ),
        "Topic": _resource("AWS::SNS::Topic"),
    }
    result = _mapped(_tree().capture(access=_access()), access=resources)
    assert result.exit_code == 0, result.output
    assert _mapping("access") == {
        "Assignment": {
            "InstanceArn": INSTANCE,
            "TargetId": "444444444441",
            "TargetType": "AWS_ACCOUNT",
            "PermissionSetArn": ARN,
            "PrincipalType": "GROUP",
            "PrincipalId": DEVELOPERS,
        },
        "Attributes": {"InstanceArn": INSTANCE},
        "Set": {"InstanceArn": INSTANCE, "PermissionSetArn": ARN},
    }
    assert "access: 3 resources to import, 3 to create." in result.output


def test_a_folder_without_an_assembly_is_refused() -> None:
    """The remedy names the command that writes one."""
    Path("capture.json").write_text(to_json(Builder().capture()), encoding="utf-8")
    call = ["import-map", "--capture", "capture.json", "--assembly", ".", "--out", "imports"]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 2
    assert "cdk synth" in result.output
    assert not Path("imports").exists()


def test_a_folder_with_something_in_it_is_left_alone() -> None:
    """A mapping of an earlier import is never overwritten."""
    Path("imports").mkdir()
    Path("imports/policies.json").write_text("{}", encoding="utf-8")
    builder = _tree()
    builder.policy("own", denying("ec2:RunInstances"), ["444444444441"])
    resources = {"Same": _policy("444444444441", denying("ec2:RunInstances"))}
    result = _mapped(builder.capture(), policies=resources)
    assert result.exit_code == 2
    assert "imports: something is there already; name a folder that is new or empty" in result.stderr
    assert Path("imports/policies.json").read_text(encoding="utf-8") == "{}"

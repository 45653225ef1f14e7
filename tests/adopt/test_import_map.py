"""The mapping for `cdk import` names what exists, once, and says what stays beside the stacks."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from guardrails.capture import Capture, to_json
from guardrails.capture.file import from_json
from guardrails.capture.sections.access import CapturedAccess, CapturedGroup
from guardrails.capture.sections.alerts import CapturedAlerts, CapturedSubscription, CapturedTopic
from guardrails.capture.sections.budgets import CapturedBudget, CapturedBudgets
from guardrails.capture.sections.trail import CapturedTrail, CapturedTrails
from guardrails.cli import import_map
from guardrails.cli.capture_source import LiveRequest, NamedCapture
from guardrails.cli.main import app
from tests.adopt.organizations import MANAGEMENT, ROOT, Builder, denying
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
        name: {
            "type": "aws:cloudformation:stack",
            "environment": f"aws://{MANAGEMENT}/eu-central-1",
            "properties": {"templateFile": f"{name}.template.json"},
            "dependencies": ["Tree"],
        }
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


def test_the_capture_of_another_organization_is_refused() -> None:
    """Names and documents alone may fit, and a mapping would name what isn't there."""
    builder = _tree()
    builder.policy("own", denying("ec2:RunInstances"), ["444444444441"])
    text = to_json(builder.capture()).replace(MANAGEMENT, "999999999999")
    resources = {"Same": _policy("444444444441", denying("ec2:RunInstances"))}
    result = _mapped(from_json(text, "capture.json"), policies=resources)
    assert result.exit_code == 2
    assert f"cdk.out policies: goes into {MANAGEMENT}, which is no account of the captured" in result.stderr
    assert not Path("imports").exists()


def test_without_a_capture_aws_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """As every command does that takes a capture."""
    builder = _tree()
    identity = builder.policy("own", denying("ec2:RunInstances"), ["444444444441"])
    requests: list[LiveRequest] = []

    def read(file: Path | None, request: LiveRequest) -> NamedCapture:
        assert file is None
        requests.append(request)
        return NamedCapture(builder.capture(), "live")

    _mapped(builder.capture(), policies={"Same": _policy("444444444441", denying("ec2:RunInstances"))})
    monkeypatch.setattr(import_map, "capture_from", read)
    call = ["import-map", "--home-region", "eu-west-1", "--assembly", "cdk.out", "--out", "live"]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 0, result.output
    assert requests == [LiveRequest("eu-west-1", command="import-map")]
    assert json.loads(Path("live/policies.json").read_text(encoding="utf-8")) == {"Same": {"Id": identity}}


def test_a_policy_of_several_policies_is_imported_once() -> None:
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


def test_remains_of_one_stack_are_enough_to_end_with_findings() -> None:
    """Another stack, of which nothing remains, doesn't hide them."""
    builder = _tree()
    document = denying("ec2:RunInstances")
    builder.policy("own", document, ["444444444441", "444444444442"])
    stacks: dict[str, dict[str, Any]] = {
        "policies": {"First": _policy("444444444441", document)},
        "access": {},
    }
    assert _mapped(builder.capture(), **stacks).exit_code == 1


def test_a_folder_that_cannot_be_made_is_refused() -> None:
    """The answer names it and the reason; no traceback."""
    builder = _tree()
    builder.policy("own", denying("ec2:RunInstances"), ["444444444441"])
    resources = {"Same": _policy("444444444441", denying("ec2:RunInstances"))}
    assert _mapped(builder.capture(), policies=resources).exit_code == 0
    call = ["import-map", "--capture", "capture.json", "--assembly", "cdk.out", "--out", "none/imports"]
    result = CliRunner().invoke(app, call)
    assert result.exit_code == 2
    assert result.stderr == (
        "none/imports: can't be written (No such file or directory); name a folder in one that exists\n"
    )


def test_the_assembly_has_only_what_is_imported() -> None:
    """CloudFormation refuses a template that waits for a policy which the import doesn't have."""
    builder = _tree()
    document = denying("ec2:RunInstances")
    identity = builder.policy("company", document, ["444444444441"])
    waiting = {**_policy("444444444441", document), "DependsOn": ["New"]}
    resources = {"New": _policy(ROOT, denying("s3:*")), "Same": waiting}
    assert _mapped(builder.capture(), policies=resources, alerts={"New": {}}).exit_code == 0
    assert _mapping("policies") == {"Same": {"Id": identity}}
    manifest = json.loads(Path("imports/assembly/manifest.json").read_text(encoding="utf-8"))
    assert list(manifest["artifacts"]) == ["policies"]
    assert "dependencies" not in manifest["artifacts"]["policies"]
    template = Path("imports/assembly", manifest["artifacts"]["policies"]["properties"]["templateFile"])
    assert json.loads(template.read_text(encoding="utf-8"))["Resources"] == {
        "Same": {
            "Type": "AWS::Organizations::Policy",
            "Properties": {
                "Name": "company",
                "Type": "SERVICE_CONTROL_POLICY",
                "Content": document,
                "TargetIds": ["444444444441"],
            },
        }
    }


def test_a_policy_keeps_all_its_targets() -> None:
    """One resource with the same targets is preferred to one with some of them."""
    builder = _tree()
    document, both = denying("ec2:RunInstances"), ["444444444441", "444444444442"]
    identity = builder.policy("own", document, both)
    several = _policy(both[1], document)
    several["Properties"]["TargetIds"] = list(reversed(both))
    result = _mapped(builder.capture(), policies={"First": _policy(both[0], document), "Several": several})
    assert result.exit_code == 0, result.output
    assert _mapping("policies") == {"Several": {"Id": identity}}


def test_a_policy_that_is_not_on_all_targets_is_not_imported() -> None:
    """The import would say that it binds a node which it doesn't bind."""
    builder = _tree()
    document = denying("ec2:RunInstances")
    builder.policy("own", document, ["444444444441"])
    wider = _policy("444444444441", document)
    wider["Properties"]["TargetIds"].append("444444444442")
    result = _mapped(builder.capture(), policies={"Wider": wider})
    assert (result.exit_code, Path("imports/policies.json").exists()) == (1, False)


def test_a_group_is_imported_with_its_assignments() -> None:
    """A group of the directory by its name; one that an identity provider brings stays with it."""
    access = _access()
    assert access.instances
    [instance] = access.instances
    groups = tuple(
        CapturedGroup(id=DEVELOPERS if name == "developers" else f"id-{name}", name=name, external=external)
        for name, external in (("developers", False), ("synced", True))
    )
    capture = _tree().capture(
        access=CapturedAccess(instances=(instance.model_copy(update={"groups": groups}),))
    )
    resources = {
        name: _resource(
            "AWS::IdentityStore::Group", IdentityStoreId=instance.identity_store, DisplayName=name
        )
        for name in ("developers", "synced", "new")
    }
    resources["Set"] = _resource("AWS::SSO::PermissionSet", InstanceArn=INSTANCE, Name="Developer")
    resources["Assignment"] = _resource(
        "AWS::SSO::Assignment",
        InstanceArn=INSTANCE,
        PermissionSetArn={"Fn::GetAtt": ["Set", "PermissionSetArn"]},
        PrincipalType="GROUP",
        PrincipalId={"Fn::GetAtt": ["developers", "GroupId"]},
        TargetType="AWS_ACCOUNT",
        TargetId="444444444441",
    )
    result = _mapped(capture, access=resources)
    assert result.exit_code == 0, result.output
    mapping = _mapping("access")
    assert sorted(mapping) == ["Assignment", "Set", "developers"]
    assert mapping["developers"] == {"GroupId": DEVELOPERS, "IdentityStoreId": instance.identity_store}
    assert mapping["Assignment"]["PrincipalId"] == DEVELOPERS


def _trail(name: str, region: str = "eu-central-1", account: str = MANAGEMENT) -> CapturedTrail:
    return CapturedTrail(
        name=name,
        arn=f"arn:aws:cloudtrail:{region}:{account}:trail/{name}",
        home_region=region,
        bucket="old-logs",
        organization=True,
        multi_region=True,
        global_events=True,
        validation=False,
        logging=True,
    )


@pytest.mark.parametrize(
    ("trail", "imported"),
    [
        (_trail("company"), True),
        (_trail("other"), False),
        (_trail("company", region="us-east-1"), False),
        (_trail("company", account="444444444441"), False),
    ],
    ids=["the same", "another name", "another region", "another account"],
)
def test_a_trail_is_imported_as_it_records(trail: CapturedTrail, *, imported: bool) -> None:
    """The template of the import says what is true now, so that the deployment makes the rest."""
    resource = _resource(
        "AWS::CloudTrail::Trail",
        TrailName="company",
        S3BucketName="new-logs",
        IsLogging=True,
        EnableLogFileValidation=True,
    )
    result = _mapped(_tree().capture(trails=CapturedTrails(trails=(trail,))), trail={"Trail": resource})
    assert result.exit_code == 0
    assert Path("imports/trail.json").exists() is imported
    if imported:
        assert _mapping("trail") == {"Trail": {"TrailName": "company"}}
        template = Path("imports/assembly/trail.template.json").read_text(encoding="utf-8")
        assert json.loads(template)["Resources"]["Trail"]["Properties"] == {
            "TrailName": "company",
            "S3BucketName": "old-logs",
            "IsLogging": True,
            "IsMultiRegionTrail": True,
            "IsOrganizationTrail": True,
        }


def test_a_topic_is_imported_with_its_confirmed_subscriptions() -> None:
    """Whoever confirmed isn't asked again; one that nobody confirmed is made anew."""
    arn = f"arn:aws:sns:eu-central-1:{MANAGEMENT}:costs"
    subscriptions = (
        CapturedSubscription(protocol="email", endpoint="a@example.com", confirmed=True, arn=f"{arn}:1"),
        CapturedSubscription(protocol="email", endpoint="b@example.com", confirmed=False),
    )
    alerts = CapturedAlerts(alarms=(), topics=(CapturedTopic(arn=arn, subscriptions=subscriptions),))
    resources = {
        "Topic": _resource("AWS::SNS::Topic", TopicName="costs", KmsMasterKeyId={"Ref": "Key"}),
        "Key": _resource("AWS::KMS::Key"),
        "Elsewhere": _resource("AWS::SNS::Topic", TopicName="others"),
        **{
            name: _resource(
                "AWS::SNS::Subscription",
                TopicArn={"Ref": topic},
                Protocol="email",
                Endpoint=f"{name}@example.com",
            )
            for name, topic in (("a", "Topic"), ("b", "Topic"), ("c", "Elsewhere"))
        },
    }
    result = _mapped(_tree().capture(alerts=alerts), budgets=resources)
    assert result.exit_code == 0
    assert _mapping("budgets") == {"Topic": {"TopicArn": arn}, "a": {"Arn": f"{arn}:1"}}


def test_budgets_are_named_with_the_way_around() -> None:
    """AWS imports none; those that the stacks made aren't named."""
    named = [
        CapturedBudget(name=name, type="COST", unit="MONTHLY", filters={}, cost_types={})
        for name in ("company", "guardrails-company-bcdfghjk")
    ]
    capture = _tree().capture(budgets=CapturedBudgets(budgets=tuple(named), monitors=()))
    result = _mapped(capture, budgets={"It": _resource("AWS::Budgets::Budget")})
    assert result.exit_code == 0
    assert result.output.count("can't be imported") == 1
    assert "The budget company can't be imported, and tells its subscribers as before" in result.output

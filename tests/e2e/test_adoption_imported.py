"""The parts of an adopted organization keep their identity: they are imported into the stacks."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from demo.cdk import Cdk
from emulator.client import LocalAws, running
from guardrails.adopt.folder import write_folder
from guardrails.adopt.run import adopt
from guardrails.baseline import load
from guardrails.capture import Capture, posture_of, to_json
from guardrails.cli.main import app
from guardrails.live.capture import CaptureRequest, capture_live
from guardrails.posture.compare import compare

pytestmark = pytest.mark.e2e
MANAGEMENT, HOME = "300000000001", "eu-west-1"
SHARED, SLOTS = "company-spot", 10
STACKS = ("guardrails-policies", "guardrails-access")


@dataclass(frozen=True)
class Imported:
    """An organization of Control Tower, before and after its import."""

    before: Capture
    after: Capture
    aws: LocalAws
    cdk: Cdk


def _captured(aws: LocalAws) -> Capture:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in aws.environment(MANAGEMENT, HOME).items():
            patch.setenv(name, value)
        return capture_live(CaptureRequest(HOME), lambda _: None)


def _attach_to_full_units(aws: LocalAws) -> None:
    """Attach one policy of the company to two units, and fill all other slots of one with those of a tool."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    [root] = organizations.list_roots()["Roots"]
    found = organizations.list_organizational_units_for_parent(ParentId=root["Id"])["OrganizationalUnits"]
    units = {unit["Name"]: unit["Id"] for unit in found}

    def attach(name: str, action: str, targets: list[str]) -> None:
        statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
        content = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        kind = "SERVICE_CONTROL_POLICY"
        made = organizations.create_policy(Name=name, Type=kind, Description=name, Content=content)
        for target in targets:
            organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=target)

    attach(SHARED, "ec2:CreateSpotDatafeedSubscription", [units["Sandbox"], units["Workloads"]])
    for number in range(SLOTS - len(_attached(aws, units["Workloads"]))):
        attach(f"aws-guardrails-fil{number:03}", f"codestar:Fill{number}", [units["Workloads"]])
    assert len(_attached(aws, units["Workloads"])) == SLOTS


def _attached(aws: LocalAws, target: str) -> list[str]:
    """List the ids of the service control policies at a node."""
    organizations = aws.client("organizations", MANAGEMENT, HOME)
    pages = organizations.get_paginator("list_policies_for_target").paginate(
        TargetId=target, Filter="SERVICE_CONTROL_POLICY"
    )
    return [policy["Id"] for page in pages for policy in page["Policies"]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    """Capture, adopt, synthesize, bootstrap and import, as docs/adopt.md says."""
    folder = tmp_path_factory.mktemp("import")
    with running(seed="control-tower") as aws:
        _attach_to_full_units(aws)
        before = _captured(aws)
        write_folder(folder / "adopted", adopt(before, "capture.json", "me").files)
        baseline = load(folder / "adopted" / "baseline.yaml", today=dt.datetime.now(dt.UTC).date())
        (folder / "capture.json").write_text(to_json(before), encoding="utf-8")
        cdk = Cdk(aws, baseline.tree, folder / "adopted" / "baseline.yaml", folder / "cdk.out")
        cdk.bootstrap(MANAGEMENT)
        call = ["--capture", "capture.json", "--assembly", "cdk.out", "--out", "imports"]
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(folder)
            result = CliRunner().invoke(app, ["import-map", *call])
        assert result.exit_code == 0, result.output
        imports = folder / "imports"
        for stack in STACKS:
            mapping = imports / f"{stack}.json"
            cdk.run("import", stack, "--resource-mapping", str(mapping), app=str(imports / "assembly"))
        yield Imported(before, _captured(aws), aws, cdk)


def test_nobody_gains_or_loses_anything_by_the_import(imported: Imported) -> None:
    """Policies keep their ids, names and attachments; sets and assignments are the same."""
    before, after = imported.before, imported.after
    assert after.policies == before.policies
    assert after.access == before.access
    comparison = compare(posture_of(before, "before"), posture_of(after, "after"))
    assert (comparison.changes, comparison.texts_changed) == ((), 0)


def test_the_stacks_own_what_was_there(imported: Imported) -> None:
    """The company's 19 assignments among it, and no policy and no permission set of Control Tower."""
    client = imported.aws.client("cloudformation", MANAGEMENT, HOME)
    owned = {
        resource["PhysicalResourceId"]
        for stack in STACKS
        for page in client.get_paginator("list_stack_resources").paginate(StackName=stack)
        for resource in page["StackResourceSummaries"]
    }
    own = {policy.id for policy in imported.before.policies or () if policy.name.startswith("company-")}
    assert own <= owned
    assert len(owned) == len(own) + 2 + 19
    sets = {
        entry.arn
        for instance in (imported.before.access and imported.before.access.instances) or ()
        for entry in instance.permission_sets or ()
        if (entry.name or "").startswith("AWS")
    }
    of_stacks = {part for identity in owned for part in identity.split("|")[1:] if identity.count("|") == 1}
    assert len(sets) == 6
    assert not sets & of_stacks


def test_a_deployment_then_changes_nothing(imported: Imported) -> None:
    """The templates say what is there already."""
    imported.cdk.permit(MANAGEMENT)
    imported.cdk.deploy_again("guardrails-access", "guardrails-policies")
    again = _captured(imported.aws)
    assert again.access == imported.before.access
    comparison = compare(posture_of(imported.before, "before"), posture_of(again, "again"))
    assert comparison.changes == ()
    identities = {policy.id for policy in imported.before.policies or ()}
    assert {policy.id for policy in again.policies or ()} == identities


def test_a_policy_keeps_all_its_targets_without_a_free_slot(imported: Imported) -> None:
    """It is one policy before and after, and the full unit never had another one."""
    [shared] = [policy for policy in imported.before.policies or () if policy.name == SHARED]
    again = _captured(imported.aws)
    assert [policy.targets for policy in again.policies or () if policy.id == shared.id] == [shared.targets]
    for target in shared.targets or ():
        before = {policy.id for policy in imported.before.policies or () if target in (policy.targets or ())}
        assert {*_attached(imported.aws, target)} == before


def test_after_the_deployment_nothing_has_drifted(imported: Imported) -> None:
    """Names, descriptions and tags are those of the templates, since the import named what was there."""
    said = "\n".join(imported.cdk.drift("guardrails-policies"))
    assert "No drift detected" in said, said


def test_the_mapping_is_what_the_cdk_reads(imported: Imported) -> None:
    """One identifier for each logical id."""
    folder = imported.cdk.output.parent / "imports"
    assert {path.name for path in folder.iterdir()} == {"assembly", *(f"{stack}.json" for stack in STACKS)}
    policies = json.loads(Path(folder / "guardrails-policies.json").read_text(encoding="utf-8"))
    assert {tuple(identifier) for identifier in policies.values()} == {("Id",)}

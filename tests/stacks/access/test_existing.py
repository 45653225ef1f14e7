"""Permission sets and groups of others: assigned by ARN and id, and never declared."""

from __future__ import annotations

from guardrails.posture import compile_posture
from guardrails.stacks.access.room import findings
from guardrails.stacks.execution.closed import assignments
from guardrails.stacks.execution.site import Site
from tests.posture.foreign_center import (
    ADMINS_ID,
    READER,
    access,
    center,
    foreign_set,
    load_existing,
    set_arn,
)
from tests.stacks.helpers import HOME, MANAGEMENT, synthesized

GROUP = "AWSControlTowerAdmins: { existing: true }"
ASSIGNED = f"{{ group: AWSControlTowerAdmins, permission_set: {READER}, at: [Sandbox, Workloads] }}"
STACK = "guardrails-access"


def test_the_stack_assigns_them_and_makes_neither() -> None:
    """The ARN and the id come from the file, so nothing is asked of AWS."""
    baseline = load_existing(access(f"{READER}: {{ existing: true }}", GROUP, ASSIGNED))
    template = synthesized(baseline)
    names = {
        entry["Properties"]["Name"] for entry in template.of_type(STACK, "AWS::SSO::PermissionSet").values()
    }
    assert names == {"ReadOnly", "Developer"}
    groups = template.of_type(STACK, "AWS::IdentityStore::Group").values()
    assert {entry["Properties"]["DisplayName"] for entry in groups} == {"developers"}
    assigned = [entry["Properties"] for entry in template.of_type(STACK, "AWS::SSO::Assignment").values()]
    [theirs] = [entry for entry in assigned if entry["PrincipalId"] == ADMINS_ID]
    assert (theirs["PermissionSetArn"], theirs["TargetId"]) == (set_arn(READER), "444444444441")


def test_they_take_no_room_in_the_stack() -> None:
    """Only what is declared counts among the resources of a template."""
    names = [f"Theirs{number}" for number in range(460)]
    sets = "\n    ".join(f"{name}: {{ existing: true }}" for name in names)
    foreign = center(permission_sets=tuple(foreign_set(name, "ReadOnlyAccess") for name in names))
    baseline = load_existing(access(sets), foreign)
    assert not list(findings(baseline, compile_posture(baseline)))


def test_nobody_is_let_into_the_management_account_by_them_alone() -> None:
    """The deployment policy denies it also where the stack declares no permission set itself."""
    text = access(
        f"{READER}: {{ existing: true }}",
        "",
        f"{{ group: developers, permission_set: {READER}, at: [Sandbox, Workloads] }}",
    )
    text = text.replace("    ReadOnly: {}\n    ", "    ").replace(
        "    - { group: developers, at: [Workloads] }\n", ""
    )
    text = "\n".join(line for line in text.splitlines() if "Developer" not in line) + "\n"
    baseline = load_existing(text)
    template = synthesized(baseline).template(STACK)
    assert "AWS::SSO::PermissionSet" not in {entry["Type"] for entry in template["Resources"].values()}
    site = Site(baseline, MANAGEMENT, HOME, {STACK: template})
    [denied] = assignments(site)
    assert denied["Resource"] == [f"arn:aws:sso:::account/{MANAGEMENT}"]

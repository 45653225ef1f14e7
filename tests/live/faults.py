"""Faults of a live organization, each made by calls of AWS's own API, and named by exactly one check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.existing_trail import KEY, NAME
from tests.live import fault_calls as calls
from tests.live.fault_calls import ROOT
from tests.live.sound_organization import APPLICATIONS, BUCKETS, EXECUTOR, OTHER, Live
from tests.posture.foreign_center import READER
from tests.preflight import cases

Make = Callable[[Live], object]
DEV, SUSPENDED = "ou-ex4m-workdev01", "ou-ex4m-suspend01"
ROLE_OF_CLOUDTRAIL = "AWSServiceRoleForCloudTrail"


@dataclass(frozen=True)
class LiveFault:
    """One fault in AWS, or in the file, and the violation that names it."""

    subject: str
    """Begins the subject of the violation."""
    make: Make | None = None
    """The calls in AWS; None where the file is at fault, and AWS isn't."""
    text: str = cases.TEXT
    """The baseline."""
    fixed_by: str = ""
    """The call that the answer shows."""


def replaced(old: str, new: str) -> str:
    """Return the example with one text in the place of another."""
    assert cases.TEXT.count(old) == 1, old
    return cases.TEXT.replace(old, new)


FAULTS: dict[str, LiveFault] = {
    "PF-ORG-001": LiveFault("the organization", text=replaced("o-exampleorg1", "o-otherorg11")),
    "PF-ACC-004": LiveFault("Workloads/Prod/shop", text=cases.closing("Workloads/Prod/shop")),
    "PF-SSO-007": LiveFault(READER, text=cases.WITH_EXISTING),
    "PF-TRL-004": LiveFault(NAME, text=cases.EXISTING),
    "PF-TRL-005": LiveFault(
        NAME, calls.a_weak_trail_of_others, cases.EXISTING.replace(f"    key: {KEY}\n", "")
    ),
    "PF-ORG-003": LiveFault(
        "S3_POLICY",
        lambda live: live.client("organizations").disable_policy_type(RootId=ROOT, PolicyType="S3_POLICY"),
        fixed_by="organizations:EnablePolicyType",
    ),
    "PF-ORG-004": LiveFault(
        "sso.amazonaws.com",
        lambda live: live.client("organizations").disable_aws_service_access(
            ServicePrincipal="sso.amazonaws.com"
        ),
        fixed_by="organizations:EnableAWSServiceAccess",
    ),
    "PF-ORG-005": LiveFault(
        "222222222223",
        lambda live: live.client("organizations").register_delegated_administrator(
            AccountId="222222222223", ServicePrincipal="sso.amazonaws.com"
        ),
    ),
    "PF-ORG-006": LiveFault(
        ROLE_OF_CLOUDTRAIL,
        lambda live: live.client("iam").delete_service_linked_role(RoleName=ROLE_OF_CLOUDTRAIL),
        fixed_by="iam:CreateServiceLinkedRole",
    ),
    "PF-ORG-007": LiveFault(
        OTHER,
        lambda live: live.client("organizations").put_resource_policy(
            Content=cases.delegation("organizations:DetachPolicy")
        ),
    ),
    "PF-POL-001": LiveFault("Tags", calls.a_policy_of_a_type_that_is_off),
    "PF-POL-002": LiveFault("guardrails/", calls.a_policy_with_a_name_of_ours),
    "PF-POL-003": LiveFault("Root", calls.no_slot_left),
    "PF-ACC-001": LiveFault(
        "newcomer",
        lambda live: live.client("organizations").create_account(
            AccountName="newcomer", Email="newcomer@example.com"
        ),
    ),
    "PF-ACC-002": LiveFault("Workloads/Prod/shop", calls.moved),
    "PF-ACC-003": LiveFault(
        "Workloads/Dev/shop-dev",
        lambda live: live.client("organizations").close_account(AccountId="666666666661"),
    ),
    "PF-UNI-002": LiveFault(
        "Sandbox/Suspended",
        text=replaced(
            "    Suspended:\n      id: ou-ex4m-suspend01",
            "      units:\n        Suspended:\n          id: ou-ex4m-suspend01",
        ),
    ),
    "PF-UNI-001": LiveFault(
        "Suspended",
        lambda live: live.client("organizations").delete_organizational_unit(OrganizationalUnitId=SUSPENDED),
    ),
    "PF-UNI-003": LiveFault(
        "Workloads/Dev",
        lambda live: live.client("organizations").update_organizational_unit(
            OrganizationalUnitId=DEV, Name="Develop"
        ),
    ),
    "PF-UNI-004": LiveFault(
        "New",
        lambda live: live.client("organizations").create_organizational_unit(ParentId=ROOT, Name="New"),
    ),
    "PF-BTS-001": LiveFault("Security/log-archive", calls.deploy_role_gone),
    "PF-BTS-002": LiveFault("management in eu-central-1", calls.anybody_deploys),
    "PF-BTS-003": LiveFault(EXECUTOR.format(cases.MANAGEMENT), calls.an_administrator_deploys),
    "PF-SSO-001": LiveFault(cases.INSTANCE, text=replaced("d-99671a2b3c\n", "d-0000000000\n")),
    "PF-SSO-002": LiveFault(
        cases.INSTANCE,
        text=replaced("  identity_store: d-", "  region: eu-west-1\n  identity_store: d-"),
    ),
    "PF-SSO-004": LiveFault("everyone", calls.nobody_left_in_the_group),
    "PF-SSO-005": LiveFault("arn:aws:account-access:", calls.an_entitlement),
    "PF-SSO-006": LiveFault(
        cases.INSTANCE,
        lambda live: live.client("sso-admin").add_region(InstanceArn=cases.INSTANCE, RegionName="eu-west-1"),
    ),
    "PF-NAM-001": LiveFault(
        "ReadOnly",
        lambda live: live.client("sso-admin").create_permission_set(
            InstanceArn=cases.INSTANCE, Name="ReadOnly"
        ),
    ),
    "PF-NAM-002": LiveFault("developers", calls.a_taken_group),
    "PF-NAM-003": LiveFault("guardrails-organization-bcdfghjk", calls.a_taken_budget),
    "PF-CST-001": LiveFault("Default-Services-Monitor", calls.the_default_monitor, text=cases.WATCHING),
    "PF-NAM-004": LiveFault(
        "organization-trail", lambda live: calls.a_trail(live, "organization-trail", BUCKETS["first"])
    ),
    "PF-NAM-005": LiveFault(
        "exampleorg1-organization-trail",
        lambda live: calls.a_trail(live, "other", "exampleorg1-organization-trail"),
    ),
    "PF-NAM-006": LiveFault("organization-trail", calls.a_taken_alias),
    "PF-NAM-007": LiveFault("guardrails-alerts-critical", calls.a_taken_topic),
    "PF-NAM-008": LiveFault("guardrails-audit-role", calls.a_taken_stack_set),
    "PF-TRL-001": LiveFault("second", calls.a_second_organization_trail),
    "PF-TRL-002": LiveFault(
        "second",
        lambda live: live.client("cloudtrail").stop_logging(Name="second"),
        fixed_by="cloudtrail:StartLogging",
    ),
    "PF-TRL-003": LiveFault("organization-trail", calls.leave_out_reads),
    "PF-ALR-001": LiveFault("on-call https://example.com/hook", calls.nobody_confirms),
    "PF-ROL-001": LiveFault("management", calls.a_role_of_rescue_for_anybody),
    "PF-ROL-002": LiveFault("management", calls.another_auditor),
    "PF-ROL-003": LiveFault("user/rescue-1", calls.without_second_factor),
    "PF-USR-001": LiveFault(
        "management", lambda live: live.aws.controls.set_root_user(cases.MANAGEMENT, second_factor=False)
    ),
    "PF-USR-002": LiveFault("management", lambda live: live.client("iam").create_access_key()),
    "PF-USR-003": LiveFault("management user legacy", calls.an_old_key),
    "PF-USR-004": LiveFault("management user person", calls.a_password_alone),
    "PF-USR-005": LiveFault(
        "management",
        lambda live: live.client("iam").delete_account_password_policy(),
        fixed_by="iam:UpdateAccountPasswordPolicy",
    ),
    "PF-USR-006": LiveFault(
        "management",
        lambda live: live.client("account").delete_alternate_contact(AlternateContactType="SECURITY"),
    ),
    "PF-DEP-001": LiveFault("guardrails-own Group", lambda live: live.deploy(APPLICATIONS["larger"])),
    "PF-DEP-002": LiveFault("guardrails-own Topic", lambda live: live.deploy(APPLICATIONS["other topic"])),
    "PF-CTR-001": LiveFault(
        "Root", lambda live: calls.control_tower(live, "aws-guardrails-sJfWyi", "ou-ex4m-sandbox01", "*")
    ),
    "PF-CTR-002": LiveFault(
        "Security",
        lambda live: calls.control_tower(
            live, "aws-guardrails-NlAhQy", "ou-ex4m-security", "arn:aws:s3:::aws-controltower*"
        ),
    ),
    "PF-SSO-003": LiveFault(
        cases.INSTANCE, lambda live: live.aws.controls.set_permission_sets(enabled=False)
    ),
    "PF-ORG-002": LiveFault(
        "the organization", calls.billing_alone, fixed_by="organizations:EnableAllFeatures"
    ),
    "PF-EXM-001": LiveFault("break-glass", text=cases.RENEWED),
}
"""By the check that names it. Each is made after those above it, and stays."""

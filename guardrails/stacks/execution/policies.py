"""The execution policies of a baseline, from the templates that it is synthesized to."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guardrails.aws_facts.arns import bucket_arn
from guardrails.aws_facts.handlers import WITHOUT_HANDLERS
from guardrails.baseline import Baseline
from guardrails.baseline.bootstrap import EXECUTION_POLICY, EXECUTION_POLICY_ARCHIVE
from guardrails.baseline.deployed import ARCHIVE_STACK, SEARCH_STACK
from guardrails.policy.language.document import VERSION
from guardrails.stacks.access.room import NAME as ACCESS
from guardrails.stacks.budgets.room import NAME as BUDGETS
from guardrails.stacks.execution import closed
from guardrails.stacks.execution.actions import has_name, needed, on_results
from guardrails.stacks.execution.places import places
from guardrails.stacks.execution.roles import in_identity_center, on_roles
from guardrails.stacks.execution.site import Site
from guardrails.stacks.execution.statements import Statement, allow

MANAGED_POLICY_CHARACTERS = 6_144
"""Without white space. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html,
November 2026."""
_OF_THE_ARCHIVE = (ARCHIVE_STACK, SEARCH_STACK)
_NEW_POLICY = "organizations:CreatePolicy"


@dataclass(frozen=True)
class ExecutionPolicy:
    """A managed policy that CloudFormation deploys with."""

    name: str
    """Of the policy in IAM."""
    account: str
    """The id of the account that it is for."""
    region: str
    """The region whose stacks it is for."""
    file: str
    """The name of the file that it is written to."""
    document: dict[str, Any]

    def render(self) -> str:
        """Render the document for people to read."""
        return json.dumps(self.document, indent=2) + "\n"


def execution_policies(baseline: Baseline, assembly: Path) -> tuple[ExecutionPolicy, ...]:
    """Derive the policies from a baseline and its cloud assembly, those of the management account first.

    A managed policy takes 6,144 characters: what needs more goes into several.
    """
    templates = _templates(assembly)
    archive = {name: template for name, template in templates.items() if name in _OF_THE_ARCHIVE}
    home = baseline.organization.home_region
    budgets = _away(templates, BUDGETS, baseline.budgets_region, home)
    access = _away(templates, ACCESS, baseline.access_region, home)
    away = {*archive, *budgets, *access}
    management = {name: template for name, template in templates.items() if name not in away}
    owner = baseline.tree.management_account.id
    kinds = (
        ("management", EXECUTION_POLICY, owner, home, management),
        ("budgets", f"{EXECUTION_POLICY}-budgets", owner, baseline.budgets_region, budgets),
        ("access", f"{EXECUTION_POLICY}-access", owner, baseline.access_region, access),
        ("archive", EXECUTION_POLICY_ARCHIVE, baseline.archive_account.id, home, archive),
    )
    return tuple(
        ExecutionPolicy(
            name=f"{name}{part}",
            account=account,
            region=region,
            file=f"execution-policy-{kind}{part}.json",
            document={"Version": VERSION, "Statement": statements},
        )
        for kind, name, account, region, site_templates in kinds
        for part, statements in _parts(list(_statements(Site(baseline, account, region, site_templates))))
    )


def _away(templates: Mapping[str, Any], section: str, region: str, home: str) -> dict[str, Any]:
    """Pick the templates of a section whose stacks stand in another region than the home region."""
    return {name: text for name, text in templates.items() if region != home and name.startswith(section)}


def _templates(assembly: Path) -> dict[str, Any]:
    manifest = json.loads((assembly / "manifest.json").read_text(encoding="utf-8"))["artifacts"]
    return {
        name: json.loads((assembly / artifact["properties"]["templateFile"]).read_text(encoding="utf-8"))
        for name, artifact in sorted(manifest.items())
        if artifact["type"] == "aws:cloudformation:stack"
    }


def _statements(site: Site) -> Iterator[Statement]:
    if site.types <= WITHOUT_HANDLERS:
        return
    yield from closed.own_rights(site)
    yield from closed.assignments(site)
    yield from closed.evidence(site)
    actions = needed(site.types)
    named = {action for action in actions if has_name(action)}
    yield from allow("OwnResources", named, places(site))
    yield from allow("ListsAndWhatHasNoName", actions - named - {_NEW_POLICY}, "*")
    yield from _organization_policies(site)
    yield from _keys(site)
    yield from _results(site)
    yield from on_roles(site)
    yield from in_identity_center(site)
    yield from _outputs(site)


def _organization_policies(site: Site) -> Iterator[Statement]:
    """Let the deployment create policies, which have no name before they are there, and tag them at once."""
    kinds = {policy.properties["Type"] for policy in site.of_type("AWS::Organizations::Policy")}
    condition = {"StringEquals": {"organizations:PolicyType": sorted(kinds)}}
    actions = [_NEW_POLICY, "organizations:TagResource"] if kinds else []
    yield from allow("NewPoliciesOfTheOrganization", actions, "*", condition)


def _keys(site: Site) -> Iterator[Statement]:
    """Let the deployment create keys; the policy of each lets it do the rest, so that it reaches no other.

    CloudFormation tags a key as it creates it, when it has no alias yet.
    Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html
    """
    if "AWS::KMS::Key" not in site.types:
        return
    aliases = [site.arn("kms", alias.name("AliasName")) for alias in site.of_type("AWS::KMS::Alias")]
    lists = ["kms:ListKeys", *(["kms:ListAliases"] if aliases else [])]
    yield from allow("NewKeys", ["kms:CreateKey", *lists], "*")
    tags: Mapping[str, str] = site.baseline.tags
    condition = {
        "ForAllValues:StringEquals": {"aws:TagKeys": sorted(tags)},
        "Null": {"kms:ResourceAliases": "true", "aws:TagKeys": "false"},
    }
    tagging = ["kms:TagResource"] if tags else []
    yield from allow("TagsOfNewKeys", tagging, [site.arn("kms", "key/*")], condition)
    yield from allow("Aliases", ["kms:CreateAlias", "kms:DeleteAlias", "kms:UpdateAlias"], aliases)


def _results(site: Site) -> Iterator[Statement]:
    """Let Athena write results into the bucket of the search, by the name that CloudFormation makes up."""
    actions = on_results(site.types)
    buckets = [
        bucket_arn(bucket.name("BucketName").lower())
        for bucket in site.of_type("AWS::S3::Bucket")
        if bucket.stack == SEARCH_STACK
    ]
    objects = {action for action in actions if action.startswith("s3:")}
    yield from allow("QueryResults", objects, [*buckets, *(f"{bucket}/*" for bucket in buckets)])
    condition = {"StringLike": {"kms:EncryptionContext:aws:s3:arn": buckets}}
    yield from allow("KeyOfQueryResults", actions - objects, "*", condition)


def _outputs(site: Site) -> Iterator[Statement]:
    """Let assignments that are spread over several stacks refer to the first stack's outputs."""
    stacks = [site.arn("cloudformation", "stack/guardrails-access*/*")]
    used = "AWS::SSO::Assignment" in site.types
    yield from allow("OutputsOfOwnStacks", ["cloudformation:DescribeStacks"] if used else [], stacks)


def _parts(statements: list[Statement]) -> Iterator[tuple[str, list[Statement]]]:
    """Divide statements into as few documents as take them in their order; the first part has no number."""
    parts: list[list[Statement]] = []
    for statement in statements:
        if parts and _size([*parts[-1], statement]) <= MANAGED_POLICY_CHARACTERS:
            parts[-1].append(statement)
        else:
            parts.append([statement])
    for number, part in enumerate(parts, start=1):
        yield ("" if number == 1 else f"-{number}"), part


def _size(statements: list[Statement]) -> int:
    document = {"Version": VERSION, "Statement": statements}
    return len("".join(json.dumps(document, separators=(",", ":")).split()))

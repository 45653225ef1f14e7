"""Explicit denials: the calls that an execution role may never make, whatever else it is given."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import build_arn, object_arn
from guardrails.baseline.bootstrap import EXECUTION_POLICY, role_pattern
from guardrails.stacks.common.documents import unlisted
from guardrails.stacks.common.trails import trail_names
from guardrails.stacks.execution.roles import assigned_sets
from guardrails.stacks.execution.site import Site
from guardrails.stacks.execution.statements import Statement, deny

_DECRYPTING = [
    *("kms:CreateGrant", "kms:Decrypt", "kms:Encrypt", "kms:GenerateDataKey*", "kms:ReEncrypt*"),
]
_READING = [
    *("logs:FilterLogEvents", "logs:GetLog*", "logs:GetQueryResults", "logs:StartLiveTail"),
    *("logs:StartQuery", "logs:Unmask", "logs:PutSubscriptionFilter", "logs:CreateExportTask"),
]
_EVIDENCE = ["s3:*Object*", "s3:BypassGovernanceRetention"]


def own_rights(site: Site) -> Iterator[Statement]:
    """Keep the role's own policies and the bootstrap's roles out of reach."""
    bootstrap = role_pattern(site.baseline.organization.qualifier, site.account)
    own_arns = [site.global_arn("iam", f"policy/{EXECUTION_POLICY}*"), bootstrap]
    yield from deny("OwnRights", ["iam:*"], own_arns)


def assignments(site: Site) -> Iterator[Statement]:
    """Keep everybody out of the management account, unless the baseline assigns something there."""
    if {"AWS::SSO::PermissionSet", "AWS::SSO::Assignment"} & set(site.types) and not assigned_sets(site):
        account = build_arn("sso", "", "", f"account/{site.account}")
        yield from deny("ManagementAccount", ["sso:CreateAccountAssignment"], [account])


def evidence(site: Site) -> Iterator[Statement]:
    """Keep the evidence unread and unchanged: log files, the log group, and what their keys encrypt."""
    trail = site.baseline.trail
    if trail is None:
        return
    former_evidence = [entry for entry in site.baseline.former if entry.deleted is None]
    if "AWS::CloudTrail::Trail" in site.types:
        names = trail_names(site.baseline, trail)
        groups = [site.arn("logs", f"log-group:/guardrails/{name}*") for name in names]
        yield from deny("LogGroup", _READING, groups)
    elif trail.existing is not None and "AWS::Logs::MetricFilter" in site.types:
        yield from deny("LogGroup", _READING, [site.arn("logs", f"log-group:{trail.log_group}*")])
    buckets = dict.fromkeys(
        (*trail.buckets, *(bucket for entry in former_evidence for bucket in entry.buckets))
    )
    yield from deny("LogFiles", _EVIDENCE, [object_arn(bucket) for bucket in buckets])
    own = trail.key_alias if trail.existing is None else None
    keys = dict.fromkeys(filter(None, (own, *(entry.key_alias for entry in former_evidence))))
    if keys:
        aliases = unlisted(f"alias/{key}" for key in keys)
        aliased = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": aliases}}
        yield from deny("KeyOfTheEvidence", _DECRYPTING, "*", aliased)
    if arns := [entry.key_arn for entry in former_evidence if entry.key_arn]:
        yield from deny("FormerKeys", _DECRYPTING, arns)
    if trail.existing is not None and trail.existing.key is not None:
        yield from deny("KeyOfTheTrail", _DECRYPTING, [trail.existing.key])

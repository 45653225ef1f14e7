"""What an execution role may never do, whatever else it is given: explicit denials."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline.bootstrap import EXECUTION_POLICY, role_pattern
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
    own = [site.global_arn("iam", f"policy/{EXECUTION_POLICY}*"), bootstrap]
    yield from deny("OwnRights", ["iam:*"], own)


def assignments(site: Site) -> Iterator[Statement]:
    """Keep everybody out of the management account, unless the baseline assigns something there."""
    if "AWS::SSO::PermissionSet" in site.types and not assigned_sets(site):
        account = f"arn:aws:sso:::account/{site.account}"
        yield from deny("ManagementAccount", ["sso:CreateAccountAssignment"], [account])


def evidence(site: Site) -> Iterator[Statement]:
    """Keep the evidence unread and unchanged: log files, the log group, and what their keys encrypt."""
    trail = site.baseline.trail
    if trail is None:
        return
    if "AWS::CloudTrail::Trail" in site.types:
        group = site.arn("logs", f"log-group:/guardrails/{trail.name}*")
        yield from deny("LogGroup", _READING, [group])
    files = [f"arn:aws:s3:::{bucket}/*" for bucket in trail.buckets]
    yield from deny("LogFiles", _EVIDENCE, files)
    alias = {"ForAnyValue:StringEquals": {"kms:ResourceAliases": f"alias/{trail.key_alias}"}}
    yield from deny("KeyOfTheEvidence", _DECRYPTING, "*", alias)

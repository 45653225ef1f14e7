"""Try the very requests that a deployment and a rescue consist of."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.baseline import bootstrap
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.policy.automaton import UndecidableError
from guardrails.policy.decide import Ruleset, Verdict
from guardrails.policy.document import RCP, SCP
from guardrails.policy.request import request_of
from guardrails.posture.prove.askers import AwsService, Manager, Member, Stranger, at_resource
from guardrails.posture.prove.everywhere import roles_everywhere
from guardrails.posture.prove.needs import Call, Need
from guardrails.posture.prove.report import Failure, Unproven, Witness
from guardrails.posture.prove.rescue import rescue
from guardrails.posture.prove.resources import resources_of
from guardrails.posture.prove.worlds import World
from guardrails.posture.to_come import title_of

_BUCKET = tuple(
    f"s3:{name}"
    for name in [
        "CreateBucket",
        "PutBucketPolicy",
        "PutBucketPublicAccessBlock",
        "PutBucketVersioning",
        "PutEncryptionConfiguration",
        "PutLifecycleConfiguration",
    ]
)
_GLOBAL = ("iam:", "organizations:")
_GLOBAL_REGION = "us-east-1"


def lockouts(baseline: Baseline, world: World) -> Iterator[Failure | Unproven]:
    """Find who loses what he needs in an account.

    StackSets' role, which puts the audit and the break-glass role there; an outside auditor and the rescuers,
    who assume them; the role that deploys the trail's archive, and CloudTrail, which writes into it; and
    everyone whom all controls spare and whom `alerts.break_glass` names as rescuer.
    """
    scps, rcps = (
        [[policy.document for policy in level] for level in world.of_type(kind)] for kind in (SCP, RCP)
    )
    rules = Ruleset(scps, rcps)
    for need in _needs(baseline, world):
        try:
            failure = next(_failures(baseline, rules, need, world), None)
        except UndecidableError as error:
            yield Unproven(2, need.location, need.subject, str(error))
            continue
        if failure is not None:
            yield failure


def _failures(baseline: Baseline, rules: Ruleset, need: Need, world: World) -> Iterator[Failure]:
    """Try every call of a need on every resource that the policies tell apart."""
    for call in need.calls:
        region = _GLOBAL_REGION if call.action.startswith(_GLOBAL) else baseline.organization.home_region
        for resource in resources_of(call, world):
            verdict = _decide(rules, call._replace(resource=resource), need, region, world)
            if verdict.decision != "allow":
                yield Failure(
                    2,
                    "locked-out",
                    need.location,
                    need.subject,
                    f"the guardrails keep it from its work, through {_names(verdict, world)}",
                    need.remedy,
                    Witness(title_of(world.account), call.action, need.asker.principal, resource, region),
                )


def _needs(baseline: Baseline, world: World) -> Iterator[Need]:
    yield from roles_everywhere(baseline, world.account)
    archive = baseline.archive_account
    if baseline.trail is not None and archive in world.accounts:
        yield from _archive(baseline, archive)
        yield _delivery(baseline, archive)
    for name in baseline.alerts.break_glass if baseline.alerts is not None else ():
        one = baseline.exemptions[name]
        head = one.principal.split(":", 5)
        if one.controls is None and head[4] in ("*", world.account.id):
            arn = ":".join((*head[:4], world.account.id, head[5].replace("*", "x").replace("?", "x")))
            yield Need(
                f"exemptions.{name}",
                baseline.locate("exemptions", name),
                Member(arn),
                tuple(rescue(baseline, world.account)),
                "spare it in your own documents as well",
            )


def _archive(baseline: Baseline, account: Account) -> Iterator[Need]:
    """The bootstrap's execution role makes bucket and key, unless both exist already.

    Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    """
    trail, home = baseline.trail, baseline.organization.home_region
    if trail is None or (trail.existing_bucket and trail.existing_key):
        return
    qualifier = baseline.organization.qualifier
    roles = bootstrap.role_pattern(qualifier, account.id)
    calls = [Call(action, f"arn:aws:s3:::{name}") for name in trail.buckets for action in _BUCKET]
    if trail.existing_key is None:
        alias = f"alias/{trail.key_alias}"
        key = f"arn:aws:kms:{home}:{account.id}:key/01234567-89ab-cdef-0123-456789abcdef"
        calls += [Call("kms:CreateKey"), Call("kms:PutKeyPolicy", key, (alias,))]
        calls += [Call("kms:CreateAlias", f"arn:aws:kms:{home}:{account.id}:{alias}")]
    yield Need(
        "trail.archive_account",
        baseline.locate("trail"),
        Member(bootstrap.role_arn("cfn-exec", qualifier, account.id, home)),
        tuple(calls),
        f"allow s3 and kms there, and exempt {roles}, which deploys the baseline",
    )


def _delivery(baseline: Baseline, account: Account) -> Need:
    """CloudTrail writes log files into the bucket, encrypted with the key, for the management account.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    organization, bucket = baseline.organization, baseline.trail.buckets[0] if baseline.trail else ""
    key = f"arn:aws:kms:{organization.home_region}:{account.id}:key/01234567-89ab-cdef-0123-456789abcdef"
    return Need(
        "trail.archive_account",
        baseline.locate("trail"),
        AwsService("cloudtrail.amazonaws.com", organization.management_account.id),
        (
            Call("s3:GetBucketAcl", f"arn:aws:s3:::{bucket}"),
            Call("s3:PutObject", f"arn:aws:s3:::{bucket}/AWSLogs/{organization.id}/log.json.gz"),
            Call("kms:GenerateDataKey", key),
        ),
        "let cloudtrail.amazonaws.com write there on behalf of the organization",
    )


def _decide(rules: Ruleset, call: Call, need: Need, region: str, world: World) -> Verdict:
    context = {**need.asker.facts(world.seat), **at_resource(world.seat), "aws:RequestedRegion": region}
    if call.aliases:
        context["kms:ResourceAliases"] = call.aliases
    if call.policy:
        context["iam:PolicyARN"] = call.policy
    return rules.decide(
        request_of(
            call.action,
            call.resource,
            need.asker.principal,
            context,
            principal_in_management_account=isinstance(need.asker, Manager),
            principal_outside_org=isinstance(need.asker, Stranger),
        )
    )


def _names(verdict: Verdict, world: World) -> str:
    cause = verdict.causes[0]
    if cause.document is None:
        return f"a level without an Allow (number {cause.level + 1})"
    return world.of_type(cause.policy_type)[cause.level][cause.document].name

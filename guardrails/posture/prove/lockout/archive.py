"""The needs of the trail's archive: of those who deploy it, and of AWS services that write into it."""

from __future__ import annotations

from collections.abc import Iterator

from guardrails.aws_facts.arns import bucket_arn, build_arn, iam_arn, object_arn, service_principal, trail_arn
from guardrails.baseline import bootstrap, deployed
from guardrails.baseline.model import Baseline
from guardrails.organization import Account
from guardrails.posture.org_paths import org_path_text
from guardrails.posture.prove.lockout.callers import AwsService, Caller, Colleague, Member
from guardrails.posture.prove.lockout.deploying import assumed, by_cloudformation, by_deploying, by_publishing
from guardrails.posture.prove.lockout.needs import Need, NeededCall
from guardrails.posture.prove.worlds import World


def archive(baseline: Baseline, world: World) -> Iterator[Need]:
    """List the needs of the archive: nothing binds the management account where that is the archive."""
    trail, account = baseline.trail, baseline.archive_account
    if trail is None:
        return
    if account in world.accounts and any(deployed.in_archive(baseline)):
        yield from _deployment(baseline, account)
    owner = trail.key_arn.split(":")[4] if trail.key_arn else account.id
    holders = {member.id: member for member in world.accounts}
    if account in world.accounts:
        yield _delivery(baseline, account, tuple(_files(baseline)))
        if trail.own_bucket:
            yield _access_logs(baseline, account)
    if owner in holders and (trail.own_key_alias or trail.key_arn):
        yield _delivery(baseline, holders[owner], tuple(_key(baseline, owner)))


def _deployment(baseline: Baseline, account: Account) -> Iterator[Need]:
    """List who deploys: the management account assumes the bootstrap's roles, and CloudFormation another.

    Source: https://docs.aws.amazon.com/cdk/v2/guide/bootstrapping-env.html
    """
    tree, qualifier = baseline.tree, baseline.organization.qualifier
    management, home = tree.management_account, baseline.organization.home_region
    deploy, publish, execute = (
        bootstrap.role_arn(role, qualifier, account.id, home)
        for role in ("deploy", "file-publishing", "cfn-exec")
    )
    cloudformation = AwsService(service_principal("cloudformation"), account.id, org_path_text(tree, account))
    anybody = Colleague(iam_arn(management.id, "*/?*"), org_path_text(tree, management))
    work: tuple[tuple[Caller, tuple[NeededCall, ...]], ...] = (
        (anybody, tuple(assumed(baseline, account))),
        (cloudformation, (NeededCall("sts:AssumeRole", execute),)),
        (Member(deploy), tuple(by_deploying(baseline, account))),
        (Member(publish), tuple(by_publishing(baseline, account))),
        (Member(execute), tuple(by_cloudformation(baseline))),
    )
    roles = bootstrap.role_pattern(qualifier, account.id)
    remedy = f"exempt {roles}, which deploys the baseline, also in your own documents"
    for caller, calls in work:
        need = _need(baseline, account, caller, calls, worker="the deployment of the archive", remedy=remedy)
        yield need._replace(one_is_enough=caller == anybody)


def _files(baseline: Baseline) -> Iterator[NeededCall]:
    """List how CloudTrail delivers log files: below the management account's and the organization's prefix.

    A trail of others may have a prefix of its own before both.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html
    """
    section = baseline.trail
    if section is None:
        return
    bucket = bucket_arn(section.log_bucket)
    yield NeededCall("s3:GetBucketAcl", bucket)
    for owner in (baseline.tree.management_account.id, baseline.organization.id):
        files = f"{bucket}/{section.prefix}AWSLogs/{owner}/?*"
        yield NeededCall("s3:PutObject", files, (("s3:x-amz-acl", "bucket-owner-full-control"),))


def _key(baseline: Baseline, owner: str) -> Iterator[NeededCall]:
    """List how CloudTrail uses the key.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-kms-key-policy-for-cloudtrail.html
    """
    section, home = baseline.trail, baseline.organization.home_region
    if section is None:
        return
    key = section.key_arn or build_arn("kms", home, owner, deployed.ANY_KEY)
    aliases = () if section.key_arn else (("kms:ResourceAliases", (f"alias/{section.key_alias}",)),)
    context = (("kms:EncryptionContext:aws:cloudtrail:arn", _trail(baseline)),)
    yield NeededCall("kms:DescribeKey", key, aliases)
    yield NeededCall("kms:GenerateDataKey", key, (*aliases, *context))


def _delivery(baseline: Baseline, account: Account, calls: tuple[NeededCall, ...]) -> Need:
    management = baseline.tree.management_account
    caller = AwsService(
        service_principal("cloudtrail"),
        management.id,
        org_path_text(baseline.tree, management),
        _trail(baseline),
    )
    remedy = "let cloudtrail.amazonaws.com write there on behalf of the organization"
    return _need(baseline, account, caller, calls, worker="CloudTrail", remedy=remedy)


def _access_logs(baseline: Baseline, account: Account) -> Need:
    """S3 writes who read the log bucket into a bucket beside it.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html
    """
    trail = baseline.trail
    bucket, access = (trail.log_bucket, trail.access_bucket) if trail else ("", "")
    caller = AwsService(
        service_principal("logging.s3"), account.id, org_path_text(baseline.tree, account), bucket_arn(bucket)
    )
    calls = (NeededCall("s3:PutObject", object_arn(access, "?*")),)
    remedy = "let logging.s3.amazonaws.com write there on behalf of the account"
    return _need(baseline, account, caller, calls, worker="S3's access logs", remedy=remedy)


def _trail(baseline: Baseline) -> str:
    management, home = baseline.tree.management_account.id, baseline.organization.home_region
    section = baseline.trail
    if section is not None and section.existing is not None:
        return section.existing.arn
    return trail_arn(home, management, section.name if section else "")


def _need(
    baseline: Baseline,
    account: Account,
    caller: Caller,
    calls: tuple[NeededCall, ...],
    *,
    worker: str,
    remedy: str,
) -> Need:
    return Need("trail.archive_account", baseline.locate("trail"), caller, calls, remedy, worker, (account,))

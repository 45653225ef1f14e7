"""The permissions that an existing bucket or key must give before the organization trail can use it."""

from __future__ import annotations

from typing import Any

from guardrails.aws_facts.arns import root_arn
from guardrails.baseline import Baseline
from guardrails.baseline.sections.trail_existing import ExistingTrail
from guardrails.stacks.common import trails
from guardrails.stacks.common.documents import Statement, document
from guardrails.stacks.trail import documents


def required_policies(baseline: Baseline) -> dict[str, dict[str, Any]]:
    """Return the policies that nothing here sets, by the name of the bucket and the ARN of the key.

    They are the very ones that a bucket and a key of ours carry, but for what lets the deployment change our
    key. A policy of yours may say more; each of these statements must be in it. A trail of others records
    already: its key must only let the archive account's analysts decrypt, where it is in another account.
    """
    section, organization = baseline.trail, baseline.tree
    if section is not None and section.existing is not None:
        return _of_others(section.existing, baseline.archive_account.id, search=section.search is not None)
    names = trails.trail_names(baseline, section) if section is not None else ()
    policies: dict[str, dict[str, Any]] = {}
    if section is not None and section.existing_bucket:
        document_of_bucket = documents.log_bucket_document(organization, section.log_bucket, names)
        policies[section.log_bucket] = document_of_bucket
    if section is not None and section.existing_key:
        readers = _readers(section.existing_key, baseline.archive_account.id)
        policies[section.existing_key] = document(
            *readers, *documents.trail_key_statements(organization, names)
        )
    return policies


def _of_others(trail: ExistingTrail, archive: str, *, search: bool) -> dict[str, dict[str, Any]]:
    """Return what the key of a trail of others must allow for the search.

    Source: https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html
    """
    if not search or trail.key is None or trail.key.split(":")[4] == archive:
        return {}
    return {trail.key: document(_through_iam("ReadThroughIam", archive, "kms:Decrypt"))}


def _readers(key_arn: str, archive: str) -> list[Statement]:
    """Let the key's account administer it, and the archive account's analysts decrypt, through IAM."""
    owner = key_arn.split(":")[4]
    administer = _through_iam("AdministerThroughIam", owner, "kms:*")
    return (
        [administer]
        if owner == archive
        else [administer, _through_iam("ReadThroughIam", archive, "kms:Decrypt")]
    )


def _through_iam(sid: str, account: str, action: str) -> Statement:
    return {
        "Sid": sid,
        "Effect": "Allow",
        "Principal": {"AWS": root_arn(account)},
        "Action": action,
        "Resource": "*",
    }

"""Names and ARNs of trails, their key and log group: literal, so that they work across accounts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from guardrails.aws_facts.arns import build_arn, log_group_arn, trail_arn
from guardrails.baseline import Baseline
from guardrails.baseline.sections.trail import Trail
from guardrails.organization import Organization
from guardrails.stacks.common.documents import unlisted


def trail_names(baseline: Baseline, section: Trail) -> tuple[str, ...]:
    """Return the trail's name, then those that it had before in the same region.

    A renamed trail is made before the old one goes: what the old one writes until then must arrive, and what
    it wrote must stay readable.
    """
    return tuple(dict.fromkeys((section.trail_name, *former_trails(baseline))))


def former_trails(baseline: Baseline) -> Iterator[str]:
    """Yield the names of former trails of the home region that nobody has deleted."""
    for entry in baseline.former:
        in_home_region = entry.home_region in (None, baseline.organization.home_region)
        if entry.trail is not None and entry.deleted is None and in_home_region:
            yield entry.trail


def trail_arns(organization: Organization, names: Sequence[str]) -> str | list[str]:
    """Return the ARNs of organization trails, which the management account owns; text where there is one."""
    home, owner = organization.home_region, organization.management_account.id
    return unlisted(trail_arn(home, owner, name) for name in names)


def any_trail(organization: Organization) -> str:
    """Return the pattern of the management account's trails, as a key sees them in the encryption context."""
    return trail_arn("*", organization.management_account.id, "*")


def trail_key_alias(home_region: str, account: str, section: Trail) -> str:
    """Return the alias ARN of the key of the log files, by which CloudTrail finds it in another account.

    Source: https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_CreateTrail.html (KmsKeyId)
    """
    return build_arn("kms", home_region, account, f"alias/{section.key_alias}")


def log_group(organization: Organization, trail_name: str) -> str:
    """Return the ARN of a trail's log group in the management account."""
    name = f"/guardrails/{trail_name}"
    return log_group_arn(organization.home_region, organization.management_account.id, name)

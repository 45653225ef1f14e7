"""Group what tells evidence, so that a policy says it in as few statements as it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.aws_facts.arns import access_points_arn, bucket_arn
from guardrails.controls.control import TrailFacts


def bucket_arns(evidence: Iterable[TrailFacts]) -> list[str]:
    """List the ARNs of all buckets, of their objects and of what may lead to them, each once.

    Anybody in a bucket's account can make an access point for it, under a name of his own.
    """
    trails = [facts for facts in evidence if facts.buckets]
    buckets = dict.fromkeys(bucket_arn(name) for facts in trails for name in facts.buckets)
    accounts = dict.fromkeys(facts.archive_account for facts in trails)
    through = [access_points_arn(account) for account in accounts]
    return [*(f"{bucket}{part}" for bucket in buckets for part in ("", "/*")), *through]


def aliased_keys(evidence: Iterable[TrailFacts]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield accounts with the aliases of their keys: every account has a key of each of the aliases."""
    accounts: dict[str, dict[str, None]] = {}
    for facts in evidence:
        if facts.key_alias:
            accounts.setdefault(f"alias/{facts.key_alias}", {})[facts.archive_account] = None
    aliases: dict[tuple[str, ...], list[str]] = {}
    for alias, owners in accounts.items():
        aliases.setdefault(tuple(owners), []).append(alias)
    for shared, names in aliases.items():
        yield list(shared), names

"""Group what tells evidence, so that a policy says it in as few statements as it can."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from guardrails.controls.control import TrailFacts


def bucket_arns(evidence: Iterable[TrailFacts]) -> list[str]:
    """List the ARNs of all buckets, of their objects and of what may lead to them, each once.

    Anybody in a bucket's account can make an access point for it, under a name of his own.
    """
    trails = [facts for facts in evidence if facts.buckets]
    buckets = dict.fromkeys(f"arn:aws:s3:::{name}" for facts in trails for name in facts.buckets)
    accounts = dict.fromkeys(facts.archive_account for facts in trails)
    through = [f"arn:aws:s3:*:{account}:accesspoint/*" for account in accounts]
    return [*(f"{bucket}{part}" for bucket in buckets for part in ("", "/*")), *through]


def aliased_keys(evidence: Iterable[TrailFacts]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the beginnings of keys' ARNs with the aliases of those keys: each alias with each beginning."""
    accounts: dict[str, dict[str, None]] = {}
    for facts in evidence:
        if facts.key_alias:
            account = f"arn:aws:kms:*:{facts.archive_account}"
            accounts.setdefault(f"alias/{facts.key_alias}", {})[account] = None
    aliases: dict[tuple[str, ...], list[str]] = {}
    for alias, beginnings in accounts.items():
        aliases.setdefault(tuple(beginnings), []).append(alias)
    for shared, names in aliases.items():
        yield list(shared), names

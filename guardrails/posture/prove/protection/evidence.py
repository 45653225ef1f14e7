"""Protections of the evidence: that of the trail, and that of earlier deployments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from guardrails.aws_facts.arns import access_points_arn, bucket_arn, build_arn, trail_arn
from guardrails.baseline.model import Baseline
from guardrails.baseline.sections.former import FormerEvidence
from guardrails.policy import condition
from guardrails.policy.language.document import Conditions
from guardrails.posture.prove.protection.model import Protection
from guardrails.posture.prove.protection.reviewed import ALIAS, BUCKET, KEY, TRAIL, Kind, harmful
from guardrails.posture.prove.worlds import World


class _Asset(NamedTuple):
    """One thing that is protected: what it is called when it isn't, and what tells it."""

    name: str
    sentence: str
    kind: Kind
    resources: tuple[str, ...]
    which: Conditions = ()


def evidence(baseline: Baseline, _world: World) -> Iterator[Protection]:
    """Ask for the trail, its buckets, key and alias; then for what `former` names and nobody has deleted."""
    if (trail := baseline.trail) is not None:
        archive = baseline.archive_account.id
        for asset in (
            _trail(trail.trail_name),
            _buckets(trail.buckets, archive),
            *_key(archive, trail.own_key_alias or None, trail.key_arn),
        ):
            yield _protection(("trail",), asset, asset.name)
    for index, entry in enumerate(baseline.former):
        if entry.deleted is None:
            for asset in _former_assets(entry):
                yield _protection(("former", index), asset, "former-evidence-unprotected")


def _protection(path: tuple[str | int, ...], asset: _Asset, name: str) -> Protection:
    actions = harmful(asset.kind)
    return Protection(4, name, "protect_trail", path, asset.sentence, actions, asset.resources, asset.which)


def _former_assets(entry: FormerEvidence) -> Iterator[_Asset]:
    if entry.trail is not None:
        yield _trail(entry.trail)
    if entry.buckets:
        yield _buckets(entry.buckets, entry.account)
    yield from _key(entry.account, entry.key_alias, entry.key_arn)


def _trail(name: str) -> _Asset:
    arns = (trail_arn("*", "*", name),)
    return _Asset("trail-unprotected", "the recording can be stopped or changed", TRAIL, arns)


def _buckets(names: tuple[str, ...], account: str) -> _Asset:
    """Ask for the buckets, and for every access point of their account: each may lead to one of them.

    Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
    """
    objects = [bucket_arn(f"{name}{part}") for name in names for part in ("", "/*")]
    arns = (*objects, access_points_arn(account))
    return _Asset("logs-unprotected", "the evidence can be deleted or changed", BUCKET, arns)


def _key(account: str, alias: str | None, arn: str | None) -> Iterator[_Asset]:
    sentence = "the evidence's key can be disabled or deleted"
    if arn is not None:
        yield _Asset("key-unprotected", sentence, KEY, (arn,))
    if alias is not None:
        name = f"alias/{alias}"
        aliased = condition("ForAnyValue:StringEquals", "kms:ResourceAliases", [name])
        yield _Asset("key-unprotected", sentence, KEY, (build_arn("kms", "*", account, "key/*"),), aliased)
        sentence = "the alias that tells the evidence's key can be taken from it"
        yield _Asset("key-unprotected", sentence, ALIAS, (build_arn("kms", "*", account, name),))

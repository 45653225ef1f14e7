"""Changes of a baseline that leave evidence behind in AWS, and calls that must stay denied afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tests.baselines import SOUND
from tests.oracle import Request

ARCHIVE, AUDIT = "222222222222", "222222222223"
KEY = f"arn:aws:kms:eu-central-1:{ARCHIVE}:key/0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9"
OTHER_KEY = KEY.replace("0a1b", "9a9b")
TRAIL = "trail:\n  bucket: exampleorg1-trail\n  archive_account: Security/log-archive\n"
_DEPLOYMENT = (
    "  deployment-{0}: {{ principal: 'arn:aws:iam::{0}:role/cdk-guardrails-*', owner: me@example.com, "
)
BEFORE = SOUND.replace(
    'log-archive: "222222222222" }', f'log-archive: "{ARCHIVE}", audit: "{AUDIT}" }}'
).replace("guardrails:\n", f"{_DEPLOYMENT.format(AUDIT)}reason: Deploys }}\nguardrails:\n")
"""The sound baseline, with a second account to move to."""


@dataclass(frozen=True)
class Move:
    """A change, and what of AWS it no longer names."""

    before: str
    after: str
    left: str
    """The entry of `former` that names it, in the order in which `check` writes it."""
    calls: tuple[Request, ...]
    """Each was denied before."""


def _changed(*changes: tuple[str, str]) -> str:
    text = BEFORE
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _object(bucket: str) -> Request:
    return Request("s3:DeleteObjectVersion", resource=f"arn:aws:s3:::{bucket}/AWSLogs/x")


def _aliased(alias: str, account: str = ARCHIVE, region: str = "eu-central-1") -> tuple[Request, ...]:
    key = f"arn:aws:kms:{region}:{account}:key/1234"
    named = {"kms:ResourceAliases": [f"alias/{alias}"]}
    return (
        Request("kms:ScheduleKeyDeletion", resource=key, context=named),
        Request("kms:DeleteAlias", resource=f"arn:aws:kms:{region}:{account}:alias/{alias}"),
    )


def _trail(name: str) -> Request:
    return Request(
        "cloudtrail:StopLogging", resource=f"arn:aws:cloudtrail:eu-central-1:111111111111:trail/{name}"
    )


_BUCKETS = (_object("exampleorg1-trail"), _object("exampleorg1-trail-access"))
_EVERYTHING = (*_BUCKETS, *_aliased("organization-trail"), _trail("organization-trail"))
_OLD_BUCKETS = "buckets: [exampleorg1-trail, exampleorg1-trail-access]"
_OTHER_BUCKET = ("bucket: exampleorg1-trail\n", "bucket: exampleorg1-trail-2\n")
_OWN_KEY = ("bucket: exampleorg1-trail\n", f"bucket: exampleorg1-trail\n  existing_key: {KEY}\n")

MOVES: Mapping[str, Move] = {
    "bucket": Move(BEFORE, _changed(_OTHER_BUCKET), f'account: "{ARCHIVE}", {_OLD_BUCKETS}', _BUCKETS),
    "bucket of one's own": Move(
        BEFORE,
        _changed(("bucket: exampleorg1-trail\n", "bucket: exampleorg1-trail\n  existing_bucket: true\n")),
        f'account: "{ARCHIVE}", buckets: [exampleorg1-trail-access]',
        _BUCKETS,
    ),
    "archive account": Move(
        BEFORE,
        _changed(_OTHER_BUCKET, ("archive_account: Security/log-archive", "archive_account: Security/audit")),
        f'account: "{ARCHIVE}", {_OLD_BUCKETS}, key_alias: organization-trail',
        (*_BUCKETS, *_aliased("organization-trail")),
    ),
    "key alias": Move(
        BEFORE,
        _changed(("trail:\n  bucket", "trail:\n  key_alias: evidence\n  bucket")),
        f'account: "{ARCHIVE}", key_alias: organization-trail',
        _aliased("organization-trail"),
    ),
    "key of one's own": Move(
        BEFORE,
        _changed(_OWN_KEY),
        f'account: "{ARCHIVE}", key_alias: organization-trail',
        _aliased("organization-trail"),
    ),
    "another key of one's own": Move(
        _changed(_OWN_KEY),
        _changed(_OWN_KEY).replace(KEY, OTHER_KEY),
        f'account: "{ARCHIVE}", key_arn: "{KEY}"',
        (Request("kms:ScheduleKeyDeletion", resource=KEY),),
    ),
    "trail name": Move(
        BEFORE,
        _changed(("trail:\n  bucket", "trail:\n  name: everything\n  bucket")),
        f'account: "{ARCHIVE}", trail: organization-trail',
        (_trail("organization-trail"),),
    ),
    "home region": Move(
        BEFORE,
        _changed(
            _OTHER_BUCKET,
            ("trail:\n  bucket", "trail:\n  name: everything\n  bucket"),
            ("home_region: eu-central-1", "home_region: eu-west-1"),
            ("Security: [eu-central-1]", "Security: [eu-west-1]"),
        ),
        f'account: "{ARCHIVE}", {_OLD_BUCKETS}, trail: organization-trail',
        _EVERYTHING,
    ),
    "section": Move(
        BEFORE,
        _changed((TRAIL, "")),
        f'account: "{ARCHIVE}", {_OLD_BUCKETS}, key_alias: organization-trail, trail: organization-trail',
        _EVERYTHING,
    ),
}
"""By what changes."""

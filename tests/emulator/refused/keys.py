"""KMS: keys that lock their owner out, aliases, and the wait before a deletion."""

from __future__ import annotations

from typing import Any

from tests.emulator.cases import allow, resource
from tests.emulator.refused.case import DOCS, ROOT, RUN, Call, Refused, document, text

_API = f"{DOCS}/kms/latest/APIReference"
_GUIDE = f"{DOCS}/kms/latest/developerguide"


def _key(
    name: str, page: str, policy: dict[str, Any], code: str = "MalformedPolicyDocumentException"
) -> Refused:
    return Refused(
        name=f"key: {name}",
        page=page,
        code=code,
        it=resource("AWS::KMS::Key", KeyPolicy=policy),
        call=Call("kms", "create_key", {"Policy": text(policy)}),
    )


def _alias(name: str, alias: str) -> Refused:
    return Refused(
        name=f"alias: {name}",
        page=f"{_API}/API_CreateAlias.html",
        code="InvalidAliasNameException",
        it=resource("AWS::KMS::Alias", AliasName=alias, TargetKeyId={"Ref": "Key"}),
        others={"Key": resource("AWS::KMS::Key", KeyPolicy=allow("kms:*", ROOT))},
    )


_KEY_PAGE = f"{DOCS}/AWSCloudFormation/latest/TemplateReference/aws-resource-kms-key.html"
_LOCKED_OUT = f"{_GUIDE}/key-policy-default.html"
_SERVICE = {"Service": "cloudtrail.amazonaws.com"}
CASES = (
    _key("nobody may change its policy", _LOCKED_OUT, allow("kms:Encrypt", ROOT)),
    _key("a service alone may do everything", _LOCKED_OUT, allow("kms:*", _SERVICE)),
    _key("another account alone may do everything", _LOCKED_OUT, allow("kms:*", {"AWS": "222222222222"})),
    _key(
        "a role that isn't there",
        f"{_API}/API_CreateKey.html",
        document(
            *allow("kms:*", ROOT)["Statement"],
            *allow("kms:Encrypt", {"AWS": "arn:aws:iam::111111111111:role/nobody"})["Statement"],
        ),
    ),
    _key(
        "no resource",
        f"{_API}/API_CreateKey.html",
        document({"Effect": "Allow", "Principal": ROOT, "Action": "kms:*"}),
    ),
    _key(
        "an action of another service", f"{_API}/API_CreateKey.html", allow(["kms:*", "s3:GetObject"], ROOT)
    ),
    _alias("AWS's own prefix", f"alias/aws/{RUN}"),
    _alias("a space", f"alias/a b {RUN}"),
    Refused(
        name="alias: a key that isn't there",
        page=f"{_API}/API_CreateAlias.html",
        code="NotFoundException",
        it=resource(
            "AWS::KMS::Alias",
            AliasName=f"alias/none-{RUN}",
            TargetKeyId="12345678-1234-1234-1234-123456789012",
        ),
    ),
    Refused(
        name="key: a wait of six days",
        page=_KEY_PAGE,
        code="#/PendingWindowInDays: failed validation constraint for keyword [minimum]",
        it=resource("AWS::KMS::Key", PendingWindowInDays=6),
    ),
    Refused(
        name="key: a wait of 31 days",
        page=_KEY_PAGE,
        code="#/PendingWindowInDays: failed validation constraint for keyword [maximum]",
        it=resource("AWS::KMS::Key", PendingWindowInDays=31),
    ),
    Refused(
        name="key: a pair of keys that rotates",
        page=f"{_API}/API_EnableKeyRotation.html",
        code="UnsupportedOperationException",
        it=resource("AWS::KMS::Key", KeySpec="RSA_2048", KeyUsage="SIGN_VERIFY", EnableKeyRotation=True),
    ),
)

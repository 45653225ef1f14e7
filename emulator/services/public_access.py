"""The public access block of an account, which S3 Control answers for.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetPublicAccessBlock.html
"""

from __future__ import annotations

import re
from http import HTTPStatus

from emulator import hooks

PATH = "/v20180820/configuration/publicAccessBlock"
ACTIONS = {
    "GET": "s3:GetAccountPublicAccessBlock",
    "PUT": "s3:PutAccountPublicAccessBlock",
    "DELETE": "s3:PutAccountPublicAccessBlock",
}
SETTINGS = ("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets")
_XML = {"Content-Type": "application/xml"}
_NONE = (
    "<ErrorResponse><Error><Code>NoSuchPublicAccessBlockConfiguration</Code>"
    "<Message>The public access block configuration was not found</Message></Error></ErrorResponse>"
)


class PublicAccessBlocks:
    """The settings of the accounts that have a block."""

    def __init__(self) -> None:
        self.settings: dict[str, dict[str, bool]] = {}


BLOCKS = PublicAccessBlocks()


def install() -> None:
    """Let the gateway answer for the block of the account that calls."""
    hooks.answer_path(PATH, ACTIONS, _answer)


def _answer(method: str, body: bytes) -> hooks.Answer:
    account = hooks.current_account()
    if method == "PUT":
        BLOCKS.settings[account] = {name: _is_on(name, body.decode()) for name in SETTINGS}
        return HTTPStatus.OK, {}, b""
    if method == "DELETE":
        BLOCKS.settings.pop(account, None)
        return HTTPStatus.NO_CONTENT, {}, b""
    settings = BLOCKS.settings.get(account)
    if settings is None:
        return HTTPStatus.NOT_FOUND, dict(_XML), _NONE.encode()
    shown = "".join(f"<{name}>{str(value).lower()}</{name}>" for name, value in settings.items())
    content = f"<PublicAccessBlockConfiguration>{shown}</PublicAccessBlockConfiguration>"
    return HTTPStatus.OK, dict(_XML), content.encode()


def _is_on(name: str, body: str) -> bool:
    return re.search(f"<{name}>true</{name}>", body, re.IGNORECASE) is not None

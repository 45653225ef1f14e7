"""Correct the answers of ministack's IAM about an account's root user."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ministack.core import responses as responses_module
from ministack.services import iam as iam_module

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.hooks.gateway import Answer

_ROOT_KEYS = "default"
"""The user under whose name ministack keeps the keys that a root user makes for itself."""
_KEY_COLUMNS = "false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,"


def correct_root_user(has_second_factor: Callable[[str], bool], has_password: Callable[[str], bool]) -> None:
    """Let the account summary and the credential report tell of the root user what is true of it.

    ministack counts every user's device for the root user's own, and no key.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
    """
    summarize, build_report = (
        iam_module._IAM_HANDLERS["GetAccountSummary"],
        iam_module._build_credential_report,
    )

    def summarize_root_user(parameters: Any) -> Answer:
        status, headers, content = summarize(parameters)
        account = responses_module.get_account_id()
        content = _with_new_entry(content, "AccountPasswordPresent", int(has_password(account)))
        content = _with_entry(content, "AccountMFAEnabled", int(has_second_factor(account)))
        return status, headers, _with_entry(content, "AccountAccessKeysPresent", int(bool(_root_keys())))

    def build_corrected_report() -> str:
        header, root, *users = build_report().split("\n")
        protected = has_second_factor(responses_module.get_account_id())
        before, found, after = root.partition(f"false,{_KEY_COLUMNS}")
        columns = "".join(_columns(key) for key in (*_root_keys(), None, None)[:2])
        corrected = f"{before}{str(protected).lower()},{columns}{after}" if found else root
        return "\n".join((header, corrected, *users))

    iam_module._IAM_HANDLERS["GetAccountSummary"] = summarize_root_user
    iam_module._build_credential_report = build_corrected_report


def age_access_key(account: str, key_id: str, created: str) -> bool:
    """Let an access key have been made at another time; False: there is no such key."""
    record = iam_module._access_keys.get_scoped(account, None, key_id)
    if record is not None:
        record["CreateDate"] = created
    return record is not None


def _root_keys() -> list[dict[str, Any]]:
    return [key for key in iam_module._access_keys.values() if key["UserName"] == _ROOT_KEYS]


def _columns(key: dict[str, Any] | None) -> str:
    if key is None:
        return "false,N/A,N/A,N/A,N/A,"
    return f"{str(key['Status'] == 'Active').lower()},{key['CreateDate']},N/A,N/A,N/A,"


def _with_entry(content: bytes, name: str, value: int) -> bytes:
    entry = rb"(<key>%s</key><value>)\d+" % name.encode()
    return re.sub(entry, rb"\g<1>%d" % value, content)


def _with_new_entry(content: bytes, name: str, value: int) -> bytes:
    entry = b"<entry><key>%s</key><value>%d</value></entry>" % (name.encode(), value)
    return re.sub(rb"(<entry>\s*<key>AccountMFAEnabled</key>)", entry + rb"\1", content)

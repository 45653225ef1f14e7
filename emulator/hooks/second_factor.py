"""Second factors in ministack's IAM and STS: devices whose codes count, and sessions that say so."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import base64
import contextvars
import re
import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import ministack.core.iam_evaluator as evaluator_module
from ministack.services import iam as iam_module
from ministack.services import sts as sts_module

from emulator.hooks.gateway import handler_of, route

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.hooks.gateway import Answer

_PRESENT = "aws:multifactorauthpresent"
_SHOWN = "SecondFactor"
"""Marks a session that was begun with a code."""
_shown: contextvars.ContextVar[bool] = contextvars.ContextVar("second_factor_shown", default=False)
_OPERATIONS = ("AssumeRole", "GetSessionToken")
_INVALID = "MultiFactorAuthentication failed with invalid MFA one time pass code. "


def take_second_factors(codes_of: Callable[[str], tuple[str, ...]]) -> None:
    """Let AssumeRole and GetSessionToken take a device's code, and policies test that one was shown.

    Sessions of GetSessionToken say so in each of their calls, those of AssumeRole in none:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html
    """
    _give_devices_a_seed()
    _say_that_it_was_shown()
    answer = handler_of("sts")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Answer:
        form = {**query, **parse_qs(body.decode("utf-8", "replace"))}
        operation, serial, shown = (
            form.get(name, [""])[0] for name in ("Action", "SerialNumber", "TokenCode")
        )
        if operation not in _OPERATIONS or not serial:
            return await answer(method, path, headers, body, query)
        device = _device(serial, headers, query)
        if device is None or shown not in codes_of(device["Base32StringSeed"]):
            refused: Answer = sts_module._error(403, "AccessDenied", _INVALID, ns="sts")
            return refused
        token = _shown.set(True)
        try:
            answered = await answer(method, path, headers, body, query)
        finally:
            _shown.reset(token)
        if operation == "GetSessionToken":
            _mark(answered[2])
        return answered

    route("sts", handle, "sts")


def _device(serial: str, headers: dict[str, str], query: dict[str, list[str]]) -> Any:
    """Give the caller's own device of a serial number; None: he has none."""
    device = iam_module._mfa_devices.get(serial)
    caller = sts_module._caller_identity(headers, query)
    owner = caller["principalName"] if isinstance(caller, dict) else ""
    return device if device and owner and device["User"] == owner else None


def _mark(answer: bytes) -> None:
    key = re.search(rb"<AccessKeyId>(\w+)</AccessKeyId>", answer)
    if key is not None:
        sts_module._sessions[key[1].decode()][_SHOWN] = True


def _say_that_it_was_shown() -> None:
    describe = evaluator_module._principal_keys

    def principal_keys(credential: Any) -> dict[str, Any]:
        keys: dict[str, Any] = describe(credential)
        session = sts_module._sessions.get(credential.access_key_id) or {}
        if _shown.get() or session.get(_SHOWN):
            keys[_PRESENT] = "true"
        return keys

    evaluator_module._principal_keys = principal_keys
    sts_module._principal_keys = principal_keys


def _give_devices_a_seed() -> None:
    """Give a new device a seed in base 32: ministack's has digits that base 32 doesn't know."""
    create = iam_module._IAM_HANDLERS["CreateVirtualMFADevice"]

    def create_virtual_mfa_device(parameters: Any) -> Answer:
        earlier_serials = set(iam_module._mfa_devices)
        answer: Answer = create(parameters)
        for serial in set(iam_module._mfa_devices) - earlier_serials:
            device = iam_module._mfa_devices[serial]
            old = base64.b64encode(device["Base32StringSeed"].encode())
            device["Base32StringSeed"] = base64.b32encode(secrets.token_bytes(20)).decode()
            new = base64.b64encode(device["Base32StringSeed"].encode())
            answer = (answer[0], answer[1], answer[2].replace(old, new))
        return answer

    iam_module._IAM_HANDLERS["CreateVirtualMFADevice"] = create_virtual_mfa_device

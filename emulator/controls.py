"""Answer a test's wishes beside AWS's own paths: faults, latency, counted calls, and states of accounts.

Each is a `POST` of JSON to `/_local/controls/NAME`, but for `GET /_local/controls/calls`.
"""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, TypeAlias

from emulator import hooks
from emulator.errors import EmulatorError
from emulator.faults import FAULTS, PlannedFault
from emulator.identity_center.service import CENTER
from emulator.incoming import read_body, send_answer
from emulator.organization.state import STATUSES
from emulator.services.iam import ROOT_USERS

if TYPE_CHECKING:
    from collections.abc import Callable

    from emulator.hooks import Asgi
    from emulator.organization.state import OrganizationState

    Control: TypeAlias = Callable[[dict[str, Any]], Any]

PATH = "/_local/controls/"


def answering(application: Asgi, organization: OrganizationState) -> Asgi:
    """Answer for the controls, and let the application answer for everything else."""
    table = _CONTROLS | _of_organization(organization)

    async def answered(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await application(scope, receive, send)
            return
        name = scope["path"].removeprefix(PATH)
        told: Any
        try:
            wish = json.loads(await read_body(receive) or b"{}")
            status, told = HTTPStatus.OK, table[name](wish)
        except (KeyError, TypeError, ValueError, EmulatorError) as error:
            status, told = HTTPStatus.BAD_REQUEST, str(error)
        await send_answer(send, (status, {"content-type": "application/json"}, json.dumps(told).encode()))

    return answered


def _plan(wish: dict[str, Any]) -> int:
    return FAULTS.plan(PlannedFault(**wish))


def _end(wish: dict[str, Any]) -> None:
    del FAULTS.planned[wish["number"]]


def _delay(wish: dict[str, Any]) -> None:
    FAULTS.latency_seconds = float(wish["seconds"])


def _calls(_wish: dict[str, Any]) -> dict[str, int]:
    return dict(FAULTS.calls)


def _forget_calls(_wish: dict[str, Any]) -> None:
    FAULTS.calls.clear()


def _root_user(wish: dict[str, Any]) -> None:
    if wish["second_factor"]:
        ROOT_USERS.with_second_factor.add(wish["account"])
    else:
        ROOT_USERS.with_second_factor.discard(wish["account"])
    if wish["password"]:
        ROOT_USERS.without_password.discard(wish["account"])
    else:
        ROOT_USERS.without_password.add(wish["account"])


def _access_key(wish: dict[str, Any]) -> None:
    if not hooks.age_access_key(wish["account"], wish["key_id"], wish["created"]):
        raise EmulatorError(f"{wish['account']} has no access key {wish['key_id']}")


def _of_organization(organization: OrganizationState) -> dict[str, Control]:
    """Give the controls over states that AWS alone sets."""

    def set_account_state(wish: dict[str, Any]) -> None:
        account = organization.nodes[wish["account"]]
        account.state, account.status = wish["state"], STATUSES[wish["state"]]

    def set_features(wish: dict[str, Any]) -> None:
        organization.feature_set = wish["feature_set"]

    def set_permission_sets(wish: dict[str, Any]) -> None:
        for instance in CENTER.instances.values():
            instance.has_permission_sets = wish["enabled"]

    return {
        "account-state": set_account_state,
        "features": set_features,
        "permission-sets": set_permission_sets,
    }


_CONTROLS: dict[str, Control] = {
    "access-key": _access_key,
    "calls": _calls,
    "faults": _plan,
    "fault-end": _end,
    "forget-calls": _forget_calls,
    "latency": _delay,
    "root-user": _root_user,
}

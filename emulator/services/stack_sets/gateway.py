"""Let the gateway answer for stack sets, and the sets follow the accounts of the organization."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from emulator import hooks
from emulator.errors import ApiError
from emulator.services import query
from emulator.services.stack_sets import permission
from emulator.services.stack_sets.operations import STACK_SETS, StackSetOperations

if TYPE_CHECKING:
    from emulator.organization.state import OrganizationState
    from emulator.services.operations import Request

_MOVES_ACCOUNTS = frozenset({"CreateAccount", "MoveAccount"})


def install(organization: OrganizationState, *, enforce: bool) -> None:
    """Answer beside ministack's own CloudFormation, and follow the accounts of the organization."""
    permit = permission.asking(organization) if enforce else permission.unasked
    operations = StackSetOperations(organization, STACK_SETS, permit)
    _answer_for_sets(operations)
    _follow_accounts(operations)


def _answer_for_sets(operations: StackSetOperations) -> None:
    inner, table = hooks.handler_of("cloudformation"), operations.table()

    def answer(name: str, request: Request) -> hooks.Answer:
        try:
            operations.check(name)
            return query.answer_of(name, table[name](request) or {})
        except ApiError as error:
            return query.complaint_of(error)

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_parameters: dict[str, list[str]]
    ) -> hooks.Answer:
        request = query.request_of(body, query_parameters)
        name = request.get("Action", "")
        if name not in table:
            return await inner(method, path, headers, body, query_parameters)
        # The stacks are made by the event loop, which must stay free for them.
        return await asyncio.to_thread(answer, name, request)

    hooks.route("cloudformation", handle, "cloudformation")


def _follow_accounts(operations: StackSetOperations) -> None:
    inner = hooks.handler_of("organizations")

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query_parameters: dict[str, list[str]]
    ) -> hooks.Answer:
        answer = await inner(method, path, headers, body, query_parameters)
        operation = headers.get("x-amz-target", "").rsplit(".", 1)[-1]
        if operation in _MOVES_ACCOUNTS and answer[0] == HTTPStatus.OK:
            account_fields = json.loads(answer[2]).get("CreateAccountStatus") or json.loads(body)
            await asyncio.to_thread(operations.follow, account_fields["AccountId"])
        return answer

    hooks.route("organizations", handle, "organizations")

"""Let a short stack operation end before its call is answered, and drift be read beside the event loop.

The CDK CLI looks at once whether the stack is done, and then every five seconds: so a second of patience here
saves five there.
"""

from __future__ import annotations

import asyncio
import re
from http import HTTPStatus
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import parse_qs

from emulator import hooks
from emulator.errors import ApiError
from emulator.execution import checks, roles
from emulator.execution.acting import acting
from emulator.services import drift_aware, imports
from emulator.services.query import complaint_of

if TYPE_CHECKING:
    from collections.abc import Awaitable, Mapping

    from emulator.organization.state import OrganizationState

Form: TypeAlias = dict[str, list[str]]
PATIENCE_SECONDS = 4.0
_STARTS_AN_OPERATION = frozenset(
    {
        "CreateStack",
        "UpdateStack",
        "DeleteStack",
        "ExecuteChangeSet",
        "RollbackStack",
        "ContinueUpdateRollback",
    }
)
# These read resources while they are answered, which the event loop must stay free for.
_READS_RESOURCES = frozenset({"DetectStackDrift", "DetectStackResourceDrift"})
# The CDK CLI sends an empty list, in which ministack sees one resource without a name.
_SKIPS_NOTHING = re.compile(rb"(?:^|&)ResourcesToSkip=(?=&|$)")
_UNRECOGNIZED = re.compile(rb"Template format error: Unrecognized resource types: \[([^\]]*)\]")

_STACK_ID = re.compile(rb"<StackId>([^<]+)</StackId>")


def install(organization: OrganizationState, *, enforce: bool) -> None:
    """Wrap ministack's own CloudFormation."""
    inner = hooks.handler_of("cloudformation")
    hooks.correct_template_conditions()
    if enforce:
        checks.install(organization)

    async def handle(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> hooks.Answer:
        body = _SKIPS_NOTHING.sub(b"", body)
        form = query | parse_qs(body.decode())
        operation = form.get("Action", [""])[0]
        if operation in _READS_RESOURCES:
            return await asyncio.to_thread(_driven, inner(method, path, headers, body, query))
        try:
            caller = hooks.ACTING.get() or hooks.caller_of(headers, query) if enforce else None
            principal = roles.principal_of(operation, form, caller, organization)
            if operation == "CreateChangeSet":
                imports.check(form)
        except ApiError as error:
            return complaint_of(error)
        drift = await drift_aware.begun(operation, form)
        before = asyncio.all_tasks()
        with acting(principal), hooks.knowing(await _to_import(operation, form)):
            answer = _named(await inner(method, path, headers, body, query))
        if answer[0] == HTTPStatus.OK:
            answer = _completed(operation, form, answer)
        started = asyncio.all_tasks() - before
        if drift is not None:
            drift.ended(started)
        if started and operation in _STARTS_AN_OPERATION:
            await asyncio.wait(started, timeout=PATIENCE_SECONDS)
        skipped_resources = _skipping(operation, form)
        with acting(principal):
            return (
                await inner(method, path, headers, body + skipped_resources, query)
                if skipped_resources
                else answer
            )

    hooks.route("cloudformation", handle, "cloudformation")


async def _to_import(operation: str, form: Form) -> Mapping[tuple[str, str], hooks.ExistingResource]:
    """Look up what a request imports, on a thread, since the services are asked."""
    entries = imports.entries_of(operation, form)
    return await asyncio.to_thread(imports.looked_up, entries) if entries else {}


def _skipping(operation: str, form: Form) -> bytes:
    """Name what a forced rollback leaves as it is: the resources that failed once more."""
    if operation != "ContinueUpdateRollback" or form.get("ForceRollback") != ["true"]:
        return b""
    failed = (hooks.stack_record(form["StackName"][0]) or {}).get("_rollback_failed") or {}
    return b"".join(
        f"&ResourcesToSkip.member.{number}={name}".encode() for number, name in enumerate(failed, 1)
    )


def _named(answer: hooks.Answer) -> hooks.Answer:
    """Say of a type that isn't on the list that it is not emulated, rather than not recognised."""
    status, headers, content = answer
    unknown = _UNRECOGNIZED.search(content) if status == HTTPStatus.BAD_REQUEST else None
    if unknown is None:
        return answer
    named = b", ".join(
        b"resource type %s is not emulated; add it to emulator/resources/" % name
        for name in unknown[1].split(b", ")
    )
    return status, headers, content.replace(unknown[0], named)


def _completed(operation: str, form: Form, answer: hooks.Answer) -> hooks.Answer:
    """Add to an answer what ministack leaves out, and keep the role of an accepted operation."""
    if operation in roles.CHANGING:
        roles.remember(operation, form)
    if operation == "GetTemplateSummary":
        return imports.with_identifiers(form, answer)
    return _with_roles(answer) if operation == "DescribeStacks" else answer


def _with_roles(answer: hooks.Answer) -> hooks.Answer:
    """Name the role that each stack remembers."""
    status, headers, content = answer

    def named(match: re.Match[bytes]) -> bytes:
        role = roles.role_of(match[1].decode())
        return match[0] + (b"<RoleARN>%s</RoleARN>" % role.encode() if role else b"")

    return status, headers, _STACK_ID.sub(named, content)


def _driven(answering: Awaitable[hooks.Answer]) -> hooks.Answer:
    """Run a handler that awaits nothing, on this thread."""
    steps = answering.__await__()
    try:
        next(steps)
    except StopIteration as finished:
        answer: hooks.Answer = finished.value
        return answer
    raise RuntimeError("ministack's CloudFormation handler waits for something now")

"""Stack operations as they begin, and the requests for single resources that they are made of."""

# These modules exist to touch ministack's private names, so that no other one does.
# ruff: noqa: SLF001
from __future__ import annotations

import contextvars
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

import ministack.services.cloudformation as cloudformation_module
from ministack.core import responses as responses_module
from ministack.services.cloudformation import changesets as changesets_module
from ministack.services.cloudformation import handlers as handlers_module
from ministack.services.cloudformation import provisioners as provisioners_module
from ministack.services.cloudformation import stacks as stacks_module

from emulator.hooks.acting import ACTING, ActingPrincipal
from emulator.hooks.gateway import current_account, current_region

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine, Mapping

_deploy = stacks_module._deploy_stack_async
_delete = stacks_module._delete_stack_async


@dataclass(frozen=True)
class StackOperation:
    """A creation, update or deletion of a stack, with what it was called with.

    Attributes:
        events: How many events the stack had when the operation began.
        acting: Who acts in it.
    """

    kind: Literal["deploy", "delete"]
    account: str
    region: str
    stack: str
    stack_id: str
    arguments: tuple[Any, ...]
    options: dict[str, Any] = field(default_factory=dict)
    events: int = 0
    acting: ActingPrincipal | None = None


@dataclass(frozen=True)
class ResourceRequest:
    """A request to make, change or delete one resource of a stack."""

    kind: Literal["create", "update", "delete"]
    stack: str
    logical_id: str


class OperationWatcher(Protocol):
    """A watcher that hears of every operation, and carries out every request."""

    def watch(self, operation: StackOperation, work: Coroutine[Any, Any, None]) -> Coroutine[Any, Any, None]:
        """Give what does an operation's work."""

    def request(self, request: ResourceRequest, work: Callable[[], Any]) -> Any:
        """Do a request, on a thread of its own, or give what it led to before."""


def watch_operations(watcher: OperationWatcher) -> None:
    """Let a watcher see every stack operation, and do every request of it."""

    def deploy(stack: str, stack_id: str, *arguments: Any, **options: Any) -> Any:
        operation = _begun("deploy", stack, stack_id, arguments, options)
        return watcher.watch(operation, _deploy(stack, stack_id, *arguments, **options))

    def delete(stack: str, stack_id: str, *arguments: Any, **options: Any) -> Any:
        operation = _begun("delete", stack, stack_id, arguments, options)
        return watcher.watch(operation, _delete(stack, stack_id, *arguments, **options))

    stacks_module._deploy_stack_async = deploy
    handlers_module._deploy_stack_async = deploy
    changesets_module._deploy_stack_async = deploy
    stacks_module._delete_stack_async = delete
    handlers_module._delete_stack_async = delete
    _watch_requests(watcher)


def resumed(operation: StackOperation) -> Coroutine[Any, Any, None]:
    """Begin an operation anew, as if none of its events had been; it ends as its change set's execution.

    It is called and awaited in `context_of` the operation.
    """
    stack = cloudformation_module._stacks[operation.stack]
    # The template was found valid before; asked again, a bucket of the stack's own would be in its way.
    stack["_disable_validation"] = True
    del cloudformation_module._stack_events[operation.stack_id][operation.events :]
    again = _deploy if operation.kind == "deploy" else _delete
    work = again(operation.stack, operation.stack_id, *operation.arguments, **operation.options)
    for change_set in cloudformation_module._change_sets.values():
        executed = change_set.get("ExecutionStatus") == "EXECUTE_IN_PROGRESS"
        if executed and change_set.get("StackId") == operation.stack_id:
            work = changesets_module._track_change_set_execution(change_set, stack, work)
    return cast("Coroutine[Any, Any, None]", work)


def context_of(operation: StackOperation) -> contextvars.Context:
    """Give a context in which an operation's account and region are the current ones."""
    context = contextvars.Context()
    context.run(responses_module.set_request_account_id, operation.account)
    context.run(responses_module.set_request_region, operation.region)
    context.run(ACTING.set, operation.acting)
    return context


def sent_template(form: Mapping[str, list[str]]) -> dict[str, Any]:
    """Read the template that a request brings, or that the stack which it names has; empty: neither."""
    body, complaint = handlers_module._resolve_template(dict(form))
    if complaint is None and body:
        return dict(handlers_module._parse_template(body))
    record = stack_record(form.get("StackName", [""])[0])
    return dict(record["_template"]) if record and complaint is None else {}


def resources_to_import(form: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """List what a request imports: the type, the logical id and the identifier of each resource."""
    return list(changesets_module._extract_resources_to_import(dict(form)))


def _begun(
    kind: Literal["deploy", "delete"],
    stack: str,
    stack_id: str,
    arguments: tuple[Any, ...],
    options: dict[str, Any],
) -> StackOperation:
    events = len(cloudformation_module._stack_events.get(stack_id) or ())
    account, region = current_account(), current_region()
    return StackOperation(kind, account, region, stack, stack_id, arguments, options, events, ACTING.get())


def stack_record(name: str) -> dict[str, Any] | None:
    """Give a stack's record by name or id, which may be changed."""
    record: dict[str, Any] | None = handlers_module._resolve_stack(name) if name else None
    return record


def change_set_record(name: str, stack: str) -> dict[str, Any] | None:
    """Give a change set's record by id, or by its name and its stack's, which may be changed."""
    short = stack.split("/")[1] if stack.startswith("arn:") else stack
    _, record = changesets_module._find_change_set(name, short)
    return cast("dict[str, Any] | None", record)


def _watch_requests(watcher: OperationWatcher) -> None:
    create, update = provisioners_module._provision_resource, provisioners_module._update_resource
    delete = provisioners_module._delete_resource

    def ask(request: ResourceRequest, work: Callable[[], Any]) -> Any:
        # A replacement's generated name comes from a seed that the engine keeps with the resource.
        result, seed = watcher.request(request, lambda: (work(), provisioners_module._NAME_SEED.get()))
        provisioners_module._NAME_SEED.set(seed)
        return result

    def watched_create(kind: str, logical_id: str, properties: Any, stack: str) -> Any:
        request = ResourceRequest("create", stack, logical_id)
        return ask(request, lambda: create(kind, logical_id, properties, stack))

    def watched_update(  # noqa: PLR0917 ministack's own signature
        kind: str,
        physical_id: str,
        old: Any,
        new: Any,
        stack: str,
        logical_id: str | None = None,
        attributes: Any = None,
    ) -> Any:
        def work() -> Any:
            return update(kind, physical_id, old, new, stack, logical_id, attributes)

        return work() if old == new else ask(ResourceRequest("update", stack, str(logical_id)), work)

    def watched_delete(
        kind: str, physical_id: str, properties: Any, stack: str | None = None, logical_id: str | None = None
    ) -> Any:
        request = ResourceRequest("delete", str(stack), str(logical_id))
        return ask(request, lambda: delete(kind, physical_id, properties, stack, logical_id))

    for module in (provisioners_module, stacks_module):
        module._provision_resource = watched_create
        module._update_resource = watched_update
        module._delete_resource = watched_delete

"""Read a decision case, decoded from JSON, or refuse it in one sentence that says where it is wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Any

from guardrails.policy.language.document import Document
from guardrails.policy.language.read import read_document
from guardrails.policy.language.request import UNTOLD, Request, request_of
from guardrails.policy.space.bindable import misfits

_PARTS = ("action", "resource", "principal")
_REQUEST = itemgetter(*_PARTS, "context")
_MANAGEMENT, _OUTSIDE = "principal_in_management_account", "principal_outside_org"
_OWNER = "resource_in_management_account"

ReadDocument = Callable[[Any], Document]


def read_name(case: Any) -> str | None:
    """Return the name of a case; None where it has none.

    Raises:
        ValueError: when the case isn't an object, or its name isn't text.
    """
    if not isinstance(case, dict):
        raise ValueError("a case is a JSON object")  # noqa: TRY004 - wrong input, not a wrong type
    name = case.get("name")
    if name is None or isinstance(name, str):
        return name
    raise ValueError("name must be text")


def read_layers(raw_layers: Any, read: ReadDocument = read_document) -> list[list[Document]]:
    """Read the service control policies: for each level, the root first, its documents.

    Raises:
        ValueError: when they are anything else; the message says where.
    """
    if not isinstance(raw_layers, list):
        raise ValueError("layers must be a list: the documents of each level, the root first")  # noqa: TRY004
    return [read_documents(level, f"layers[{index}]", read) for index, level in enumerate(raw_layers)]


def read_documents(raw_documents: Any, path: str, read: ReadDocument = read_document) -> list[Document]:
    """Read a list of policy documents.

    Raises:
        ValueError: when it isn't one; the message starts with `path`.
    """
    if not isinstance(raw_documents, list):
        raise ValueError(f"{path} must be a list of policy documents")  # noqa: TRY004 - as above
    documents = []
    for index, raw_document in enumerate(raw_documents):
        try:
            documents.append(read(raw_document))
        except ValueError as error:
            raise ValueError(f"{path}[{index}]: {error}") from None
    return documents


def read_request(case: Mapping[str, Any]) -> Request:
    """Build the request of a case.

    A resource that AWS can't check the action against is left untold: what depends on it is undecided.

    Raises:
        ValueError: when a part of it is missing or of a wrong type; the message says which.
    """
    request: Any = case.get("request")
    try:
        action, resource, principal, context = _REQUEST(request)
    except (KeyError, TypeError):
        raise _wrong(request) from None
    if not (type(action) is type(resource) is type(principal) is str and type(context) is dict):
        raise _wrong(request)
    if ":" not in action or "*" in action or not resource or not principal:
        raise _wrong(request)
    if principal == "*" and case.get(_OUTSIDE) is not True:
        raise ValueError(
            "request.principal is *, an anonymous caller, who is no member of the organization: "
            "name one principal, or set principal_outside_org"
        )
    if (resource == "*") is misfits(action):
        resource = UNTOLD
    get = case.get
    management, outside, owner = get(_MANAGEMENT, False), get(_OUTSIDE, False), get(_OWNER, False)
    if management is outside is owner is False:
        return request_of(action, resource, principal, context)
    for name, flag in ((_MANAGEMENT, management), (_OUTSIDE, outside), (_OWNER, owner)):
        if not isinstance(flag, bool):
            raise ValueError(f"{name} must be true or false")  # noqa: TRY004 - as above
    return request_of(
        action,
        resource,
        principal,
        context,
        principal_in_management_account=management,
        principal_outside_org=outside,
        resource_in_management_account=owner,
    )


def _wrong(request: Any) -> ValueError:
    if not isinstance(request, dict):
        return ValueError("request is missing or not an object")
    for part in _PARTS:
        if not isinstance(request.get(part), str) or not request[part]:
            return ValueError(f"request.{part} is missing or not text")
    if not isinstance(request.get("context"), dict):
        return ValueError("request.context is missing or not an object")
    return ValueError("request.action must name one action, as service:Action")

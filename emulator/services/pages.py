"""Answer a list one page at a time, with the size and token that the API's model defines.

botocore's models hold the members, the largest pages and the list that is cut. A token is good only for the
call that gave it, and one that is made up is refused.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

from emulator import aws
from emulator.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Request: TypeAlias = dict[str, Any]


class Views(list[Any]):
    """A list of which only the page that is asked for is put into the API's form."""

    def __init__(self, items: Iterable[Any], view: Callable[[Any], Any]) -> None:
        super().__init__(items)
        self._view = view

    def shown(self, begin: int, end: int) -> list[Any]:
        """Give a part in the API's form."""
        return [self._view(item) for item in self[begin:end]]


@dataclass(frozen=True)
class Keys:
    """The members with which an operation is asked for a page, and answers with one."""

    token: str
    next_token: str
    limit: str | None
    results: tuple[str, ...]
    more: str | None
    largest: int | None


@dataclass(frozen=True)
class Pages:
    """How a service cuts its answers into pages.

    Attributes:
        model: botocore's name of the service.
        refused_token: The code and the words with which it refuses a token.
        refused_limit: The code with which it refuses the size of a page.
        sizes: How much a page holds if nobody says, by operation, where that isn't the largest page.
        size: How much a page of the other operations holds if nobody says; None: the largest page.
        largest: The largest page, by operation, where it is smaller than the model's.
    """

    model: str
    refused_token: tuple[str, str]
    refused_limit: str
    sizes: Mapping[str, int] = field(default_factory=dict)
    size: int | None = None
    largest: Mapping[str, int] = field(default_factory=dict)

    def check(self, operation: str, request: Request) -> None:
        """Refuse a wrong size or token.

        Raises:
            ApiError: In the service's words.
        """
        keys = keys_of(self.model, operation)
        if keys is not None:
            self._size(operation, keys, request)
            self._begin(operation, keys, request)

    def cut(self, operation: str, request: Request, answer: Request) -> Request:
        """Give the page that a request asks for.

        Raises:
            ApiError: The size or the token is refused.
        """
        keys = keys_of(self.model, operation)
        if keys is None:
            return answer
        size = self._size(operation, keys, request)
        begin = self._begin(operation, keys, request)
        page, is_cut = dict(answer), False
        for name in keys.results:
            items = answer.get(name)
            if not isinstance(items, list):
                continue
            end = len(items) if size is None else begin + size
            page[name] = items.shown(begin, end) if isinstance(items, Views) else items[begin:end]
            is_cut = is_cut or end < len(items)
        if is_cut and size is not None:
            page[keys.next_token] = _token(operation, keys, request, begin + size)
        if keys.more:
            page[keys.more] = is_cut
        return page

    def _size(self, operation: str, keys: Keys, request: Request) -> int | None:
        asked = request.get(keys.limit) if keys.limit else None
        if asked is None:
            return self.sizes.get(operation, self.size if self.size and keys.limit else keys.largest)
        largest = self.largest.get(operation, keys.largest)
        if asked < 1:
            raise ApiError(self.refused_limit, f"MIN_VALUE_EXCEEDED: {keys.limit} is at least 1")
        if largest is not None and asked > largest:
            raise ApiError(self.refused_limit, f"MAX_VALUE_EXCEEDED: {keys.limit} is at most {largest}")
        return int(asked)

    def _begin(self, operation: str, keys: Keys, request: Request) -> int:
        token = request.get(keys.token)
        if token is None:
            return 0
        try:
            begin = int(base64.urlsafe_b64decode(token).rpartition(b" ")[2])
        except ValueError:
            begin = -1
        if begin < 0 or token != _token(operation, keys, request, begin):
            raise ApiError(*self.refused_token)
        return begin


@cache
def keys_of(model: str, operation: str) -> Keys | None:
    """Give the members for pages of an operation; None: it has no pages."""
    pagination = aws.pagination(model).get(operation)
    if pagination is None:
        return None
    tokens, next_tokens, results = (
        value if isinstance(value, list) else [value]
        for value in (pagination["input_token"], pagination["output_token"], pagination["result_key"])
    )
    limit = pagination.get("limit_key")
    shape = aws.service_model(model).operation_model(operation).input_shape
    largest = shape.members[limit].metadata.get("max") if limit and shape else None
    return Keys(tokens[0], next_tokens[0], limit, tuple(results), pagination.get("more_results"), largest)


def _token(operation: str, keys: Keys, request: Request, begin: int) -> str:
    """Write a token, from which a client learns nothing and which fits the same question alone."""
    question = {name: value for name, value in request.items() if name not in (keys.token, keys.limit)}
    digest = hashlib.sha256(json.dumps([operation, question], sort_keys=True, default=str).encode())
    return base64.urlsafe_b64encode(digest.digest() + b" %d" % begin).decode()

"""Read lists page by page, and ask with which code a call is refused."""

from __future__ import annotations

import json
from itertools import chain
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from collections.abc import Callable


def code_of(call: Callable[[], Any]) -> str:
    """Give the code with which a call is refused."""
    with pytest.raises(ClientError) as refused:
        call()
    return str(refused.value.response["Error"]["Code"])


def sizes(client: Any, operation: str, member: str, size: int, **arguments: Any) -> list[int]:
    """Say how much each page holds, and that the pages hold together what one page would."""
    paginator = client.get_paginator(operation)
    config = {"PageSize": size} if size else {}
    pages = [page[member] for page in paginator.paginate(**arguments, PaginationConfig=config)]
    entries = [json.dumps(entry, default=str) for entry in chain.from_iterable(pages)]
    assert len(set(entries)) == len(entries)
    return [len(page) for page in pages]

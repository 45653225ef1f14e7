"""Every type of text in a baseline answers in time, however long and however nearly right the text is."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Annotated, Any, get_args, get_origin

import pytest
from pydantic import TypeAdapter, ValidationError

from guardrails.baseline import sections, types
from guardrails.controls import kinds

pytestmark = pytest.mark.slow
SECONDS = 0.05
LENGTH = 20_000
BEGINNINGS = (
    *("", "a", "1", "arn:aws:", "arn:aws:iam::", "arn:aws:iam::*", "arn:aws:iam::111111111111:role/"),
    *("arn:aws:sqs:eu-west-1:111111111111:", "arn:aws:lambda:eu-west-1:111111111111:function:"),
    *("arn:aws:sso:::instance/ssoins-", "arn:aws:kms:eu-west-1:111111111111:key/", "arn:aws:s3:::"),
    *("https://", "a@", "a@a", "job-function/", "guardrails-", "o-", "r-", "ou-abcd-", "d-", "us-", "2027-"),
)
REPEATED = (*"a1-.*/@:é", "a.", "a-", "1.", "a.-", "@a", "a@", "a:", "1*", "*1")
ENDS = ("_", "!", "\n", " ", ":", "-", ".")


def _modules() -> Iterator[ModuleType]:
    yield from (types, kinds)
    for info in iter_modules(sections.__path__):
        yield import_module(f"{sections.__name__}.{info.name}")


def _texts() -> dict[str, Any]:
    """Return every named type of text, by the module and name that define or import the type."""
    return {
        f"{module.__name__.rsplit('.', 1)[-1]}.{name}": value
        for module in _modules()
        for name, value in vars(module).items()
        if get_origin(value) is Annotated and get_args(value)[0] is str
    }


def _validated(adapter: TypeAdapter[str], text: str) -> float:
    start = time.process_time()
    with contextlib.suppress(ValidationError):
        adapter.validate_python(text)
    return time.process_time() - start


@pytest.mark.parametrize(("name", "kind"), _texts().items(), ids=_texts())
def test_a_long_near_miss_is_refused_in_time(name: str, kind: Any) -> None:
    """No pattern tries the same text in more than one way: the time doesn't explode, or end the command."""
    adapter: TypeAdapter[str] = TypeAdapter(kind)
    for length in (26, LENGTH):  # an exponential pattern takes over a second at 26 characters already
        for beginning in BEGINNINGS:
            for repeated in REPEATED:
                text = beginning + repeated * (length // len(repeated))
                taken = min(_validated(adapter, text + ENDS[len(text) % len(ENDS)]) for _ in range(2))
                assert taken < SECONDS, (name, beginning, repeated)


def test_the_types_of_text_are_found() -> None:
    """The test above would pass if it went through nothing."""
    assert len(_texts()) > 30
    assert {"types.BucketName", "kinds.Name", "access.AttributeName"} <= set(_texts())

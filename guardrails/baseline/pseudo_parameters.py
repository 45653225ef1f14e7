"""Find CloudFormation's pseudo parameters in documents, where nothing substitutes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from guardrails import marked
from guardrails.errors import Finding

_PSEUDO = re.compile(r"\$\{(AWS::[A-Za-z]{1,40})\}")
_VALUES = {
    "AWS::Partition": "write aws",
    "AWS::AccountId": "write the account's 12 digits",
    "AWS::Region": "write the region's code, such as eu-central-1",
}


def pseudo_parameters(file: str, text: str) -> list[Finding]:
    """Find pseudo parameters, which CloudFormation refuses or leaves as they are outside of Fn::Sub.

    Args:
        file: how findings name the document.
        text: the JSON; one that can't be read has none.

    Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
    """
    if "${AWS::" not in text:
        return []
    source = marked.read_json(text, file)
    return [
        Finding(
            source.locate(path),
            source.name(path),
            f'"${{{name}}}" is CloudFormation\'s, and nothing substitutes it in a document',
            _VALUES.get(name, "write its value"),
        )
        for path, value in _strings(source.data, ())
        for name in dict.fromkeys(_PSEUDO.findall(value))
    ]


def _strings(data: Any, path: marked.Path) -> Iterator[tuple[marked.Path, str]]:
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield (*path, key), key
            yield from _strings(value, (*path, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from _strings(value, (*path, index))

"""The lines of the AWS CLI that the pages have, as the calls that they are.

The AWS CLI derives its commands and options from botocore's models, and so does this: `put-role-policy` is
`PutRolePolicy`, `--role-name` its `RoleName`, `--no-enabled` a false `Enabled`. It refuses anything else.
https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import boto3
import jmespath  # type: ignore[import-untyped]
from botocore import xform_name
from botocore.exceptions import ClientError

REFUSED = 254
"""What the AWS CLI exits with when AWS refuses a call."""


class UsageError(Exception):
    """A line that the AWS CLI wouldn't take either, or that this doesn't know."""


def read_file(name: str) -> str:
    """Read what `file://` names."""
    return Path(name).read_text("utf-8")


def main(arguments: list[str]) -> int:
    """Make the call of a line after `aws`; print its answer; return the exit code."""
    service, command, *rest = arguments
    try:
        answer, form = answered(boto3.client(service), command, rest)
    except ClientError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    sys.stdout.write(shown(answer, form))
    return 0


def answered(
    client: Any, command: str, rest: list[str], read: Callable[[str], str] = read_file
) -> tuple[Any, str]:
    """Make the call of a line; return what its `--query` takes of the answer, and its `--output`.

    Args:
        client: The client of the line's service.
        command: The word after the service.
        rest: The words after the command.
        read: Reads what `file://` names.

    Raises:
        ClientError: AWS refuses the call.
        UsageError: The AWS CLI wouldn't take the line.
    """
    if command == "wait":
        name, *options = rest
        waiter = client.get_waiter(name.replace("-", "_"))
        parameters, _, form = _parameters(client, waiter.config.operation, options, read)
        waiter.wait(**parameters, WaiterConfig={"Delay": 1})
        return None, form
    names = client.meta.service_model.operation_names
    operation = next((name for name in names if xform_name(name, "-") == command), None)
    if operation is None:
        raise UsageError(f"{client.meta.service_model.service_name} has no {command}")
    parameters, query, form = _parameters(client, operation, rest, read)
    answer = _call(client, operation, parameters)
    return (jmespath.search(query, answer) if query else answer), form


def shown(answer: Any, form: str) -> str:
    """Render an answer as the AWS CLI prints it."""
    if answer in (None, {}, []):
        return ""
    return (_text(answer) if form == "text" else json.dumps(answer, indent=4, default=str)) + "\n"


def _call(client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Call an operation, all its pages as the AWS CLI does."""
    method = xform_name(operation)
    if client.can_paginate(method):
        pages: dict[str, Any] = client.get_paginator(method).paginate(**parameters).build_full_result()
        return pages
    answer: dict[str, Any] = getattr(client, method)(**parameters)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _parameters(
    client: Any, operation: str, rest: list[str], read: Callable[[str], str] = read_file
) -> tuple[dict[str, Any], str, str]:
    shape = client.meta.service_model.operation_model(operation).input_shape
    options = {f"--{xform_name(name, '-')}": name for name in (shape.members if shape else {})}
    parameters: dict[str, Any] = {}
    shared = {"--query": "", "--output": "json"}
    while rest:
        option, *rest = rest
        values: list[str] = []
        while rest and not rest[0].startswith("--"):
            values.append(rest.pop(0))
        if option in shared:
            [shared[option]] = values
        elif option in options:
            parameters[options[option]] = _value(shape.members[options[option]], values, read)
        elif option.startswith("--no-") and f"--{option.removeprefix('--no-')}" in options:
            parameters[options[f"--{option.removeprefix('--no-')}"]] = False
        else:
            raise UsageError(f"{operation} has no {option}")
    return parameters, shared["--query"], shared["--output"]


def _value(shape: Any, values: list[str], read: Callable[[str], str]) -> Any:
    if shape.type_name == "boolean":
        if values:
            raise UsageError(f"a switch takes no value, not {values}")
        return True
    texts = [
        read(value.removeprefix("file://")) if value.startswith("file://") else value for value in values
    ]
    if shape.type_name == "list":
        return json.loads(texts[0]) if texts[0].startswith("[") else texts
    [text] = texts
    if shape.type_name in {"structure", "map"}:
        return json.loads(text)
    return int(text) if shape.type_name in {"integer", "long"} else text


def _text(answer: Any) -> str:
    """Render as `--output text`: a row a line, its cells with tabs between them."""
    if isinstance(answer, list):
        if any(isinstance(row, list) for row in answer):
            return "\n".join(_text(row) for row in answer)
        return "\t".join(map(str, answer))
    return str(answer)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UsageError as error:
        sys.exit(f"aws: {error}")

"""The lines of the AWS CLI that the pages have, as the calls that they are.

The AWS CLI derives its commands and options from botocore's models, and so does this: `put-role-policy` is
`PutRolePolicy`, `--role-name` its `RoleName`, `--no-enabled` a false `Enabled`. It refuses anything else.
https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html
"""

from __future__ import annotations

import json
import sys
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


def main(arguments: list[str]) -> int:
    """Make the call of a line after `aws`; print its answer; return the exit code."""
    service, command, *rest = arguments
    client = boto3.client(service)
    if command == "wait":
        waiter, *rest = rest
        parameters = _parameters(client, client.get_waiter(waiter.replace("-", "_")).config.operation, rest)[
            0
        ]
        client.get_waiter(waiter.replace("-", "_")).wait(**parameters, WaiterConfig={"Delay": 1})
        return 0
    operation = next(
        (name for name in client.meta.service_model.operation_names if xform_name(name, "-") == command), None
    )
    if operation is None:
        raise UsageError(f"{service} has no {command}")
    parameters, query, output = _parameters(client, operation, rest)
    try:
        answer = _call(client, operation, parameters)
    except ClientError as error:
        sys.stderr.write(f"{error}\n")
        return REFUSED
    shown = jmespath.search(query, answer) if query else answer
    if shown not in (None, {}, []):
        sys.stdout.write(
            (_text(shown) if output == "text" else json.dumps(shown, indent=4, default=str)) + "\n"
        )
    return 0


def _call(client: Any, operation: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """Call an operation, all its pages as the AWS CLI does."""
    method = xform_name(operation)
    if client.can_paginate(method):
        pages: dict[str, Any] = client.get_paginator(method).paginate(**parameters).build_full_result()
        return pages
    answer: dict[str, Any] = getattr(client, method)(**parameters)
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def _parameters(client: Any, operation: str, rest: list[str]) -> tuple[dict[str, Any], str, str]:
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
            parameters[options[option]] = _value(shape.members[options[option]], values)
        elif option.startswith("--no-") and f"--{option.removeprefix('--no-')}" in options:
            parameters[options[f"--{option.removeprefix('--no-')}"]] = False
        else:
            raise UsageError(f"{operation} has no {option}")
    return parameters, shared["--query"], shared["--output"]


def _value(shape: Any, values: list[str]) -> Any:
    if shape.type_name == "boolean":
        if values:
            raise UsageError(f"a switch takes no value, not {values}")
        return True
    texts = [
        Path(value.removeprefix("file://")).read_text("utf-8") if value.startswith("file://") else value
        for value in values
    ]
    if shape.type_name == "list":
        return json.loads(texts[0]) if texts[0].startswith("[") else texts
    [text] = texts
    if shape.type_name in {"structure", "map"}:
        return json.loads(text)
    return int(text) if shape.type_name in {"integer", "long"} else text


def _text(shown: Any) -> str:
    """Render as `--output text`: a row a line, its cells with tabs between them."""
    if isinstance(shown, list):
        if any(isinstance(row, list) for row in shown):
            return "\n".join(_text(row) for row in shown)
        return "\t".join(map(str, shown))
    return str(shown)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except UsageError as error:
        sys.exit(f"aws: {error}")

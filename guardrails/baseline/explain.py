"""Say in a person's words what pydantic found, and how to put it right."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from guardrails import aws_facts, marked
from guardrails.baseline.examples import example_of
from guardrails.baseline.file import BaselineFile
from guardrails.baseline.limits import LIMITS
from guardrails.baseline.shapes import Place, place_of
from guardrails.controls.kinds import shortened

_BELONGS: Mapping[str, str] = {
    "bool": "true or false",
    "date": "a date",
    "dict": "a mapping",
    "finite": "a finite number",
    "float": "a number",
    "int": "a whole number",
    "model": "a mapping",
    "string": "text",
    "tuple": "a list",
}
"""The value that belongs where pydantic found another type, by the first word of its error's type."""
_SWITCHES = frozenset({"yes", "no", "on", "off", "y", "n", "true", "false"})


def explain(
    detail: ErrorDetails, path: marked.Path, root: type[BaseModel] = BaselineFile, subject: str = ""
) -> tuple[str, str]:
    """Return the problem and the remedy of one of pydantic's errors.

    Args:
        detail: the error.
        path: where it is below the root, without what pydantic adds for keys and shapes.
        root: the model that refused the data.
        subject: what the fields belong to, such as a control's id; "" for the baseline.
    """
    explanations: Mapping[str, Callable[[], tuple[str, str]]] = {
        "extra_forbidden": lambda: _unknown_key(path, root, subject),
        "literal_error": lambda: _not_listed(detail),
        "missing": lambda: _missing(path, root, subject),
        "string_too_long": lambda: _too_long(detail, place_of(root, path)),
        "string_too_short": lambda: _empty(path),
        "too_long": lambda: _too_long(detail, place_of(root, path)),
        "too_short": lambda: _empty(path),
        "value_error": lambda: _our_own(detail),
        "date_from_datetime_parsing": lambda: _no_day(detail),
    }
    if detail["type"] in explanations:
        return explanations[detail["type"]]()
    if re.match(r"(greater|less)_than", detail["type"]):
        return _out_of_range(detail, place_of(root, path))
    return _wrong_type(detail, place_of(root, path))


def shown(value: Any) -> str:
    """Name a value as a person wrote it."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool) or value is None:
        return {None: "nothing", True: "true", False: "false"}[value]
    if isinstance(value, int | float):
        return f"the number {value}"
    return f'"{shortened(str(value))}"'


def _wrong_type(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    expected = detail["type"].partition("_")[0]
    belongs = _BELONGS.get(expected, "something else")
    value = detail["input"]
    subject = f"the text {shown(value)}" if isinstance(value, str) else shown(value)
    return f"{subject} stands where {belongs} belongs", _rewritten(expected, value, place)


def _rewritten(expected: str, value: Any, place: Place) -> str:
    """Say how the value is written right: the value itself where that is clear, else an example."""
    if expected == "string" and isinstance(value, float):
        return f"put it in quotes, {_such_as(place)}"
    if expected == "string" and isinstance(value, int):  # true and false are, too
        return f'put it in quotes: "{str(value).lower()}"'
    if expected in ("int", "float") and isinstance(value, str) and re.fullmatch(r"-?\d{1,11}", value):
        return f"remove the quotes: {int(value)}"
    if expected == "bool" and str(value).lower() in _SWITCHES:
        return "write true or false: YAML reads yes, no, on, off and what is in quotes as text"
    how = {
        "bool": "write true or false",
        "date": "write it as YYYY-MM-DD",
        "dict": "write one `name: value` a line",
        "float": "write digits",
        "int": "write digits",
        "model": "write one `name: value` a line",
        "string": "write one text",
        "tuple": "write [a, b], or one `- item` a line",
    }
    return f"{how.get(expected, 'write another value')}, {_such_as(place)}"


def _such_as(place: Place) -> str:
    example = json.dumps(example_of(place), ensure_ascii=False)
    return f"such as {example}"


def _out_of_range(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    """Say whose limit it is, and what it counts."""
    limit, value = LIMITS[place.key], detail["input"]
    kind, bound = next(iter(detail["ctx"].items()))
    words = {
        "ge": ("too little", "at least", "or more"),
        "gt": ("too little", "more than", ""),
        "le": ("too much", "at most", "or less"),
    }
    amount, compared, written = words[kind]
    remedy = f"write {bound:,} {written}" if kind != "gt" else f"write more than {bound:,}"
    return f"{value} is {amount}: {limit.owner} takes {compared} {bound:,} {limit.counted}", remedy


def _too_long(detail: ErrorDetails, place: Place) -> tuple[str, str]:
    limit, value, most = LIMITS[place.key], detail["input"], detail["ctx"]["max_length"]
    unit = "characters" if isinstance(value, str) else "entries"
    return f"has {len(value):,} {unit}: {limit.owner} takes at most {most:,} {limit.counted}", "shorten it"


def _our_own(detail: ErrorDetails) -> tuple[str, str]:
    problem, *remedy = detail["ctx"]["error"].args
    return problem, "".join(remedy)


def _no_day(detail: ErrorDetails) -> tuple[str, str]:
    return f"{shown(detail['input'])} is no day of the calendar", "write it as YYYY-MM-DD"


def _missing(path: marked.Path, root: type[BaseModel], subject: str) -> tuple[str, str]:
    name, text = path[-1], place_of(root, path).description
    problem = f'{subject} needs the parameter "{name}"' if subject else f'"{name}" is missing'
    return problem, f"add it: {text}" if text else f"add it, {_such_as(place_of(root, path))}"


def _empty(path: marked.Path) -> tuple[str, str]:
    if path[0] in ("regions", "services"):
        return "an empty list here would deny everything", "name at least one"
    if path[-1] == "subscribers":
        return "a budget without a subscriber alerts nobody", "name at least one e-mail address"
    return "is empty", "name at least one"


def _not_listed(detail: ErrorDetails) -> tuple[str, str]:
    expected = str(detail["ctx"]["expected"])
    names = re.split(r", | or ", expected.replace("'", ""))
    near = aws_facts.nearest(str(detail["input"]), names)
    listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]
    return f"{shown(detail['input'])} is not one of {listed}", _did_you_mean(near, "pick one of them")


def _did_you_mean(near: str | None, otherwise: str) -> str:
    return f'did you mean "{near}"?' if near else otherwise


def _unknown_key(path: marked.Path, root: type[BaseModel], subject: str) -> tuple[str, str]:
    known_keys = place_of(root, path[:-1]).keys
    near = aws_facts.nearest(str(path[-1]), known_keys)
    if subject:
        listed = f"known: {', '.join(sorted(known_keys))}" if known_keys else "it has none"
        return f'{subject} has no parameter "{path[-1]}"', _did_you_mean(near, listed)
    return f'"{path[-1]}" is not a key here', _did_you_mean(
        near, f"known here: {', '.join(sorted(known_keys))}"
    )

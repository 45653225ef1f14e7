"""Say in a person's words what pydantic found, and how to put it right."""

from __future__ import annotations

import re
import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from guardrails import aws_facts, marked
from guardrails.baseline.model import Baseline
from guardrails.described import field_docs

_REMEDIES = {
    "string_type": "write text, in quotes where it looks like a number",
    "tuple_type": "write a list: [a, b] or one `- item` a line",
    "dict_type": "write a mapping: one `name: value` a line",
    "model_type": "write a mapping: one `name: value` a line",
    "bool_parsing": "write true or false",
    "bool_type": "write true or false",
    "date_from_datetime_parsing": "write a date as YYYY-MM-DD",
    "date_parsing": "write a date as YYYY-MM-DD",
    "date_type": "write a date as YYYY-MM-DD",
}


def explain(detail: ErrorDetails, path: marked.Path) -> tuple[str, str]:
    """Return the problem and the remedy of one of pydantic's errors."""
    shown = _shown(detail["input"])
    known = {
        "extra_forbidden": _unknown_key,
        "literal_error": _not_listed,
        "missing": _missing,
        "string_pattern_mismatch": _misformed,
        "string_too_long": _too_long,
        "string_too_short": _empty,
        "too_long": _too_long,
        "too_short": _empty,
        "value_error": _our_own,
    }
    if detail["type"] in known:
        return known[detail["type"]](detail, path)
    message = detail["msg"]
    return f"{shown}: {message[0].lower()}{message[1:]}", _REMEDIES.get(detail["type"], "correct the value")


def _our_own(detail: ErrorDetails, _path: marked.Path) -> tuple[str, str]:
    problem, *remedy = detail["ctx"]["error"].args
    return problem, "".join(remedy)


def _missing(_: ErrorDetails, path: marked.Path) -> tuple[str, str]:
    return f'"{path[-1]}" is missing', f"add it{_description(path)}"


def _empty(_: ErrorDetails, path: marked.Path) -> tuple[str, str]:
    if path[0] in ("regions", "services"):
        return "an empty list here would deny everything", "name at least one"
    if path[-1] == "subscribers":
        return "a budget without a subscriber alerts nobody", "name at least one e-mail address"
    return "is empty", "name at least one"


def _too_long(detail: ErrorDetails, _: marked.Path) -> tuple[str, str]:
    context, value = detail["ctx"], detail["input"]
    unit = "characters" if isinstance(value, str) else "entries"
    return f"has {len(value):,} {unit}; AWS takes at most {context['max_length']:,}", "shorten it"


def _not_listed(detail: ErrorDetails, _: marked.Path) -> tuple[str, str]:
    expected = str(detail["ctx"]["expected"])
    names = frozenset(re.split(r", | or ", expected.replace("'", "")))
    near = aws_facts.nearest(str(detail["input"]), names)
    return f"{_shown(detail['input'])} is not one of {expected}", _did_you_mean(near, "pick one of them")


def _misformed(detail: ErrorDetails, _: marked.Path) -> tuple[str, str]:
    return f"{_shown(detail['input'])} has a form that isn't taken", f"match {detail['ctx']['pattern']}"


def _did_you_mean(near: str | None, otherwise: str) -> str:
    return f'did you mean "{near}"?' if near else otherwise


def _unknown_key(_: ErrorDetails, path: marked.Path) -> tuple[str, str]:
    model = _model_at(path[:-1])
    known = frozenset(model.model_fields) if model else frozenset()
    near = aws_facts.nearest(str(path[-1]), known)
    return f'"{path[-1]}" is not a key here', _did_you_mean(near, f"known here: {', '.join(sorted(known))}")


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else "a list"
    if isinstance(value, bool) or value is None:
        return {None: "nothing", True: "true", False: "false"}[value]
    text = str(value)
    return f'"{text}"' if len(text) <= 80 else f'"{text[:77]}..."'  # noqa: PLR2004 (a terminal's width)


def _description(path: marked.Path) -> str:
    model = _model_at(path[:-1])
    text = field_docs(model).get(str(path[-1])) if model else None
    return f": {text}" if text else ""


def _model_at(path: marked.Path) -> type[BaseModel] | None:
    """Find the model class that describes what stands at a path."""
    annotation: Any = Baseline
    for part in path:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            field = annotation.model_fields.get(str(part))
            annotation = field.annotation if field else None
        elif get_origin(annotation) in (dict, Mapping):
            annotation = get_args(annotation)[1]
        elif get_origin(annotation) is tuple:
            annotation = get_args(annotation)[0]
        else:
            return None
    annotation = _bare(annotation)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Strip Annotated and Optional from around a type."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
        elif get_origin(annotation) in (Union, types.UnionType):
            annotation = next(arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation

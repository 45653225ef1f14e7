"""Hold a document against the grammar of its type, and an effective policy against what it must have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from guardrails import aws_facts
from guardrails.management_policies.grammar import Block, Fault, Part, Path, Setting
from guardrails.management_policies.inheritance import InheritedState, plain
from guardrails.management_policies.operators import (
    ALL,
    APPEND,
    ASSIGN,
    CHILD_CONTROL,
    NONE,
    REMOVE,
    VALUE_SETTING,
    as_text,
    is_operator,
)
from guardrails.management_policies.registry import ManagementPolicyType


def faults_in(policy_type: ManagementPolicyType, document: Any) -> tuple[Fault, ...]:
    """Find everything that one document says wrong; what it leaves out, a policy above may say."""
    start = f'start with {{"{policy_type.root}": {{'
    if not isinstance(document, dict):
        return (Fault((), f"not a {policy_type.title}: it is no JSON object", start),)
    if not document:
        return (Fault((), "says nothing", start),)
    return tuple(_block(policy_type.grammar, document, (), top=True))


def misshapen(document: Any, path: Path = ()) -> Iterator[Fault]:
    """Find what inheritance can't work with, whatever the type: for documents that somebody else wrote.

    AWS took them, so a key that isn't known here is nobody's mistake.
    """
    if not isinstance(document, dict):
        yield Fault(path, "must be an object of keys", "write it in braces")
        return
    for key, value in document.items():
        if not is_operator(key):
            yield from misshapen(value, (*path, key))
        elif key in VALUE_SETTING:
            items = value if isinstance(value, list) else [value]
            if any(as_text(entry) is None for entry in items):
                yield Fault((*path, key), "must be a text or a list of texts", "write it in quotes")
        elif not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
            yield Fault((*path, key), "must be a list of operators", f'write ["{NONE}"]')


def gaps_in(policy_type: ManagementPolicyType, state: InheritedState) -> tuple[Fault, ...]:
    """Find what an effective policy lacks or contradicts, and AWS would call invalid.

    Source: https://docs.aws.amazon.com/organizations/latest/userguide/invalid-policy-alerts.html
    """
    return tuple(_gaps(policy_type.grammar, state, ()))


def _part(part: Part, value: Any, path: Path) -> Iterator[Fault]:
    if isinstance(part, Block):
        yield from _block(part, value, path)
    else:
        yield from _setting(part, value, path)


def _block(block: Block, value: Any, path: Path, *, top: bool = False) -> Iterator[Fault]:
    if not isinstance(value, dict):
        yield Fault(path, "must be an object of keys", f"known here: {_allowed_keys(block)}")
        return
    spelled: dict[str, str] = {}
    for key, below in value.items():
        place = (*path, key)
        if key == CHILD_CONTROL and not top:
            yield from _child_control(below, place, frozenset(VALUE_SETTING))
        elif is_operator(key):
            yield _misplaced(key, place, block, top=top)
        elif (part := block.part(key)) is None:
            yield _unknown(key, place, block)
        elif (first_spelling := spelled.setdefault(key.lower(), key)) != key:
            problem = f'"{key}" and "{first_spelling}" differ in upper and lower case alone'
            yield Fault(place, problem, "AWS may take both for one: keep one of the two", on_key=True)
        else:
            yield from _part(part, below, place)


def _misplaced(key: str, place: Path, block: Block, *, top: bool) -> Fault:
    if key in VALUE_SETTING:
        return Fault(place, f"{key} sets a value, and this is an object of keys", "move it down", on_key=True)
    if key == CHILD_CONTROL and top:
        below = next(iter(block.keys))
        return Fault(place, f"{key} has no place at the top", f"move it into {below}", on_key=True)
    return _no_operator(key, place, (*VALUE_SETTING, CHILD_CONTROL))


def _no_operator(key: str, place: Path, operators: tuple[str, ...]) -> Fault:
    near = aws_facts.nearest(key, operators)
    remedy = f'did you mean "{near}"?' if near else f"known here: {', '.join(operators)}"
    return Fault(place, f'"{key}" is not an inheritance operator', remedy, on_key=True)


def _unknown(key: str, place: Path, block: Block) -> Fault:
    near = aws_facts.nearest(key, block.keys)
    if block.named is not None and not block.keys:
        return Fault(
            place,
            f'"{key}" is not {block.named.values.description}',
            block.named.values.remedy(key),
            on_key=True,
        )
    remedy = f'did you mean "{near}"?' if near else f"known here: {_allowed_keys(block)}"
    return Fault(place, f'"{key}" is not a key here', remedy, on_key=True)


def _allowed_keys(block: Block) -> str:
    named = [block.named.values.description] if block.named else []
    return ", ".join([*block.keys, *named])


def _setting(setting: Setting, value: Any, path: Path) -> Iterator[Fault]:
    if not isinstance(value, dict) or not value:
        example = '["…"]' if setting.many else '"…"'
        yield Fault(path, "carries no operator", f'write {{"{ASSIGN}": {example}}}')
        return
    for key, below in value.items():
        place = (*path, key)
        if key == CHILD_CONTROL:
            yield from _child_control(below, place, setting.operators)
        elif key not in VALUE_SETTING:
            yield _no_operator(key, place, (*sorted(setting.operators), CHILD_CONTROL))
        elif key not in setting.operators:
            problem = f"{key} is for lists, and this is a single value"
            yield Fault(place, problem, f"write {ASSIGN}", on_key=True)
        else:
            yield from _values(setting, below, place)
    yield from _together(value, path)


def _together(value: Mapping[str, Any], path: Path) -> Iterator[Fault]:
    """Find operators beside each other of which nobody can say which one comes first."""
    if ASSIGN in value and (APPEND in value or REMOVE in value):
        problem = f"{ASSIGN} replaces the list, so nothing is left to add to or to take from"
        yield Fault(path, problem, f"write the whole list under {ASSIGN}")
    lists = [value.get(operator) for operator in (APPEND, REMOVE)]
    if all(isinstance(entries, list) for entries in lists):
        for entry in sorted({*map(str, lists[0] or ())} & {*map(str, lists[1] or ())}):
            yield Fault(path, f'"{entry}" is both added and taken away', "keep one of the two")


def _values(setting: Setting, value: Any, path: Path) -> Iterator[Fault]:
    if setting.many and not isinstance(value, list):
        yield Fault(path, "must be a list", "write it in brackets")
        return
    texts: set[str] = set()
    for index, entry in enumerate(value) if setting.many else [(0, value)]:
        place = (*path, index) if setting.many else path
        text = as_text(entry)
        if text is None:
            yield Fault(place, "must be a text", f"write {setting.values.description}")
        elif not setting.values.accepts(text):
            yield Fault(place, f'"{text}" is not {setting.values.description}', setting.values.remedy(text))
        elif text in texts:
            yield Fault(place, f'"{text}" stands in the list twice', "keep one of the two")
        texts.add(text or "")


def _child_control(value: Any, path: Path, operators: frozenset[str]) -> Iterator[Fault]:
    choices = (ALL, NONE, *sorted(operators))
    if not isinstance(value, list) or not value:
        yield Fault(path, "must be a list of operators", f'write ["{NONE}"], or some of {", ".join(choices)}')
        return
    for index, entry in enumerate(value):
        if entry not in choices:
            near = aws_facts.nearest(str(entry), choices)
            remedy = f'did you mean "{near}"?' if near else f"write some of {', '.join(choices)}"
            yield Fault((*path, index), f'"{entry}" can\'t be allowed or forbidden here', remedy)
    if len(value) > 1 and (ALL in value or NONE in value):
        yield Fault(path, f"{ALL} and {NONE} stand alone", "keep one of them, or the operators")


def _gaps(block: Block, state: InheritedState, path: Path) -> Iterator[Fault]:
    for key in block.needs:
        if key not in state.children:
            yield Fault(path, f"lacks {key}", f"add {key} here, or in a policy above")
    for key, below in state.children.items():
        part = block.part(key)
        if isinstance(part, Block):
            yield from _gaps(part, below, (*path, key))
    shown = plain(state)
    for rule in block.rules:
        if isinstance(shown, dict):
            for place, problem, remedy in rule(shown):
                yield Fault((*path, *place), problem, remedy)

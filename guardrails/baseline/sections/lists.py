"""The sections `regions` and `services`: what may be used in the organization, and in each part of it."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from guardrails.baseline import types as t
from guardrails.baseline.sections.common import PathText, Section


class Regions(Section):
    """Which regions may be used: the control deny_unused_regions denies all others."""

    allowed: tuple[t.Region, ...] = Field(min_length=1)
    """For every account that has no list of its own."""
    overrides: dict[PathText, Annotated[tuple[t.Region, ...], Field(min_length=1)]] = {}
    """A subtree's own list, by path; it replaces the list of what stands above, narrower or wider."""


def every_region() -> Regions:
    """Return the section of a file without one: no list, so that no region is denied, nor one to come."""
    return Regions.model_construct(allowed=())


_SIGNING_IN = ("iam", "sts")
"""Services without which nobody can sign in."""
_CONTAINS = [
    {"contains": {"pattern": "^" + "".join(f"[{letter}{letter.upper()}]" for letter in name) + "$"}}
    for name in _SIGNING_IN
]
"""The same for an editor, whatever the case of the letters."""


class ServiceList(Section):
    """Either the services that may be used, or those that may not."""

    allowed: (
        Annotated[tuple[t.Service, ...], Field(min_length=1, json_schema_extra={"allOf": _CONTAINS})] | None
    ) = None
    """All other services are denied, those that AWS launches tomorrow included."""
    denied: tuple[t.Service, ...] | None = None
    """All other services may be used."""

    @model_validator(mode="after")
    def _one_of_both(self) -> ServiceList:
        if (self.allowed is None) == (self.denied is None):
            raise ValueError("needs either `allowed` or `denied`", "keep one of the two lists")
        missing = [name for name in _SIGNING_IN if self.allowed is not None and name not in self.allowed]
        if missing:
            raise ValueError(
                f"the allow list lacks {' and '.join(missing)}, without which nobody can sign in", "add it"
            )
        return self


class Services(ServiceList):
    """Which services may be used: the control deny_unused_services denies all others."""

    overrides: dict[PathText, ServiceList] = {}
    """A subtree's own list, by path; it replaces the list of what stands above."""

"""A section of an adopted baseline that no policy shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guardrails.adopt.yaml_text import YamlNode
from guardrails.organization.center_form import CenterForm


@dataclass(frozen=True)
class SectionText:
    """A section, the files that it names, and the parts that it can't say."""

    nodes: tuple[YamlNode, ...] = ()
    files: Mapping[str, str] | None = None
    lacking: tuple[str, ...] = ()
    left_alone: tuple[str, ...] = ()
    """The parts that others own, a sentence each."""
    center: CenterForm | None = None
    """The part of Identity Center that the section doesn't manage."""


class UnsaidError(Exception):
    """A part of a budget or a permission set that no field says."""

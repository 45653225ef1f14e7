"""A JSON file that a baseline names: its text, and what it says, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from guardrails import marked
from guardrails.policy import Document
from guardrails.policy.language.document import from_dict


@dataclass(frozen=True)
class PolicyFile:
    """A policy in a file of its own: a custom policy, a management policy or an inline policy.

    Loading a baseline checks the grammar of every file that it names.
    """

    name: str
    """Its path, as the baseline names it."""
    text: str

    @cached_property
    def source(self) -> marked.SourceMap:
        """Its JSON, with the place of each part."""
        return marked.read_json(self.text, self.name)

    @property
    def content(self) -> Mapping[str, Any]:
        """Its JSON as plain data."""
        content: Mapping[str, Any] = self.source.data
        return content

    @cached_property
    def document(self) -> Document:
        """The policy document, as it is written."""
        return from_dict(self.content)

"""Lint one template with cfn-lint."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfnlint import api
from cfnlint.config import ManualArgs

from tests.stacks.helpers import HOME

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly


def lint(assembly: Assembly, stack: str) -> list[str]:
    """Return what any rule finds, informational ones included."""
    text = (assembly.directory / f"{stack}.template.json").read_text()
    config = ManualArgs(regions=[HOME], include_checks=["I"])
    return [f"{match.rule.id} {match.path} {match.message}" for match in api.lint(text, config=config)]

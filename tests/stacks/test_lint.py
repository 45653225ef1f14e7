"""A second linter, of another maintainer, reads the same templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cfnlint import api
from cfnlint.config import ManualArgs

from tests.stacks.helpers import HOME

if TYPE_CHECKING:
    from tests.stacks.helpers import Assembly


def test_cfn_lint_finds_nothing(assembly: Assembly) -> None:
    """Every rule is on, informational ones included."""
    for name in assembly.stacks:
        text = (assembly.directory / f"{name}.template.json").read_text()
        config = ManualArgs(regions=[HOME], include_checks=["I"])
        assert [f"{match.rule.id} {match.path}" for match in api.lint(text, config=config)] == [], name

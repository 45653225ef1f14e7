"""The example, deployed once for the runbooks of a module, and a shell that executes them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.e2e.conftest import Story, deployed
from tests.runbooks.shell import Shell


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shell]:
    """Deploy the example, with an account in which somebody is and a break-glass role everywhere."""
    with deployed(tmp_path_factory.mktemp("runbooks")) as story:
        yield Shell(story)


def without_section(story: Story, section: str) -> None:
    """Remove a section from the baseline file."""
    text = story.path.read_text(encoding="utf-8")
    changed = re.sub(rf"^{section}:.*?(?=^\S|\Z)", "", text, flags=re.MULTILINE | re.DOTALL)
    assert changed != text
    story.path.write_text(changed, encoding="utf-8")

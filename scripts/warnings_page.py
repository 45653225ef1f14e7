"""Write docs/warnings.md: every warning of `check`, with why it matters.

`python -m scripts.warnings_page` writes it from the warnings themselves. A test fails when the page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import fill

from guardrails.baseline.warnings import WARNINGS
from guardrails.baseline.warnings.warning import BaselineWarning

PAGE = Path(__file__).resolve().parent.parent / "docs" / "warnings.md"
INTRODUCTION = """\
# Warnings

<!-- Written by `python -m scripts.warnings_page` from the warnings themselves: edit those, not this page. -->

`check` warns of what AWS accepts but a careful reviewer would question. A warning doesn't change the exit
code, unless `--fail-on warning` is given. Accept a warning in `baseline.yaml` with an owner, a reason and a
last day:

```yaml
accept:
  - id: short-external-id
    at: accounts.audit_role # the field that `check` prints, or a part that contains it; may be left out
    owner: security@example.com
    reason: The auditor's tool can't take a longer id before its next release
    until: 2027-03-31
```

`check` prints an accepted warning with its owner. After the last day the entry is an error. An entry that
matches nothing is a warning itself.
"""
WIDTH = 110
"""Characters of a line of text."""


def main() -> int:
    """Write the page; return 0."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


def page() -> str:
    """Render all warnings, in their order."""
    return "\n".join([INTRODUCTION, *(line for kind in WARNINGS for line in _section(kind))])


def _section(kind: BaselineWarning) -> Iterator[str]:
    yield f"## {kind.id}\n"
    yield fill(f"**{kind.title}.** {kind.why}", WIDTH, break_on_hyphens=False) + "\n"
    yield f"[source]({kind.source})\n"


if __name__ == "__main__":
    sys.exit(main())

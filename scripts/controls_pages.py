"""Write docs/controls, a page for every control and one that lists them, and docs/presets.md.

`python -m scripts.controls_pages` writes them from the controls themselves. A test fails when one is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

from guardrails.baseline.file import BaselineFile
from guardrails.baseline.resolve import resolve
from guardrails.controls import controls
from guardrails.controls.presets import PRESETS, PresetName
from guardrails.marked import read
from guardrails.posture import Posture, compile_posture
from guardrails.report.controls import list_markdown, markdown
from guardrails.report.presets import contents, sizes

PROJECT = Path(__file__).resolve().parent.parent
FOLDER = PROJECT / "docs" / "controls"
EXAMPLE = PROJECT / "tests" / "example" / "baseline.yaml"
MARK = "<!-- Written by `python -m scripts.controls_pages` from the controls themselves: edit those. -->"
INTRODUCTION = """\
# Controls

{mark}

Every control that `guardrails` in `baseline.yaml` can name: {count} of them, each a file in
[`guardrails/controls`](../../guardrails/controls). `python -m guardrails controls ID` prints a page on a
terminal. Each carries calls that it denies, leaves alone and frees by an exemption. Tests decide these calls
with the policy engine and with a second one. They check every statement against AWS's catalogue of actions,
condition keys and resource types.

A service control policy binds the member accounts' own principals: not the management account, not
service-linked roles, not strangers. A resource control policy binds everybody who reaches the member
accounts' resources, at a [fixed list of services](https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html#rcp-supported-services);
its controls are marked "binds everybody". Under "Limits" a page names what the control leaves to another
one.

The severity tells how bad it is to be without the control. Without a critical one, somebody can take away the
organization or its evidence; without a high one, accounts or data open to outsiders. A medium one makes that
less likely or saves money; a low one keeps things tidy.
"""


PRESETS_PAGE = FOLDER.parent / "presets.md"
PRESETS_INTRODUCTION = """\
# Presets

{mark}

A preset is a named set of [controls](controls/README.md), for those who don't want to choose each by itself:

```yaml
guardrails:
  - preset: recommended # on the root unless `at` says otherwise
    without: [deny_default_vpc] # leaves single controls out
  - preset: sandbox
    at: [Sandbox] # on top of what stands above it
  - control: deny_iam_users # replaces the presets' entry for this control, parameters and place
    at: [Workloads]
    parameters: {{ users: false }}
```

- A control that has an entry of its own is that entry's alone, wherever in the list the entry stands. No
  preset brings it, so the entry sets its parameters and its `at`. Without `at` it is on the root.
- A control that protects a section which the file doesn't have, such as `accounts`, isn't brought until it
  has. `protect_trail` needs one of `trail` and `former`.
- A control that is on a node already, or above it, isn't added below. Where a lower preset wants a control
  with other parameters, both stand: a Deny accumulates. At the same node that is an error; so is a preset of
  which nothing is left.
- Whatever is wrong with a preset's controls is reported at the line of the preset.

{presets}
Each of the first three contains the one before it. Exempt who deploys and who rescues before you attach any
of them, and try them on one unit first; `python -m guardrails check` tells what doesn't fit.

## Contents

{contents}

## Sizes

Sizes of each on the root of the example, where it stands alone.

{sizes}
"""


def main() -> int:
    """Write the pages, remove those of controls that are gone; return 0."""
    FOLDER.mkdir(exist_ok=True)
    written = pages()
    for old in FOLDER.glob("*.md"):
        if old.name not in written:
            old.unlink()
    for name, text in written.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    PRESETS_PAGE.write_text(presets_page(), encoding="utf-8")
    return 0


def pages() -> Mapping[str, str]:
    """Render every page, by the name of its file."""
    found = controls()
    head = INTRODUCTION.format(mark=MARK, count=len(found))
    index = "\n".join([head, *list_markdown(found)])
    return {"README.md": index, **{f"{one.id}.md": _page("\n".join(markdown(one))) for one in found.values()}}


def presets_page() -> str:
    """Render the page of the presets."""
    return PRESETS_INTRODUCTION.format(
        mark=MARK,
        presets="".join(f"- `{one.name}` is for {one.meant_for}.\n" for one in PRESETS.values()),
        contents="\n".join(contents("controls")),
        sizes="\n".join(sizes({name: _example(name) for name in PRESETS}, "Root")),
    )


def _example(name: PresetName) -> Posture:
    """Compile the example as it is shipped with a preset in place of its guardrails."""
    written = read(EXAMPLE.read_text(encoding="utf-8"), str(EXAMPLE)).data
    return compile_posture(
        resolve(BaselineFile.model_validate({**written, "guardrails": [{"preset": name}]}))
    )


def _page(text: str) -> str:
    title, _, rest = text.partition("\n")
    return f"{title}\n\n{MARK}\n{rest}\n"


if __name__ == "__main__":
    sys.exit(main())

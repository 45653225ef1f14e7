"""Ask the independent evaluator of `scripts/record_decisions.py`, and take its time.

Its licence is the AGPL: it runs as a process of its own where it is installed outside of this repository,
and is neither imported nor shipped.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.record_decisions import TOOL

Json = dict[str, Any]

# Everything is parsed, and every request decided once, before the clock runs; then the fastest fifty in a
# row count. What it refuses isn't counted.
_DRIVER = """
import { readFileSync } from 'node:fs';
import { runSimulation } from '%s';
const { shared, requests, passes } = JSON.parse(readFileSync(0, 'utf8'));
const decide = (request) => runSimulation({ ...shared, request }, {});
const answers = [];
for (const request of requests) answers.push(await decide(request));
const told = answers.map((one) => (one.resultType === 'single' ? one.overallResult : 'refused'));
const taken = requests.filter((_, place) => told[place] !== 'refused');
let seconds = Infinity;
for (let pass = 0; pass < passes; pass++) {
  for (let place = 0; place < taken.length; place += 50) {
    const some = taken.slice(place, place + 50);
    const started = process.hrtime.bigint();
    for (const request of some) await decide(request);
    seconds = Math.min(seconds, Number(process.hrtime.bigint() - started) / 1e9 / some.length);
  }
}
console.log(JSON.stringify({ seconds, told }));
"""
_EVERYTHING = {"Effect": "Allow", "Action": "*", "Resource": "*"}


@dataclass(frozen=True)
class Evaluated:
    """What the evaluator decided, and in how many seconds each when it was at its fastest."""

    version: str
    seconds: float
    verdicts: list[str]
    """allow, deny, or refused."""


def evaluated(
    folder: Path, layers: list[list[Json]], rcps: list[Json], requests: list[Json], passes: int
) -> Evaluated:
    """Decide requests before the same policies, in one process."""
    allowing = {"Version": "2012-10-17", "Statement": [_EVERYTHING]}
    trusting = {"Version": "2012-10-17", "Statement": [{**_EVERYTHING, "Principal": "*"}]}
    shared = {
        "identityPolicies": [{"name": "everything", "policy": allowing}],
        "resourcePolicy": trusting,
        "serviceControlPolicies": _levels(layers),
        "resourceControlPolicies": _levels([rcps]),
    }
    told = json.dumps({"shared": shared, "requests": [_request(one) for one in requests], "passes": passes})
    command = ["node", "--input-type=module", "--eval", _DRIVER % TOOL]
    run = subprocess.run(command, input=told, capture_output=True, text=True, cwd=folder, check=True)
    answer = json.loads(run.stdout)
    package = json.loads((folder / "node_modules" / TOOL / "package.json").read_text(encoding="utf-8"))
    verdicts = {"Allowed": "allow", "ImplicitlyDenied": "deny", "ExplicitlyDenied": "deny"}
    return Evaluated(
        package["version"], answer["seconds"], [verdicts.get(one, "refused") for one in answer["told"]]
    )


def _request(one: Json) -> Json:
    return {
        "principal": one["principal"],
        "action": one["action"],
        "resource": {"resource": one["resource"], "accountId": one["resourceAccount"]},
        "contextVariables": one["context"],
    }


def _levels(layers: list[list[Json]]) -> list[Json]:
    return [
        {
            "orgIdentifier": f"level-{place}",
            "policies": [{"name": f"p{place}-{n}", "policy": one} for n, one in enumerate(level)],
        }
        for place, level in enumerate(layers)
    ]

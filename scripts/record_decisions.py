"""Record what an independent evaluator decides about the random cases of the differential tests.

The evaluator is the npm package `@cloud-copilot/iam-simulate`. Its licence is the AGPL: it is run as a
process of its own, with JSON on stdin and stdout, and is neither imported nor shipped. Install it into a
folder outside of this repository, and name the folder:

    npm install --prefix ~/evaluator @cloud-copilot/iam-simulate
    python -m scripts.record_decisions ~/evaluator

It evaluates policies. Whom a policy binds it leaves to its caller, so `_simulation` says that, from the same
pages of the AWS Organizations user guide as the engine does, but without a line of the engine.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import subprocess
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.policy.differential.generator import case, digest
from tests.policy.differential.requests import BOUND_BY_RCPS

Json = dict[str, Any]

FOLDER = Path(__file__).parents[1] / "tests" / "policy" / "differential"
TOOL = "@cloud-copilot/iam-simulate"
SEED = 20261027
COUNT = 4000

_DRIVER = """
import { createInterface } from 'node:readline';
import { runSimulation } from '%s';
for await (const line of createInterface({ input: process.stdin })) {
  const { name, simulation } = JSON.parse(line);
  const answer = await runSimulation(simulation, {});
  const ignored = answer.result?.ignoredContextKeys ?? [];
  const failed = answer.resultType !== 'single' ? answer.errors : ignored.length ? { ignored } : undefined;
  console.log(JSON.stringify({ name, failed, result: answer.overallResult }));
}
"""
_EVERYBODY = {"Effect": "Allow", "Action": "*", "Resource": "*"}
_VERDICTS = {"Allowed": "allow", "ImplicitlyDenied": "deny", "ExplicitlyDenied": "deny"}


def main() -> None:
    """Build the cases, ask the evaluator and write down its verdicts."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("folder", type=Path, help=f"where {TOOL} is installed")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--count", type=int, default=COUNT)
    options = parser.parse_args()
    cases = [case(options.seed, index) for index in range(options.count)]
    verdicts = ask(options.folder, cases)
    recorded = _lines(
        {"index": index, "verdict": verdict, "digest": digest(built)}
        for index, (built, verdict) in enumerate(zip(cases, verdicts, strict=True))
    )
    (FOLDER / "recorded.jsonl.gz").write_bytes(gzip.compress(recorded, mtime=0))
    meta = {
        "tool": TOOL,
        "version": _version(options.folder),
        "recorded": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "generator": "tests/policy/differential/generator.py",
        "seed": options.seed,
        "count": options.count,
        "verdicts": dict(sorted(Counter(verdicts).items())),
    }
    (FOLDER / "meta.json").write_text(json.dumps(meta, indent=2) + "\n")
    print(f"recorded {options.count} cases: {meta['verdicts']}")
    for name in _settled(options.folder):
        print(f"differences.jsonl: the evaluator no longer decides {name} as it is noted there")


def ask(folder: Path, cases: Sequence[Json]) -> list[str]:
    """Ask the evaluator about cases; stop where it refuses one, for then the generator errs."""
    told = _lines({"name": built["name"], "simulation": _simulation(built)} for built in cases)
    command = ["node", "--input-type=module", "--eval", _DRIVER % TOOL]
    run = subprocess.run(command, input=told, stdout=subprocess.PIPE, cwd=folder, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    if refused := [answer for answer in answers if "failed" in answer]:
        raise SystemExit(f"the evaluator refuses {len(refused)} cases, first {json.dumps(refused[0])}")
    if [answer["name"] for answer in answers] != [built["name"] for built in cases]:
        raise SystemExit("the evaluator answers other cases than it was asked")
    return [_VERDICTS[answer["result"]] for answer in answers]


def _settled(folder: Path) -> list[str]:
    """Name the noted differences whose smallest case the evaluator decides otherwise than noted."""
    noted = [json.loads(line) for line in (FOLDER / "differences.jsonl").read_text().splitlines()]
    verdicts = ask(folder, [one["case"] for one in noted])
    return [one["name"] for one, now in zip(noted, verdicts, strict=True) if now != one["evaluator"]]


def _simulation(built: Json) -> Json:
    """Put a case as the evaluator wants it: whoever asks may do everything, but for the guardrails."""
    request = built["request"]
    named = {"name": "everything", "policy": {"Version": "2012-10-17", "Statement": [_EVERYBODY]}}
    trusting = {"Version": "2012-10-17", "Statement": [{**_EVERYBODY, "Principal": "*"}]}
    return {
        "request": {
            "principal": request["principal"],
            "action": request["action"],
            "resource": {"resource": request["resource"], "accountId": request["resourceAccount"]},
            "contextVariables": request["context"],
        },
        "identityPolicies": [named],
        "resourcePolicy": trusting,
        "serviceControlPolicies": _levels(built["layers"]) if _bound_by_scps(built) else [],
        "resourceControlPolicies": _levels([built["rcps"]]) if _bound_by_rcps(built) else [],
    }


def _levels(layers: Sequence[Sequence[Json]]) -> list[Json]:
    return [
        {
            "orgIdentifier": f"level-{place}",
            "policies": [
                {"name": f"p{place}-{number}", "policy": document} for number, document in enumerate(layer)
            ],
        }
        for place, layer in enumerate(layers)
    ]


def _service_linked(built: Mapping[str, Any]) -> bool:
    return ":role/aws-service-role/" in built["request"]["context"]["aws:PrincipalArn"]


def _bound_by_scps(built: Mapping[str, Any]) -> bool:
    """Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html."""
    stranger = built["principal_in_management_account"] or built["principal_outside_org"]
    return not stranger and not _service_linked(built)


def _bound_by_rcps(built: Mapping[str, Any]) -> bool:
    """Source: https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html."""
    action = built["request"]["action"].lower()
    listed = action.split(":")[0] in BOUND_BY_RCPS and action != "kms:retiregrant"
    return listed and not built["resource_in_management_account"] and not _service_linked(built)


def _version(folder: Path) -> str:
    package = json.loads((folder / "node_modules" / TOOL / "package.json").read_text())
    version: str = package["version"]
    return version


def _lines(items: Iterable[Json]) -> bytes:
    return b"".join(json.dumps(item).encode() + b"\n" for item in items)


if __name__ == "__main__":
    main()

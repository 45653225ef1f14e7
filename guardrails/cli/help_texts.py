"""The end of each command's `--help`: the meaning of its exit codes, and one call as an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

PROGRAM = "python -m guardrails"


@dataclass(frozen=True)
class Help:
    """The end of a command's help."""

    example: str
    """A call without the program's name; with the example baseline it works as it stands."""
    fine: str
    """The meaning of exit code 0."""
    findings: str = ""
    """The meaning of exit code 1; empty where the command never ends with it."""
    wrong: str = "the baseline or the call is wrong"
    """The meaning of exit code 2."""

    @property
    def paragraphs(self) -> Iterator[str]:
        """Render a paragraph each."""
        codes = {0: self.fine, 1: self.findings, 2: self.wrong}
        yield " ".join(f"Exit code {code}: {meaning}." for code, meaning in codes.items() if meaning)
        yield f"Example: {PROGRAM} {self.example}"


PROGRAM_HELP = Help("check", "all is well", "there are findings", "the input or the call is wrong")
"""Of the program as a whole; each command says more."""
HELP: Mapping[str, Help] = MappingProxyType(
    {
        "adopt": Help(
            "adopt --capture capture.json --out adopted",
            "everything is taken over, and nobody gains or loses anything",
            "a part stays as it is, or nothing is written because permissions would change",
            "the capture, the folder or the call is wrong",
        ),
        "capture": Help(
            "capture --home-region eu-central-1 --out capture.json",
            "everything is read",
            "AWS refused some calls, so something is unknown",
            "the call or the credentials are wrong, or AWS isn't reached",
        ),
        "check": Help(
            "check --against main",
            "synth takes the baseline, with or without warnings",
            "synth may refuse it or something in it has no effect",
        ),
        "compare": Help(
            "compare main baseline.yaml --fail-on any",
            "nothing widens",
            "something widens or can't be compared",
            "A, B or the call is wrong",
        ),
        "controls": Help(
            "controls deny_unused_regions", "the control exists", wrong="the control or the call is wrong"
        ),
        "decide": Help(
            "decide cases.jsonl",
            "every case has an answer",
            "a case is wrong",
            "the file can't be read or the call is wrong",
        ),
        "drift": Help(
            "drift --capture capture.json --format json",
            "AWS is as the baseline says",
            "something differs, or nobody knows whether it does",
            "the baseline, the capture or the call is wrong, or AWS isn't reached",
        ),
        "effective": Help("effective --account Workloads/Prod/shop --type s3", "the account exists"),
        "elevate": Help(
            "elevate incident-4711 --group developers --permission-set Developer"
            " --account Workloads/Prod/shop --starts 2026-12-01T08:00Z --ends 2026-12-01T16:00Z"
            " --reason Repair --approved-by pulls/17",
            "the entry is printed, or written with --write",
            wrong="the baseline, the entry or the call is wrong, and nothing is written",
        ),
        "execution-policies": Help("execution-policies execution", "the policies are written"),
        "explain": Help(
            "explain --account Workloads/Prod/shop --principal role/dev --action ec2:RunInstances",
            "the request is allowed",
            "it is denied, or nobody can say",
        ),
        "import-map": Help(
            "import-map --capture capture.json --assembly cdk.out --out imports",
            "the mappings are written",
            "they are written, and a policy stays attached beside the stacks",
            "the capture, the assembly, the folder or the call is wrong",
        ),
        "lint": Help(
            "lint policies",
            "nothing is found",
            "something is found",
            "a file can't be read or the call is wrong",
        ),
        "minify": Help(
            "minify policies/deny-large-instances.json",
            "the policy is printed, shortened or not",
            wrong="the policy or the call is wrong",
        ),
        "posture": Help("posture --format text", "the baseline compiles"),
        "preflight": Help(
            "preflight --capture capture.json",
            "no check fails and nothing is unknown",
            "a check fails, or the capture doesn't know enough",
            "the baseline, the capture or the call is wrong",
        ),
        "prove": Help("prove", "every obligation holds", "one fails or isn't proven"),
        "repair": Help(
            "repair --assembly cdk.out --apply",
            "AWS has every policy of the assembly",
            "a policy is missing, or only --apply would bring it back",
            "the assembly or the call is wrong, or AWS refuses",
        ),
        "schema": Help("schema baseline", "the schema is printed", wrong="the call is wrong"),
        "status": Help(
            "status --capture capture.json",
            "the state is shown, whatever it is",
            wrong="the baseline, the capture or the call is wrong, or AWS isn't reached",
        ),
        "trail-policies": Help("trail-policies", "the policies are printed"),
    }
)
"""By command."""

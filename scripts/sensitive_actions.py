"""Find the actions of the catalogue that give credentials, change access or stop recording.

A control denies each by its name, or `reviewed_actions.txt` says why none does. `make lock` prints those that
are new, and a test fails until each is in one of the two. AWS's access level and the words of an action's
name decide; neither is proof, so the words are rather too many than too few.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from guardrails.controls import Control, cases_of, controls
from guardrails.controls.example import example
from guardrails.controls.presets import PRESETS

REVIEWED = Path(__file__).with_name("reviewed_actions.txt")
_CREDENTIAL = re.compile(
    "Token|Credential|Password|ApiKey|AccessKey|LoginProfile|SecretValue|PresignedUrl|SSHPublicKey|AuthCode"
    "|SigningCertificate|Jwt|Kubeconfig|OAuth2Access|^Assume"
)
_GIVES_NONE = re.compile("(Batch)?(Delete|Revoke|Invalidate|List|Describe|Search|Verify|Introspect)")
_ACCESS = re.compile(
    "ResourcePolicy|Permission|AccessPolicy|AccessEntry|Grant|Principal|Handshake|DelegatedAdmin|Federation"
    "|IdentityProvider|IdentityCenter|TrustedTokenIssuer|Entitlement|Delegation|ResourceShare|TrustAnchor"
    "|CreateTrust|ConsoleAuthorization|AccountAssignment|LeaveOrganization|TrustPolicy"
)
_STOPS = re.compile(
    "(Batch)?(Delete|Stop|Disable|Pause|Update|Put|Remove|Disassociate|Deregister|Suspend|Modify|Detach)"
)
_RECORDING = re.compile(
    "Trail|Logging|Logs|LogGroup|LogStream|LogConfig|LogDelivery|LogPattern|QueryLog|Detector|FlowLog|Recorder"
    "|Recording|Monitor|Analyzer|Audit|EventSelector|EventDataStore|InsightSelector|Alarm|MetricFilter"
    "|SubscriptionFilter|SecurityHub|Macie|Inspector|DeliveryChannel|FindingsFilter"
)


def kind_of(action: str, level: str) -> str:
    """Return why an action is sensitive, in words that follow its name; "" where it isn't."""
    name = action.partition(":")[2]
    if level not in ("List", "Tagging") and _CREDENTIAL.search(name) and not _GIVES_NONE.match(name):
        return "gives credentials"
    if level == "Permissions management" or (level == "Write" and _ACCESS.search(name)):
        return "changes access"
    if level == "Write" and _STOPS.match(name) and _RECORDING.search(name):
        return "stops recording"
    return ""


@cache
def denied_by_name() -> Mapping[str, str]:
    """Map the actions that controls deny to the first control that spells each out.

    A pattern counts for nothing: it denies what AWS adds, but nobody has looked at that yet.
    """
    return {
        action: control.id
        for control in reversed(tuple(controls().values()))
        for action in _names(control)
        if not re.search("[*?]", action)
    }


def _names(control: Control) -> Iterator[str]:
    parameters = [{}, *(case.parameters for case in cases_of(control.id))]
    parameters += [preset.controls.get(control.id, {}) for preset in PRESETS.values()]
    for chosen in parameters:
        try:
            context = example(control, chosen)
        except ValidationError:
            continue  # a control that has no defaults is known by its cases
        for statement in control.statements(context):
            yield from statement.actions


@cache
def reviewed() -> Mapping[str, str]:
    """Map the actions that no control has to denies to the reason.

    Raises:
        ValueError: An action is listed twice, or before any reason.
    """
    reasons, reason = dict[str, str](), ""
    for line in REVIEWED.read_text(encoding="utf-8").splitlines():
        if line.startswith("= "):
            reason = line.removeprefix("= ")
        elif line and not line.startswith("#"):
            service, *names = line.split()
            for action in (f"{service}{name}" for name in names):
                if not reason or action in reasons:
                    raise ValueError(f"{REVIEWED.name}: {action} is listed twice, or without a reason")
                reasons[action] = reason
    return reasons


def answer_to(action: str) -> str:
    """Say which control denies an action by its name, or why none has to; "" where nobody has looked yet."""
    control = denied_by_name().get(action)
    return f"denied by {control}" if control else reviewed().get(action, "")


def unanswered(levels: Mapping[str, str]) -> list[str]:
    """List the sensitive actions, of those with their access levels, that are neither denied nor reviewed."""
    return [action for action, level in levels.items() if kind_of(action, level) and not answer_to(action)]


def report(levels: Mapping[str, str]) -> Iterator[str]:
    """Say of new actions, with their access levels, which are sensitive and what is known about them."""
    for action, level in levels.items():
        kind = kind_of(action, level)
        if kind:
            todo = f"add it to a control, or with a reason to scripts/{REVIEWED.name}"
            yield f"{action} {kind}: {answer_to(action) or todo}"

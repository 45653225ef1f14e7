"""The example with many more exemptions, and what its guardrails say without regard to AWS's sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from guardrails.baseline import Baseline, load_text
from guardrails.controls import control
from guardrails.controls.presets import PRESETS, PresetName
from guardrails.policy.language.document import RCP
from guardrails.posture import Posture
from guardrails.posture.compile.contributions import parts_of
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.model import Policy
from tests.baselines import EXAMPLE, TODAY

_ROLE = "arn:aws:iam::*:role/"
_SSO = f"{_ROLE}aws-reserved/sso.amazonaws.com/*AWSReservedSSO_"
KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "exact names": (f"{_ROLE}{{word}}-deployer-{{number}}",),
        "prefixes": (f"{_ROLE}{{word}}-team-{{number}}-*",),
        "Identity Center paths": (
            f"{_SSO}{{word}}Set{{number}}_*",
            f"{_SSO}{{word}}Set{{number}}_{'?' * 16}",
        ),
    }
)
"""The shapes of principals that people exempt."""
MIXED = tuple(shape for shapes in KINDS.values() for shape in shapes)
_WORDS = ("alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel")


def principals(shapes: Sequence[str], number: int) -> list[str]:
    """List different ARN patterns of some shapes, which take turns."""
    return [
        shapes[index % len(shapes)].format(word=_WORDS[index % len(_WORDS)], number=index)
        for index in range(number)
    ]


def exempting(preset: PresetName, patterns: Sequence[str], controls_each: int = 0) -> Baseline:
    """Load the example with a preset and an exemption of each pattern.

    Args:
        preset: the preset in place of the example's own.
        patterns: whom the exemptions name.
        controls_each: from how many controls each exempts, which take turns; from all where it is 0.
    """
    ids = [name for name in PRESETS[preset].controls if control(name).honors_exemptions]
    lines = ["exemptions:"]
    for index, pattern in enumerate(patterns):
        lines += [
            f"  x{index}:",
            f"    principal: {pattern}",
            "    owner: me@example.com",
            "    reason: test",
        ]
        if controls_each:
            chosen = (ids[(index * controls_each + offset) % len(ids)] for offset in range(controls_each))
            lines += [f"    controls: [{', '.join(chosen)}]"]
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.count("\nexemptions:\n") == text.count("preset: recommended") == 1
    text = text.replace("\nexemptions:\n", "\n" + "\n".join(lines) + "\n")
    return load_text(
        text.replace("preset: recommended", f"preset: {preset}"),
        "baseline.yaml",
        today=TODAY,
        read_file=lambda name: (EXAMPLE.parent / name).read_text(encoding="utf-8"),
    )


def unpacked(baseline: Baseline) -> Posture:
    """Make each guardrail a policy of its own at each of its nodes, however many and long these are."""
    policies = [full_access(node) for node in baseline.tree.nodes]
    for index, part in enumerate(parts_of(baseline)):
        name = f"{part.intent}-{index}"
        policies.append(
            Policy(
                name,
                name,
                part.type,
                part.family,
                part.node.path,
                part.title,
                part.document,
                (part.intent,),
                (part.origin,),
            )
        )
    if any(policy.type == RCP for policy in policies):
        policies += [full_access(node, RCP) for node in baseline.tree.nodes]
    order = {node.path: index for index, node in enumerate(baseline.tree.nodes)}
    return Posture(baseline.tree, tuple(sorted(policies, key=lambda policy: order[policy.target])))

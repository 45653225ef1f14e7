"""The policies of others in the proof.

The baseline answers for its own policies. They keep its intents and protections and deny nothing else,
whatever others attach: nobody promises that it stays. So these obligations are proven on the posture without
the policies of others, which only deny more. Who is locked out is asked of all policies together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from guardrails.baseline.foreign import Foreign
from guardrails.baseline.model import Baseline
from guardrails.errors import Location
from guardrails.organization import covers
from guardrails.policy import Document
from guardrails.policy.language.document import SCP
from guardrails.posture.compile.full_access import full_access
from guardrails.posture.model import Posture
from guardrails.posture.prove.report import Failure
from guardrails.posture.prove.scope import in_scope

_SUBJECT = "organization.foreign"
_OF_THE_COMPILER = "this is a fault of the compiler: report it, and don't deploy"


def without_others(baseline: Baseline, posture: Posture) -> Posture:
    """Return the posture as it would be if nobody else had attached or detached anything."""
    if baseline.foreign is None:
        return posture
    policies = [policy for policy in posture.policies if not policy.foreign]
    allowing = {policy.target for policy in policies if policy.aws_managed and policy.type == SCP}
    restored = (
        full_access(node)
        for node in posture.organization.nodes
        if node.path in baseline.foreign.narrowed and node.path not in allowing
    )
    return replace(posture, policies=(*policies, *restored))


def foreign_failures(baseline: Baseline, posture: Posture) -> Iterator[Failure]:
    """Hold the policies of others in a posture against the file, and find nodes where nothing is allowed."""
    expected = {
        (policy.target, policy.type, policy.name, _content(policy.document)): policy.location
        for policy in (baseline.foreign.policies if baseline.foreign is not None else ())
    }
    compiled = {
        (policy.target, policy.type, policy.name, _content(policy.document)): policy.origins
        for policy in posture.policies
        if policy.foreign
    }
    for key, origins in compiled.items():
        if key not in expected:
            location = origins[0] if origins else baseline.locate("organization", "foreign")
            yield _differing(location, f"{key[2]} at {key[0]} isn't among the policies of others in the file")
    for key, location in expected.items():
        if key not in compiled:
            yield _differing(location, f"{key[2]} of others at {key[0]} isn't in the posture")
    if baseline.foreign is not None:
        yield from _levels(baseline, baseline.foreign, posture)


def _levels(baseline: Baseline, foreign: Foreign, posture: Posture) -> Iterator[Failure]:
    for path, location in foreign.narrowed.items():
        scps = [policy for policy in posture.by_target.get(path, ()) if policy.type == SCP]
        if any(policy.aws_managed for policy in scps):
            yield _differing(location, f"FullAWSAccess stands at {path}, and others have detached it")
        allowed = any(
            statement.effect == "Allow" for policy in scps for statement in policy.document.statements
        )
        if not allowed and _reaches_scope(baseline, posture, path):
            problem = f"no policy at {path} allows anything, so every call in the accounts there is denied"
            remedy = f"attach FullAWSAccess there; or add it to {foreign.file}, if it is attached in AWS"
            yield Failure(5, "level-without-allow", location, _SUBJECT, problem, remedy)


def _reaches_scope(baseline: Baseline, posture: Posture, path: str) -> bool:
    organization = posture.organization
    return any(
        covers(path, node.path) and in_scope(baseline, organization, node.path) for node in organization.nodes
    )


def _differing(location: Location, problem: str) -> Failure:
    return Failure(5, "foreign-policies-differ", location, _SUBJECT, problem, _OF_THE_COMPILER)


def _content(document: Document) -> object:
    return document.statements, document.version

"""The names of AWS managed policies that give full access, held against the documents that moto ships."""

from __future__ import annotations

import json

from moto.iam.aws_managed_policies import aws_managed_policies_data

from guardrails.baseline.full_access import FULL_ACCESS_POLICIES
from tests.baseline.test_full_access import ways_of


def test_the_reviewed_names_are_those_whose_documents_give_full_access() -> None:
    """Of all AWS managed policies that a role can have, as moto ships them: these and no others."""
    found = {
        f"{policy['Path'].lstrip('/')}{name}"
        for name, policy in json.loads(aws_managed_policies_data).items()
        if not policy["Path"].startswith("/aws-service-role/") and ways_of(policy["Document"])
    }
    assert found == FULL_ACCESS_POLICIES, (
        "read each policy that only the first set has, then list it in guardrails/baseline/full_access.py"
    )

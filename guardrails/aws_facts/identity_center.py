"""How Identity Center calls the roles that it makes in the accounts.

Source: https://docs.aws.amazon.com/singlesignon/latest/userguide/referencingpermissionsets.html
"""

from __future__ import annotations

from guardrails.aws_facts.arns import service_principal

FOLDER = f"aws-reserved/{service_principal('sso')}/"
"""Where the roles stand, in every region."""
MARK = "AWSReservedSSO_"
"""How their names begin."""
ANY_SUFFIX = "?" * 16
"""The 16 characters at the end of each role's name, which nobody knows beforehand."""
_WITHOUT_REGION = "us-east-1"


def role_path(region: str) -> str:
    """Return the path of the roles, which has the instance's region everywhere but in us-east-1."""
    return FOLDER + ("" if region == _WITHOUT_REGION else f"{region}/")


def role_of_set(permission_set: str, region: str, suffix: str = ANY_SUFFIX) -> str:
    """Return what follows the account in the ARN of a permission set's role, or in the pattern of its ARN."""
    return f"role/{role_path(region)}{MARK}{permission_set}_{suffix}"

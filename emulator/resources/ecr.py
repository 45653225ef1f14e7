"""`AWS::ECR::Repository`, as far as the CDK's bootstrap stack needs it."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from emulator.arns import build_arn, service_host
from emulator.resources.base import (
    Name,
    Properties,
    ResourceType,
    Shape,
    account_and_region,
    chosen,
    client,
    is_gone,
    tag_change,
    tag_list,
)


class RepositoryResource(ResourceType):
    """`AWS::ECR::Repository`."""

    name = "AWS::ECR::Repository"
    identifier = ("RepositoryName",)
    honoured: ClassVar[Shape] = {
        "RepositoryName": None,
        "ImageTagMutability": None,
        "ImageScanningConfiguration": {"ScanOnPush": None},
        "LifecyclePolicy": {"LifecyclePolicyText": None},
        "RepositoryPolicyText": None,
        "Tags": None,
    }
    create_only = ("RepositoryName",)
    custom_name = "RepositoryName"
    lowercase_name = True

    def create(self, properties: Properties, name: Name) -> str:
        """Make the repository."""
        repository = str(properties.get("RepositoryName") or name.generated)
        client("ecr").create_repository(
            repositoryName=repository,
            tags=tag_list(properties),
            **chosen(properties, imageTagMutability="ImageTagMutability"),
            imageScanningConfiguration=_scanning(properties),
        )
        return repository

    def update(self, physical_id: str, old: Properties, new: Properties) -> None:
        """Change the policies, the mutability, the scanning and the tags."""
        ecr, repository = client("ecr"), {"repositoryName": physical_id}
        lifecycle = (new.get("LifecyclePolicy") or {}).get("LifecyclePolicyText")
        if lifecycle:
            ecr.put_lifecycle_policy(**repository, lifecyclePolicyText=lifecycle)
        elif old.get("LifecyclePolicy"):
            ecr.delete_lifecycle_policy(**repository)
        if new.get("RepositoryPolicyText"):
            ecr.set_repository_policy(**repository, policyText=json.dumps(new["RepositoryPolicyText"]))
        elif old.get("RepositoryPolicyText"):
            ecr.delete_repository_policy(**repository)
        if not old:
            return
        mutability = new.get("ImageTagMutability", "MUTABLE")
        ecr.put_image_tag_mutability(**repository, imageTagMutability=mutability)
        ecr.put_image_scanning_configuration(**repository, imageScanningConfiguration=_scanning(new))
        change, arn = tag_change(old, new), self.attributes(physical_id, new)["Arn"]
        if change.put:
            ecr.tag_resource(resourceArn=arn, tags=change.put)
        if change.removed:
            ecr.untag_resource(resourceArn=arn, tagKeys=change.removed)

    def attributes(self, physical_id: str, properties: Properties) -> dict[str, Any]:
        """Give `Arn` and `RepositoryUri`."""
        del properties
        account, region = account_and_region()
        return {
            "Arn": build_arn("ecr", region, account, f"repository/{physical_id}"),
            "RepositoryUri": f"{service_host(f'{account}.dkr.ecr', region)}/{physical_id}",
        }

    def delete(self, physical_id: str, properties: Properties) -> None:
        """Delete the repository, which must be empty."""
        del properties
        client("ecr").delete_repository(repositoryName=physical_id)

    def read(self, physical_id: str, properties: Properties) -> Properties | None:
        """Read the repository and its policies."""
        ecr = client("ecr")
        try:
            repository = ecr.describe_repositories(repositoryNames=[physical_id])["repositories"][0]
        except Exception as error:
            if is_gone(error, "RepositoryNotFoundException"):
                return None
            raise
        lifecycle = _text(ecr.get_lifecycle_policy, physical_id, "lifecyclePolicyText")
        policy = _text(ecr.get_repository_policy, physical_id, "policyText")
        expected = (properties.get("LifecyclePolicy") or {}).get("LifecyclePolicyText", "")
        same = bool(expected and lifecycle) and json.loads(lifecycle) == json.loads(expected)
        arn = self.attributes(physical_id, properties)["Arn"]
        return {
            "RepositoryName": physical_id,
            "ImageTagMutability": repository["imageTagMutability"],
            "ImageScanningConfiguration": {
                "ScanOnPush": repository["imageScanningConfiguration"]["scanOnPush"]
            },
            "LifecyclePolicy": {"LifecyclePolicyText": expected if same else lifecycle},
            "RepositoryPolicyText": json.loads(policy or "{}"),
            "Tags": ecr.list_tags_for_resource(resourceArn=arn)["tags"],
        }


def _scanning(properties: Properties) -> dict[str, Any]:
    return {"scanOnPush": (properties.get("ImageScanningConfiguration") or {}).get("ScanOnPush", False)}


def _text(ask: Any, repository: str, member: str) -> str:
    try:
        return str(ask(repositoryName=repository)[member])
    except Exception as error:
        if is_gone(error, "LifecyclePolicyNotFoundException", "RepositoryPolicyNotFoundException"):
            return ""
        raise


TYPES = (RepositoryResource(),)

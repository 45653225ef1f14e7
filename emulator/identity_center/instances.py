"""The operations on instances, on their attributes for access control, and on tags."""

from __future__ import annotations

from emulator.errors import ApiError
from emulator.identity_center.state import Center, CenterInstance, is_here
from emulator.services.operations import Request, tag_list, tag_map


class InstanceOperations(Center):
    """Read instances, and change what they say of people."""

    def list_instances(self, _request: Request) -> Request:
        """Answer `ListInstances`."""
        return {
            "Instances": [
                _instance_view(instance) for instance in self.instances.values() if is_here(instance)
            ]
        }

    def describe_instance(self, request: Request) -> Request:
        """Answer `DescribeInstance`."""
        instance = self._instance(request)
        return {**_instance_view(instance), "PermissionSetsEnabled": instance.has_permission_sets}

    def list_regions(self, request: Request) -> Request:
        """Answer `ListRegions`."""
        return {"Regions": _regions(self._instance(request))}

    def add_region(self, request: Request) -> Request:
        """Answer `AddRegion`, which on AWS takes a while."""
        instance, region = self._instance(request), request["RegionName"]
        if region in (instance.region, *instance.more_regions):
            raise ApiError("ConflictException", f"The instance is in {region} already.")
        instance.more_regions.append(region)
        return {"Status": "ADDING"}

    def create_attributes(self, request: Request) -> None:
        """Answer `CreateInstanceAccessControlAttributeConfiguration`."""
        instance = self._instance(request)
        if instance.attributes is not None:
            raise ApiError("ConflictException", "The configuration already exists.")
        instance.attributes = _attributes(request)

    def update_attributes(self, request: Request) -> None:
        """Answer `UpdateInstanceAccessControlAttributeConfiguration`."""
        self.describe_attributes(request)
        self._instance(request).attributes = _attributes(request)

    def describe_attributes(self, request: Request) -> Request:
        """Answer `DescribeInstanceAccessControlAttributeConfiguration`."""
        attributes = self._instance(request).attributes
        if attributes is None:
            raise ApiError("ResourceNotFoundException", "The instance has no attributes for access control.")
        return {
            "Status": "ENABLED",
            "InstanceAccessControlAttributeConfiguration": {"AccessControlAttributes": attributes},
        }

    def delete_attributes(self, request: Request) -> None:
        """Answer `DeleteInstanceAccessControlAttributeConfiguration`."""
        self.describe_attributes(request)
        self._instance(request).attributes = None

    def tag_resource(self, request: Request) -> None:
        """Answer `TagResource`."""
        self._tagged(request).update(tag_map(request["Tags"]))

    def untag_resource(self, request: Request) -> None:
        """Answer `UntagResource`."""
        for key in request["TagKeys"]:
            self._tagged(request).pop(key, None)

    def list_tags(self, request: Request) -> Request:
        """Answer `ListTagsForResource`."""
        return {"Tags": tag_list(self._tagged(request))}

    def _tagged(self, request: Request) -> dict[str, str]:
        return self._permission_set({**request, "PermissionSetArn": request["ResourceArn"]}).tags


def _instance_view(instance: CenterInstance) -> Request:
    return {
        "InstanceArn": instance.arn,
        "IdentityStoreId": instance.identity_store,
        "OwnerAccountId": instance.owner,
        "CreatedDate": instance.created,
        "Status": "ACTIVE",
        "PrimaryRegion": instance.region,
        "Regions": _regions(instance),
    }


def _regions(instance: CenterInstance) -> list[Request]:
    return [
        {
            "RegionName": region,
            "Status": "ACTIVE",
            "AddedDate": instance.created,
            "IsPrimaryRegion": region == instance.region,
        }
        for region in (instance.region, *instance.more_regions)
    ]


def _attributes(request: Request) -> list[Request]:
    configuration = request["InstanceAccessControlAttributeConfiguration"]
    attributes: list[Request] = configuration["AccessControlAttributes"]
    return attributes

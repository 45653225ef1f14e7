"""The storage classes of S3 to which a lifecycle rule moves log files.

Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-transition-general-considerations.html,
November 2026. ONEZONE_IA is left out: it keeps files in a single availability zone, and evidence must outlive
that.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class StorageClass:
    """The limits of a storage class that a lifecycle rule must respect.

    Attributes:
        earliest_days: The youngest a file may be when it is moved there, in days.
        charged_days: The shortest time that AWS charges for, in days.
        next: The classes to which a file can be moved from there.
        searchable: Whether Athena reads files in it as they are.
    """

    earliest_days: int
    charged_days: int
    next: frozenset[str]
    searchable: bool = True


_ARCHIVES = frozenset({"GLACIER", "DEEP_ARCHIVE"})
STORAGE_CLASSES = MappingProxyType(
    {
        "STANDARD_IA": StorageClass(30, 30, _ARCHIVES | {"INTELLIGENT_TIERING", "GLACIER_IR"}),
        "INTELLIGENT_TIERING": StorageClass(0, 0, _ARCHIVES | {"GLACIER_IR"}),
        "GLACIER_IR": StorageClass(0, 90, _ARCHIVES),
        "GLACIER": StorageClass(0, 90, frozenset({"DEEP_ARCHIVE"}), searchable=False),
        "DEEP_ARCHIVE": StorageClass(0, 180, frozenset(), searchable=False),
    }
)
"""The classes by S3's names, in the order in which files move down."""

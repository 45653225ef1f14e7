"""The access stack: permission sets, groups and assignments of Identity Center."""

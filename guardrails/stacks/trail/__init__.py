"""The trail stack: the organization trail, its archive, and the search over it."""

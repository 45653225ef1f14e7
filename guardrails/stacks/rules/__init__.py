"""Our own validation: what no pack of rules knows about governing an organization."""

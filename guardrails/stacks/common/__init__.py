"""Constructs and checks that several stacks share."""

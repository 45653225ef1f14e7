"""Which resources of a template exist already, a part of AWS a file."""

"""All requests in finitely many equivalence classes."""

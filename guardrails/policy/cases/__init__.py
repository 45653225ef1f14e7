"""Decision cases as data: a request, the policies, and the expected answer."""

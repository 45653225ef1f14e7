"""Nobody is locked out: who must be able to do what, and whether the policies let them."""

"""Write a document shorter without changing its meaning."""

"""Search strategies: from concepts and synonyms to strings for databases, and what may be wrong with such strings."""

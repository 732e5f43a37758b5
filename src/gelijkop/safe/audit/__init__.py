"""The attacker: what somebody can compute from published tables, what rules and other tables tell, and nothing else.

It knows nothing of how gelijkop protects: it works on anybody's tables.
"""

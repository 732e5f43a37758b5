"""How passwords are kept."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2id(Argon2PasswordHasher):
    """Argon2id with 19 MiB, so that two dozen people who sign in at once do not fill the memory of a small server.

    Source: OWASP Password Storage Cheat Sheet: m=19456, t=2, p=1 as the least.
    """

    time_cost = 3
    memory_cost = 19_456
    parallelism = 1

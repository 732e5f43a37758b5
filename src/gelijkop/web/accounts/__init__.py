"""Accounts: who may sign in, in which role, and the log of what they saw and changed."""

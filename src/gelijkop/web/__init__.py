"""The Django project: pages, accounts and roles; serves one release, never Figures or Records."""

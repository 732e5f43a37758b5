"""Figures for programs: a JSON API that only reads, with its description in OpenAPI."""

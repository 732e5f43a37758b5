"""Choosing publications for a review: decisions of reviewers, how well they agree, and the flow of every reference."""

"""The steps that bring the account database up to date."""

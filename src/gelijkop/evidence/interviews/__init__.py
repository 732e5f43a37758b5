"""Interviews: the guide, projects of analysis software (REFI-QDA), and quotations that may be shown."""

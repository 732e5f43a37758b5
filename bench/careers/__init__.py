"""Indicators over whole school careers: our engine beside what an analyst writes by hand, on made-up pupils."""

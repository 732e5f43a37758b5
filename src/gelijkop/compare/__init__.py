"""Statistics on Released numbers: rates, gaps, intervals, gaps at equal ability, verdicts."""

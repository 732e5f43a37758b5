"""Pages, figures and sentences made from Released numbers, Findings and published area figures."""

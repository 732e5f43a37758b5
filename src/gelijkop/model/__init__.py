"""What a school career is: periods, codes, tables, careers, figures and the checks on them."""

"""Tables, charts, texts and pages, made from Released numbers and Findings and nothing else."""

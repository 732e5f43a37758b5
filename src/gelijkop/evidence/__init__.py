"""What is known to work, for whom and how surely: records of studies, read, checked, written and converted."""

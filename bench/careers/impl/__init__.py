"""The competitors: one module each, one process a run, all counting the slice of `slice.md`."""

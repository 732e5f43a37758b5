"""The made-up region with a known truth: declare it, draw it, write it as files, and know what should be found."""

from __future__ import annotations

from gelijkop.sources.synthetic_expected import Expected, expected
from gelijkop.sources.synthetic_files import write_files
from gelijkop.sources.synthetic_region import Region, generate
from gelijkop.sources.synthetic_truth import Truth, read_truth, truth_from

__all__ = ["Expected", "Region", "Truth", "expected", "generate", "read_truth", "truth_from", "write_files"]

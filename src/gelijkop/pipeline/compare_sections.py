"""The parts of an answer about a release, in the order in which they are told. A new part is a line here."""

from __future__ import annotations

from collections.abc import Sequence

from gelijkop.pipeline.compare_chain import chain_parts
from gelijkop.pipeline.compare_diploma import diploma_parts
from gelijkop.pipeline.compare_measures import measure_parts
from gelijkop.pipeline.compare_question import Section
from gelijkop.pipeline.compare_summary import summary_parts

SECTIONS: Sequence[Section] = (measure_parts, summary_parts, chain_parts, diploma_parts)

"""The example on the page about reading references runs."""

import re
from pathlib import Path

PAGE = Path(__file__).parents[2] / "docs" / "do" / "import-references.md"


def test_the_example_in_python_gives_one_reference():
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    names: dict[str, object] = {}
    exec(code, names)
    assert str(names["text"]).splitlines()[1].startswith("Een titel,")

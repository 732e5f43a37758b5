"""A page names the method of each interval that it draws."""

import pytest

from gelijkop.present.texts import say


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("method", ["wilson", "t", "newcombe10", "mover-t", "cr2", "wild"])
def test_every_method_that_a_page_can_draw_has_a_name(method, language):
    assert say(language, f"method_name.{method}")

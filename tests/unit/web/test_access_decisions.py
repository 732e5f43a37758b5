"""Who may see what: every role under every rule."""

from dataclasses import dataclass

import pytest

from gelijkop.web.access import ROLES_OF, Rule, declaration, may, page
from gelijkop.web.accounts.models import Role


@dataclass(frozen=True)
class Someone:
    role: str
    school: str = ""
    board: str = ""


TABLE = """
role          | public | signed in | own school | own board | coordinator | administrator
visitor       | yes    | yes       | no         | no        | no          | no
school        | yes    | yes       | yes        | no        | no          | no
board         | yes    | yes       | yes        | yes       | no          | no
coordinator   | yes    | yes       | no         | no        | yes         | no
administrator | yes    | yes       | no         | no        | no          | yes
"""
LINES = [[cell.strip() for cell in line.split("|")] for line in TABLE.strip().splitlines()]
CASES = [
    (line[0], rule, answer == "yes") for line in LINES[1:] for rule, answer in zip(LINES[0][1:], line[1:], strict=True)
]
PLACES = {"school": {"school": "00AB01"}, "board": {"board": "41234"}}


def test_the_table_has_every_role_and_every_rule():
    assert [line[0] for line in LINES[1:]] == [role.value for role in Role]
    assert LINES[0][1:] == [rule.value for rule in Rule]
    assert set(ROLES_OF) == set(Rule)


@pytest.mark.parametrize(("role", "rule", "allowed"), CASES)
def test_a_role_sees_what_the_table_says_of_its_own_place(role, rule, allowed):
    visitor = Someone(role, **PLACES.get(role, {}))
    assert may(visitor, Rule(rule), school="00AB01", board="41234") is allowed


@pytest.mark.parametrize("rule", [rule for rule in Rule if rule is not Rule.PUBLIC])
def test_who_is_not_signed_in_sees_only_what_is_public(rule):
    assert not may(None, rule, school="00AB01", board="41234")
    assert may(None, Rule.PUBLIC)


def test_a_school_does_not_see_another_location_of_the_same_institution():
    assert not may(Someone("school", school="00AB01"), Rule.OWN_SCHOOL, school="00AB02", board="41234")


def test_a_board_does_not_see_a_school_of_another_board():
    assert not may(Someone("board", board="41234"), Rule.OWN_SCHOOL, school="00AB01", board="41235")


def test_a_board_does_not_see_a_school_of_which_the_board_is_not_known():
    assert not may(Someone("board", board=""), Rule.OWN_SCHOOL, school="00AB01", board="")


def test_a_school_without_a_code_sees_no_page_without_a_code():
    assert not may(Someone("school"), Rule.OWN_SCHOOL, school="")


def test_a_board_code_kept_on_a_school_account_opens_nothing():
    assert not may(Someone("school", school="00AB01", board="41234"), Rule.OWN_BOARD, board="41234")


def test_an_unknown_role_sees_only_what_is_public():
    assert not any(
        may(Someone("root"), rule, school="00AB01", board="41234") for rule in Rule if rule is not Rule.PUBLIC
    )


def test_a_view_without_a_rule_has_no_declaration():
    assert declaration(lambda request: None) is None
    assert declaration(page(Rule.PUBLIC)(lambda request: None)).rule is Rule.PUBLIC

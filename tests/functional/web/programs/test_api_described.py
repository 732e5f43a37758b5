"""The description of the API (OpenAPI) is whole, and every answer is as it says: attacked with made-up questions."""

import re

import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from django.urls import get_resolver
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig

from gelijkop.web.api.description import openapi

EXAMPLES = 8
"""Made-up questions of each kind an operation; the whole must stay under a minute."""


def routes():
    """The addresses of the API in the URL conf, as OpenAPI writes them."""
    found = [str(p.pattern) for r in get_resolver().url_patterns for p in getattr(r, "url_patterns", [r])]
    written = ["/" + re.sub("<str:(.*?)>", r"{\1}", route) for route in found if route.startswith("api/v1/")]
    assert written
    return sorted(written)


def test_every_route_is_described_and_nothing_else():
    assert sorted(openapi()["paths"]) == routes()


def test_every_class_of_a_row_says_what_it_is():
    schemas = openapi()["components"]["schemas"]
    assert [name for name, schema in schemas.items() if not schema.get("description")] == []


def test_every_reference_leads_to_a_schema():
    text = str(openapi())
    assert set(re.findall(r"#/components/schemas/(\w+)", text)) <= set(openapi()["components"]["schemas"])


@pytest.fixture(scope="module")
def api(demo_site):
    # A release that is not (any more) on the site is answered with 410, which is right and not in its usual list.
    config = SchemathesisConfig.from_dict(
        {"checks": {"positive_data_acceptance": {"expected-statuses": ["2xx", 404, 410]}}}
    )
    with override_settings(SITE=demo_site, ALLOWED_HOSTS=["localhost", "127.0.0.1", "testserver"]):
        yield schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), config=config)


def attack(operation, mode):
    """Ask made-up questions, and check status, content type and body of every answer against the description."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @settings(
        max_examples=EXAMPLES,
        derandomize=True,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def asked(case):
        case.call_and_validate()

    asked()


@pytest.mark.parametrize("path", openapi()["paths"])
def test_every_question_that_follows_the_description_is_answered_as_it_says(api, path):
    attack(api[path]["GET"], GenerationMode.POSITIVE)


@pytest.mark.parametrize("path", [p for p, o in openapi()["paths"].items() if o["get"]["parameters"]])
def test_every_question_that_does_not_is_a_problem_as_described(api, path):
    attack(api[path]["GET"], GenerationMode.NEGATIVE)


@pytest.mark.parametrize("path", openapi()["paths"])
def test_a_plain_question_is_answered_with_rows_as_described(api, release, path):
    codes = {name: code for name, code in (("release", release), ("id", "vve")) if f"{{{name}}}" in path}
    answer = api[path]["GET"].Case(path_parameters=codes).call_and_validate()
    assert answer.status_code == 200

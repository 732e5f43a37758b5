"""The application that a WSGI server calls: Django, and in front of it the pages that are finished."""

import os

from django.core.wsgi import get_wsgi_application

from gelijkop.web.cache import cached
from gelijkop.web.kept import cookies_that_count, parameters, release_in_place

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gelijkop.web.settings")
application = cached(
    get_wsgi_application(), release=release_in_place, parameters=parameters, cookies=cookies_that_count()
)

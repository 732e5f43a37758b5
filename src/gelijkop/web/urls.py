"""Every URL of the site; each view declares its rule with `access.page`."""

from django.conf import settings
from django.urls import include, path

from gelijkop.web.languages import in_their_languages
from gelijkop.web.pages.urls import urlpatterns as pages

handler400 = "gelijkop.web.failures.bad_request"
handler403 = "gelijkop.web.failures.refused"
handler404 = "gelijkop.web.failures.not_found"
handler500 = "gelijkop.web.failures.broken"

urlpatterns = [
    path("", include("gelijkop.web.api.urls")),
    path("", include("gelijkop.web.languageless")),
    *in_their_languages(*pages, path("", include("gelijkop.web.accounts.urls"))),
]
if settings.OIDC_ISSUER:
    urlpatterns.append(path("oidc/", include("gelijkop.web.accounts.oidc_urls")))

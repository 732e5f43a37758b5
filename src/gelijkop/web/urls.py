"""Every URL of the site; each view declares its rule with `access.page`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

handler400 = "gelijkop.web.failures.bad_request"
handler403 = "gelijkop.web.failures.refused"
handler404 = "gelijkop.web.failures.not_found"
handler500 = "gelijkop.web.failures.broken"

urlpatterns = [
    path("", include("gelijkop.web.api.urls")),
    *i18n_patterns(
        path("", include("gelijkop.web.pages.urls")),
        path("", include("gelijkop.web.accounts.urls")),
        prefix_default_language=False,
    ),
]
if settings.OIDC_ISSUER:
    urlpatterns.append(path("oidc/", include("gelijkop.web.accounts.oidc_urls")))

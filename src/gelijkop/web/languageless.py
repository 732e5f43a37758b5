"""The addresses that have no language, besides the API: files to download and what robots ask."""

from django.urls import path

from gelijkop.web.pages import data, plain

urlpatterns = [
    path("data/datapackage.json", data.package, name="data-package"),
    path("data/uitgave/<str:release>/<path:name>", data.data_file, name="data-file"),
    path("robots.txt", plain.robots, name="robots"),
    path("sitemap.xml", plain.sitemap, name="sitemap"),
    path(".well-known/security.txt", plain.security, name="security"),
]

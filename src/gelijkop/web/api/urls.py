"""The addresses for programs, which have no language: the API, files to download, and what robots ask."""

from django.urls import path, re_path

from gelijkop.web.api import views
from gelijkop.web.api.description import described
from gelijkop.web.api.tables import TABLES
from gelijkop.web.pages import data, plain

urlpatterns = [
    path("api/openapi.json", described, name="api-description"),
    path("api/v1/releases/", views.releases, name="api-releases"),
    path("api/v1/releases/<str:release>/", views.release, name="api-release"),
    path("api/v1/datasets/", views.datasets, name="api-datasets"),
    *(path(f"api/v1/{t.name}/", views.table_view(t), name=f"api-{t.name}") for t in TABLES.values()),
    *(
        path(f"api/v1/datasets/{t.name}/<str:release>/", views.dataset_view(t), name=f"api-dataset-{t.name}")
        for t in TABLES.values()
    ),
    re_path(r"^api/(?P<path>.*)\Z", views.nowhere, name="api-nowhere"),
    path("data/datapackage.json", data.package, name="data-package"),
    path("data/uitgave/<str:release>/<path:name>", data.data_file, name="data-file"),
    path("robots.txt", plain.robots, name="robots"),
    path("sitemap.xml", plain.sitemap, name="sitemap"),
    path(".well-known/security.txt", plain.security, name="security"),
]

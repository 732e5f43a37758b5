"""The addresses of the API; `description` describes each of them."""

from django.urls import path, re_path

from gelijkop.web.api import evidence, views
from gelijkop.web.api.description import described
from gelijkop.web.api.tables import TABLES

urlpatterns = [
    path("api/openapi.json", described, name="api-description"),
    path("api/v1/releases/", views.releases, name="api-releases"),
    path("api/v1/releases/<str:release>/", views.release, name="api-release"),
    path("api/v1/evidence/", evidence.records, name="api-evidence"),
    path("api/v1/evidence/<str:id>/", evidence.record, name="api-evidence-record"),
    path("api/v1/datasets/", views.datasets, name="api-datasets"),
    *(path(f"api/v1/{t.name}/", views.table_view(t), name=f"api-{t.name}") for t in TABLES.values()),
    *(
        path(f"api/v1/datasets/{t.name}/<str:release>/", views.dataset_view(t), name=f"api-dataset-{t.name}")
        for t in TABLES.values()
    ),
    re_path(r"^api/(?P<path>.*)\Z", views.nowhere, name="api-nowhere"),
]

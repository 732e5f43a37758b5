"""The addresses that have no language, besides the API: files to download and what robots ask."""

from django.urls import path

from gelijkop.web.pages import data, evidence_data, evidence_record, plain

urlpatterns = [
    path("data/datapackage.json", data.package, name="data-package"),
    path("data/uitgave/<str:release>/<path:name>", data.data_file, name="data-file"),
    path("data/kennisbank.csv", evidence_data.records, name="evidence-records-file"),
    path("data/kennisbank-effecten.csv", evidence_data.effects, name="evidence-effects-file"),
    path("data/kennisbank.json", evidence_data.everything, name="evidence-whole-file"),
    path("bewijs/<str:slug>.md", evidence_record.evidence_text, name="evidence-text-file"),
    path("robots.txt", plain.robots, name="robots"),
    path("sitemap.xml", plain.sitemap, name="sitemap"),
    path(".well-known/security.txt", plain.security, name="security"),
]

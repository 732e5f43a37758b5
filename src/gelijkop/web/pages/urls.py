"""The URLs of the public pages; Dutch words, and the state of a page in its path."""

from django.urls import path

from gelijkop.web.pages import about, area, chain, data, indicator, method, start

urlpatterns = [
    path("", start.start, name="start"),
    path("zoeken/", start.search, name="search"),
    path("gebied/", start.areas, name="areas"),
    path("gebied/<str:code>/", area.area, name="area"),
    path("gebied/<str:code>/<slug:ident>.csv", area.area_file, name="area-file"),
    path("indicator/", indicator.indicators, name="indicators"),
    path("indicator/<str:code>/", indicator.chosen, name="indicator-chosen"),
    path("indicator/<str:code>/<str:area>/<str:grouping>/", indicator.indicator, name="indicator"),
    path(
        "indicator/<str:code>/<str:area>/<str:grouping>/<slug:ident>.csv", indicator.indicator_file,
        name="indicator-file",
    ),
    path("keten/", chain.chains, name="chain-list"),
    path("keten/<str:chain>/", chain.chosen, name="chain-chosen"),
    path("keten/<str:chain>/<str:area>/<str:grouping>/", chain.chain, name="chain"),
    path("keten/<str:chain>/<str:area>/<str:grouping>/<slug:ident>.csv", chain.chain_file, name="chain-file"),
    path("data/", data.data, name="data"),
    path("data/uitgave/<str:release>/", data.data_of_release, name="data-release"),
    path("methode/", method.methods, name="method-list"),
    path("methode/uitleg/", method.explained, name="method-explained"),
    path("methode/<str:code>/", method.method, name="method"),
    path("over/", about.about, name="about"),
    path("privacy/", about.privacy, name="privacy"),
    path("toegankelijkheid/", about.accessibility, name="accessibility"),
]  # fmt: skip

"""The URLs of the public pages; Dutch words, and the state of a page in its path."""

from django.urls import path

from gelijkop.web.pages import about, area, chain, data, flows, indicator, maps, method, own, school, schools, start

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
    path("loopbanen/", flows.flows_list, name="flows-list"),
    path("loopbanen/<str:grouping>/", flows.flows, name="flows"),
    path("loopbanen/<str:grouping>/<slug:ident>.csv", flows.flows_file, name="flows-file"),
    path("scholen/", schools.school_list, name="school-list"),
    path("scholen/<str:code>/", schools.schools, name="schools"),
    path("scholen/<str:code>/<slug:ident>.csv", schools.schools_file, name="schools-file"),
    path("school/<str:brin>/", school.school, name="school"),
    path("school/<str:brin>/<slug:ident>.csv", school.school_file, name="school-file"),
    path("kaart/", maps.map_list, name="map-list"),
    path("kaart/<str:code>/<str:grouping>/", maps.show_map, name="map"),
    path("kaart/<str:code>/<str:grouping>/<slug:ident>.csv", maps.map_file, name="map-file"),
    path("mijn/", own.own, name="own"),
    path("mijn/school/<str:brin>/", own.own_school, name="own-school"),
    path("mijn/school/<str:brin>/<slug:ident>.csv", own.own_school_file, name="own-school-file"),
    path("mijn/bestuur/<str:code>/", own.own_board, name="own-board"),
    path("mijn/bestuur/<str:code>/<slug:ident>.csv", own.own_board_file, name="own-board-file"),
    path("mijn/bestuur/<str:code>/school/<str:brin>/", own.own_board_school, name="own-board-school"),
    path(
        "mijn/bestuur/<str:code>/school/<str:brin>/<slug:ident>.csv", own.own_board_school_file,
        name="own-board-school-file",
    ),
    path("data/", data.data, name="data"),
    path("data/uitgave/<str:release>/", data.data_of_release, name="data-release"),
    path("methode/", method.methods, name="method-list"),
    path("methode/uitleg/", method.explained, name="method-explained"),
    path("methode/<str:code>/", method.method, name="method"),
    path("over/", about.about, name="about"),
    path("privacy/", about.privacy, name="privacy"),
    path("toegankelijkheid/", about.accessibility, name="accessibility"),
]  # fmt: skip

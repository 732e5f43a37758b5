"""The API and the CSV files of a release tell the same figures, to the last digit."""

import pytest


def number(written):
    """What a cell of a CSV file holds; JSON has no infinity."""
    return None if written in ("", "INF") else float(written)


def numbers(row, *names):
    return tuple(number(row[n]) for n in names)


def limits(row, name):
    return numbers(row, name, f"{name}_ondergrens", f"{name}_bovengrens")


def told(estimate):
    return estimate["estimate"], estimate["lower"], estimate["upper"]


def widest(rows):
    """The rows over all school years of their measure."""
    years = {}
    for r in rows:
        years[r["maat"]] = max(years.get(r["maat"], 0), int(r["tot_en_met"]) - int(r["van"]))
    return [r for r in rows if int(r["tot_en_met"]) - int(r["van"]) == years[r["maat"]]]


def key(row):
    if "maat" in row:
        return row["maat"], row["plaats"], row["indeling"] or None, row["groep"] or None
    return row["measure"], row["place"], row["grouping"], row["group"]


def same(api, csv):
    """Row by row both tell the same, and neither has a row that the other has not."""
    assert csv
    assert api == csv


def test_rates(visitor, table):
    api = {key(r): (*told(r), r["n"], r["state"], r["tail"]) for r in visitor.every("/api/v1/rates/?limit=1000")}
    csv = {
        key(r): (*numbers(r, "waarde", "ondergrens", "bovengrens", "leerlingen"), r["status"], r["staart"])
        for r in widest(table("aandelen"))
    }
    same(api, csv)


def test_rates_by_year(visitor, table):
    years = [r for r in table("aandelen") if r["van"] == r["tot_en_met"]]
    csv = {(*key(r), int(r["van"])): (*numbers(r, "waarde", "ondergrens", "bovengrens"), r["status"]) for r in years}
    api = {
        (*key(r), r["first_year"]): (*told(r), r["state"]) for r in visitor.every("/api/v1/rates-by-year/?limit=1000")
    }
    same({k: api[k] for k in csv}, csv)


def test_gaps(visitor, table):
    api = {
        key(r): (*told(r["raw"]), *told(r["equal_ability"]), *told(r["odds_ratio"]), *told(r["pupils_a_year"]),
                 r["p_adjusted"], r["detectable"], r["support"], r["verdict"], r["state"])
        for r in visitor.every("/api/v1/gaps/?limit=1000")
    }  # fmt: skip
    csv = {
        key(r): (*limits(r, "verschil"), *limits(r, "gelijke_aanleg"), *limits(r, "odds_ratio"),
                 *limits(r, "leerlingen_per_jaar"),
                 *numbers(r, "p_gecorrigeerd", "te_zien_vanaf", "vergelijkbaar_deel"), r["oordeel"], r["status"])
        for r in table("verschillen")
    }  # fmt: skip
    same(api, csv)


def test_schools(visitor, table):
    api = {
        (r["measure"], r["place"]): (
            *told(r),
            r["n"],
            *told(r["shrunken"]),
            *told(r["off_similar"]),
            r["z"],
            r["state"],
        )
        for r in visitor.every("/api/v1/schools/?limit=1000")
    }
    csv = {
        (r["maat"], r["plaats"]): (
            *numbers(r, "waarde", "ondergrens", "bovengrens", "leerlingen"), *limits(r, "geschat"),
            *limits(r, "verschil_vergelijkbaar"), *numbers(r, "z"), r["status"],
        )
        for r in table("scholen")
    }  # fmt: skip
    same(api, csv)


@pytest.mark.parametrize(("kind", "part"), [("verschil", ""), ("deel", "start"), ("deel", "voorlopig")])
def test_chains(visitor, table, kind, part):
    api = {}
    for r in visitor.every("/api/v1/chains/?limit=1000"):
        one = next((p for p in r["parts"] if p["part"] == part), None) if part else r
        if one:
            api[(r["chain"], r["outcome"], *key(r | {"measure": ""})[1:], r["first_year"], r["last_year"])] = told(one)
    csv = {
        (r["keten"], r["uitkomst"], *key(r | {"maat": ""})[1:], int(r["van"]), int(r["tot_en_met"])): numbers(
            r, "waarde", "ondergrens", "bovengrens"
        )
        for r in table("keten")
        if r["soort"] == kind and r["onderdeel"] == part
    }
    same(api, csv)


def test_changes_of_the_main_grouping(visitor, table):
    of = {"aandeel": "rate", "verschil": "raw", "gelijke_aanleg": "equal"}
    rows = table("veranderingen")
    csv = {
        (*key(r), r["soort"] == "per-jaar", of[r["van_wat"]], int(r["van"]), int(r["tot_en_met"])): (
            *limits(r, "waarde"), r["oordeel"], r["status"]
        )
        for r in rows
    }  # fmt: skip
    api = {
        (*key(r), r["kind"] == "slope", r["of"], r["first_year"], r["last_year"]): (*told(r), r["verdict"], r["state"])
        for r in visitor.every(f"/api/v1/changes/?limit=1000&grouping={rows[0]['indeling']}")
    }
    same(api, csv)

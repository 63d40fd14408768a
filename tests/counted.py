"""Answers to questions, counted from the tables of a release's dumps: what SPARQL answers is held to them."""

import csv
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import combinations
from pathlib import Path

Row = dict[str, str]
Rows = list[tuple[object, ...]]


class Tables:
    """The dumps of a release as rows of text."""

    def __init__(self, dumps: Path) -> None:
        self.projects, self.participations, self.municipalities, self.groups = (
            list(csv.DictReader(StringIO((dumps / f"{name}.csv").read_text(encoding="utf-8"))))
            for name in ("projects", "participations", "project_municipalities", "target_groups")
        )

    def members(self) -> dict[str, set[str]]:
        """The participants of each project."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        for row in self.participations:
            found[row["project"]].add(row["organisation"])
        return found

    def places(self) -> set[tuple[str, str]]:
        """Project and municipality of today."""
        merged = {"532": "398", "283": "098"}  # Nastola into Lahti, Hämeenkoski into Hollola
        return {(row["project"], merged.get(row["municipality"], row["municipality"])) for row in self.municipalities}


GRANTED, REALISED = "granted_eu_and_state_funding", "realised_eu_and_state_funding"
SOUTH, WEST, EAST_NORTH = ("02", "05", "07", "08", "09"), ("04", "06", "13", "14", "15"), ("10", "11", "12", "16", "17")
AREAS = {
    "01": "FI1B",
    **dict.fromkeys(SOUTH, "FI1C"),
    **dict.fromkeys(WEST, "FI19"),
    **dict.fromkeys((*EAST_NORTH, "18", "19"), "FI1D"),
}


def total(rows: Iterable[Row], field: str) -> Decimal:
    return sum((Decimal(row[field]) for row in rows if row[field]), Decimal())


def known(rows: Iterable[Row], field: str) -> int:
    return sum(1 for row in rows if row[field])


def percent(part: Decimal, whole: Decimal, places: int = 1) -> Decimal:
    return round(100 * part / whole, places)


def grouped(rows: Iterable[Row], key: Callable[[Row], object], *stated: str) -> dict[object, list[Row]]:
    """Rows that state the fields, by a key that is not blank."""
    found: defaultdict[object, list[Row]] = defaultdict(list)
    for row in rows:
        if all(row[field] for field in stated) and key(row):
            found[key(row)].append(row)
    return found


def by(field: str) -> Callable[[Row], object]:
    return lambda row: row[field]


def year(field: str) -> Callable[[Row], object]:
    return lambda row: row[field][:4]


def months(row: Row) -> int:
    start, end = (date.fromisoformat(row[field]) for field in ("planned_start", "planned_end"))
    return 12 * (end.year - start.year) + end.month - start.month + 1


def ended(tables: Tables) -> list[Row]:
    return [row for row in tables.projects if row["status"] == "ended"]


def money_by_fund(tables: Tables) -> Rows:
    return [
        (
            fund,
            *(each for field in (GRANTED, REALISED) for each in (total(rows, field), sum(1 for r in rows if r[field]))),
        )
        for fund, rows in grouped(tables.projects, by("fund")).items()
    ]


def absorption(tables: Tables) -> Rows:
    of = grouped(tables.projects, by("priority_axis"), GRANTED, REALISED)
    return [
        (axis, len(rows), total(rows, GRANTED), percent(total(rows, REALISED), total(rows, GRANTED)))
        for axis, rows in of.items()
    ]


def by_year_of_end(tables: Tables) -> Rows:
    of = grouped(ended(tables), year("planned_end"), GRANTED, REALISED)
    return [
        (end, len(rows), total(rows, REALISED), percent(total(rows, REALISED), total(rows, GRANTED)))
        for end, rows in of.items()
    ]


def grants_of_one_authority(tables: Tables) -> Rows:
    found: defaultdict[str, list[tuple[Decimal, int]]] = defaultdict(list)
    for row in tables.projects:
        if row["responsible_authority"] == "etela-savo-ely-centre" and row["planned_start"].startswith("2019"):
            regions = row["regions_label"].split("|")
            for region in regions:
                found[region].append((Decimal(row[GRANTED]), len(regions)))
    return [(name, len(own), sum(g for g, _ in own), sum(g / n for g, n in own)) for name, own in found.items()]


def divided_by_region(tables: Tables) -> Rows:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for row in tables.projects:
        regions = list(filter(None, row["regions_label"].split("|")))
        for region in regions:
            found[region] += total([row], GRANTED) / len(regions)
    return [(region, round(money, 2)) for region, money in found.items() if money]


def overspent(tables: Tables) -> Rows:
    rows = [row for row in tables.projects if total([row], REALISED) > total([row], GRANTED)]
    return [(row["code"], row[GRANTED], row[REALISED]) for row in rows]


def other_public(tables: Tables) -> Rows:
    planned = "planned_public_funding"
    of = grouped(tables.projects, by("priority_axis"), GRANTED, planned)
    sums = {axis: (len(rows), total(rows, planned), total(rows, GRANTED)) for axis, rows in of.items()}
    return [(axis, number, all_ - own, percent(all_ - own, all_)) for axis, (number, all_, own) in sums.items()]


def cost_per_participant(tables: Tables) -> Rows:
    planning = [row for row in tables.projects if row["planned_persons"] != "0"]
    of = grouped(planning, by("specific_objective"), GRANTED, "planned_persons")
    sums = {objective: (total(rows, GRANTED), total(rows, "planned_persons")) for objective, rows in of.items()}
    return [(each, len(of[each]), persons, round(money / persons)) for each, (money, persons) in sums.items()]


def unused(tables: Tables) -> Rows:
    of = grouped(ended(tables), by("responsible_authority"), GRANTED, REALISED)
    left = {name: [max(total([row], GRANTED) - total([row], REALISED), 0) for row in rows] for name, rows in of.items()}
    return [(name, len(sums), sum(sums)) for name, sums in left.items()]


def lengths(tables: Tables) -> Rows:
    of = grouped(tables.projects, by("specific_objective"), "planned_start", "planned_end")
    return [(each, len(rows), Decimal(sum(map(months, rows))) / len(rows)) for each, rows in of.items()]


def starts(tables: Tables) -> Rows:
    pairs = Counter((row["programme_period"], row["planned_start"][:4]) for row in tables.projects)
    return [(*pair, number) for pair, number in pairs.items() if pair[1]]


def covid(tables: Tables) -> Rows:
    return [
        (row["code"], row["priority_axis"], row["planned_start"], row[GRANTED])
        for row in tables.projects
        if row["priority_axis"] in ("8", "9") or (row["priority_axis"] == "5" and row["planned_start"] >= "2020-04")
    ]


def major_regions(tables: Tables) -> Rows:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    for row in tables.projects:
        for area in {AREAS[region] for region in row["regions"].split("|") if region}:
            found[area].append(row)
    return [(area, len(rows), total(rows, GRANTED)) for area, rows in found.items()]


def concentration(tables: Tables) -> Rows:
    counts = sorted(Counter(place for _, place in tables.places()).values(), reverse=True)
    return [(sum(counts[:10]), sum(counts), percent(Decimal(sum(counts[:10])), Decimal(sum(counts))))]


def largest_share(tables: Tables) -> Rows:
    of = grouped(tables.projects, by("applicant"), GRANTED)
    sums = sorted((total(rows, GRANTED) for rows in of.values()), reverse=True)
    return [(sum(sums[:10]), sum(sums), percent(sum(sums[:10], Decimal()), sum(sums, Decimal())))]


def repeats(tables: Tables) -> Rows:
    counts = Counter(one for own in tables.members().values() for one in own).values()
    sizes = Counter("1" if n == 1 else "2-4" if n < 5 else "5-9" if n < 10 else "10+" for n in counts)
    return list(sizes.items())


def applicant_types(tables: Tables) -> Rows:
    projects = {row["code"]: row for row in tables.projects}
    of = grouped(tables.participations, by("organisation_type_as_given"))
    found = {kind: [projects[row["project"]] for row in rows] for kind, rows in of.items()}
    return [(kind, len(rows), known(rows, GRANTED), total(rows, GRANTED)) for kind, rows in found.items()]


def degrees(tables: Tables) -> Rows:
    pairs = Counter(pair for own in tables.members().values() for pair in combinations(sorted(own), 2))
    names = {row["organisation"]: row["name_as_given"] for row in tables.participations}
    names["9900105-3"] = "Suvantojen koulutuskuntayhtymä"  # Ammattiopisto Suvanto on one page
    near: defaultdict[str, list[int]] = defaultdict(list)
    for pair, number in pairs.items():
        for one in pair:
            near[one].append(number)
    return [(names[one], len(numbers), sum(numbers)) for one, numbers in near.items()]


def unemployed(tables: Tables) -> Rows:
    direct = Counter(row["target_group"] for row in tables.groups if row["kind"] == "direct")
    return [(group, direct[group]) for group in ("long-term-unemployed", "unemployed")]


def without_analysis(tables: Tables) -> Rows:
    return [
        (row["code"],)
        for row in tables.projects
        if (row["gender_analysis_done"], row["gender_mainstreamed"]) == ("false", "true")
    ]


def companies(tables: Tables) -> Rows:
    both = ("planned_companies", "realised_companies")
    of = grouped(tables.projects, by("priority_axis"), *both)
    return [(axis, len(rows), *(total(rows, field) for field in both)) for axis, rows in of.items()]


def persons(tables: Tables) -> Rows:
    of = grouped(tables.projects, by("programme_period"), "planned_persons")
    told = {period: [row for row in rows if row["realised_persons"]] for period, rows in of.items()}
    return [
        (
            period,
            len(rows),
            len(told[period]),
            *(total(told[period], f"{each}_persons") for each in ("planned", "realised")),
        )
        for period, rows in of.items()
    ]


def funds_by_region(tables: Tables) -> Rows:
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for row in tables.projects:
        for region in filter(None, row["regions_label"].split("|")):
            found[region][row["fund"]] += 1
    return [(region, funds["ESR"], funds["EAKR"]) for region, funds in found.items()]


COUNTED = {
    "01": money_by_fund,
    "02": absorption,
    "03": by_year_of_end,
    "04": grants_of_one_authority,
    "05": divided_by_region,
    "06": overspent,
    "07": other_public,
    "08": cost_per_participant,
    "10": unused,
    "11": lengths,
    "12": starts,
    "13": covid,
    "15": major_regions,
    "20": concentration,
    "22": largest_share,
    "23": repeats,
    "24": applicant_types,
    "26": degrees,
    "31": unemployed,
    "35": without_analysis,
    "39": companies,
    "40": persons,
    "50": funds_by_region,
}

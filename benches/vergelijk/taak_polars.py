"""The job in polars: a lazy plan for each source, read by the streaming engine.

polars reads UTF-8 only and fills short rows up with empty cells. The exports are therefore turned
into UTF-8 first, with a mark at the end of each line that a short row lacks; that is a stage of
its own in the times.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import polars as pl

from klok import Klok, parse_taak
from omzetten import transcode
from opdracht import (
    BRONNEN,
    CBS_CODE,
    GEMEENTE,
    N_JAREN,
    N_KWARTALEN,
    NIVEAUS,
    VAN_JAAR,
    VOLUME_DECIMALEN,
    Bron,
    Gebied,
    Groep,
    Indicator,
    Telling,
    Voorwaarde,
    columns_needed,
    last_day,
    load_gebieden,
    load_raster,
    load_waarden,
    period_name,
    questions,
)
from varianten import choose

MERK = "1"


def main() -> None:
    """Does the job and prints how long its stages took."""
    taak = parse_taak("polars")
    klok = Klok()
    indicatoren = choose(taak.monitor, taak.n_indicatoren)
    groups: dict[Groep, list[Telling]] = {}
    for indicator in indicatoren:
        questions(groups, indicator)
    bronnen = sorted({groep.bron for groep in groups})
    klok.stage("start")
    utf8 = taak.uitvoer / "utf8"
    paths = {
        naam: transcode(
            BRONNEN[naam].paths(taak.monitor),
            BRONNEN[naam].codering,
            utf8 / naam,
            f";{MERK}",
        )
        for naam in bronnen
    }
    klok.stage("omzetten")

    gebieden = load_gebieden(taak.monitor)
    klok.stage("start")
    counts: dict[Groep, pl.DataFrame] = {}
    for naam in bronnen:
        of_bron = {
            groep: asked for groep, asked in groups.items() if groep.bron == naam
        }
        plan = stage(taak.monitor, naam, paths[naam], gebieden, of_bron)
        rows = plan.collect(engine="streaming")
        klok.stage("lezen")
        for groep, asked in of_bron.items():
            counts[groep] = count(rows.lazy(), groep, asked, gebieden)
        del rows
        klok.stage("tellen")
    raster = frame_of_raster(taak.monitor, gebieden)
    cells = [cells_of(one, raster, counts, groups) for one in indicatoren]
    pl.concat(cells).sink_csv(taak.uitvoer / "resultaat.csv", separator=";")
    klok.stage("schrijven")
    shutil.rmtree(utf8, ignore_errors=True)
    klok.report()


def stage(
    monitor: Path,
    naam: str,
    paths: list[Path],
    gebieden: list[Gebied],
    of_bron: dict[Groep, list[Telling]],
) -> pl.LazyFrame:
    """The usable rows of a source, typed; what is asked of each becomes a column true or false."""
    bron = BRONNEN[naam]
    needed = columns_needed(
        bron, [telling for asked in of_bron.values() for telling in asked]
    )
    dates = [kolom for kolom in needed if bron.kolommen[kolom].soort == "datum"]
    names = {kolom.kop: naam for naam, kolom in bron.kolommen.items()} | {MERK: "merk"}
    schema = dict.fromkeys(names, pl.String())
    rows = pl.scan_csv(paths, separator=";", schema=schema).rename(names)
    usable = [pl.col("merk") == MERK]
    usable += [
        pl.col(kolom).is_not_null()
        for kolom in needed
        if bron.kolommen[kolom].verplicht
    ]
    if bron.uitsluiten:
        kolom, waarde = bron.uitsluiten
        usable.append(pl.col(kolom).ne_missing(waarde))
    is_cbs = pl.col("gebied").str.contains(CBS_CODE)
    is_elsewhere = is_cbs & (pl.col("gebied").str.slice(2, 4) != GEMEENTE[2:])
    usable.append(pl.col("idx").is_not_null() | ~is_elsewhere.fill_null(False))
    typed: list[pl.Expr] = []
    for kolom in dates:
        dag = _parse_date(pl.col(kolom), bron.datumvormen)
        typed.append(dag.alias(f"{kolom}_dag"))
        is_usual = pl.col(f"{kolom}_dag").dt.year().is_between(1900, 2199)
        usable.append(pl.col(kolom).is_null() | is_usual.fill_null(False))
    if bron.volgorde:
        eerst, dan = (pl.col(f"{kolom}_dag") for kolom in bron.volgorde)
        usable.append((eerst <= dan).fill_null(True))
    for kolom in needed:
        if path := bron.kolommen[kolom].waarden:
            typed.append(
                _map_words(pl.col(kolom), load_waarden(monitor, path)).alias(kolom)
            )
    kept = [pl.col(bron.sleutel).hash().alias("sleutel"), pl.col("client").hash()]
    kept += [pl.col(f"{kolom}_dag").alias(kolom) for kolom in dates]
    if "volume" in needed:
        units = _parse_units(pl.col("volume"))
        typed.append(units.alias("volume_units"))
        is_exact = pl.col("volume_units") == pl.col("volume_units").round()
        usable.append(pl.col("volume").is_null() | is_exact.fill_null(False))
        kept.append(pl.col("volume_units").cast(pl.Int64).alias("volume"))
    # Where the area does not exist on the day of the row, the row counts in the gemeente alone.
    exists = pl.col(f"{bron.datum}_dag").is_between("van", "tot")
    kept += [
        pl.when(exists).then(kolom).alias(kolom)
        for kolom in (*NIVEAUS[:-1], "van", "tot")
    ]
    for groep, asked in of_bron.items():
        kept += [_rows(one).alias(_mask(groep, i)) for i, one in enumerate(asked)]
    areas = _frame_of_areas(gebieden)
    return (
        rows.select(*needed, "merk")
        .with_columns(typed)
        .join(areas.lazy(), on="gebied", how="left", maintain_order="left")
        .filter(usable)
        .select(kept)
        .filter(pl.col("sleutel").is_first_distinct())
        .drop("sleutel")
    )


def _parse_date(text: pl.Expr, forms: tuple[str, ...]) -> pl.Expr:
    return pl.coalesce(text.str.to_date(form, strict=False) for form in forms)


def _parse_units(text: pl.Expr) -> pl.Expr:
    """A volume in its smallest units; volumes are small enough to be exact as a float."""
    number = text.str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    return (number * 10 ** (VOLUME_DECIMALEN + 4)).round() / 10**4


def _map_words(text: pl.Expr, waarden: dict[str, str]) -> pl.Expr:
    """The codes of words, whatever their case and the spaces around them."""
    codes = pl.Enum(sorted(set(waarden.values())))
    folded = text.str.strip_chars().str.to_lowercase()
    return folded.replace_strict(waarden, default=None, return_dtype=codes)


def _frame_of_areas(gebieden: list[Gebied]) -> pl.DataFrame:
    columns: dict[str, pl.Series] = {
        "gebied": pl.Series([g.code for g in gebieden]),
        "idx": pl.Series([g.idx for g in gebieden], dtype=pl.Int16),
        "van": pl.Series([g.van for g in gebieden]),
        "tot": pl.Series([g.tot for g in gebieden]),
    }
    for place, niveau in enumerate(NIVEAUS[:-1]):
        columns[niveau] = pl.Series(
            [g.ligging[place] for g in gebieden], dtype=pl.Int16
        )
    return pl.DataFrame(columns)


def _mask(groep: Groep, number: int) -> str:
    return f"{groep.datum or 'stand'}_{number}"


def _rows(telling: Telling) -> pl.Expr:
    """True for the rows that a telling counts."""

    def test(voorwaarde: Voorwaarde) -> pl.Expr:
        cell = pl.col(voorwaarde.kolom)
        if not voorwaarde.waarden:
            return cell.is_not_null()
        found = pl.any_horizontal(
            cell == waarde for waarde in sorted(voorwaarde.waarden)
        )
        return (~found if voorwaarde.niet else found).fill_null(False)

    return pl.all_horizontal(pl.lit(True), *(test(one) for one in telling.voorwaarden))


def count(
    rows: pl.LazyFrame, groep: Groep, asked: list[Telling], gebieden: list[Gebied]
) -> pl.DataFrame:
    """The counts of a group for every area and period, distinct persons for each by itself."""
    lengths = ["kwartaal"] if groep.datum is None else ["kwartaal", "jaar"]
    keys = [*NIVEAUS, *lengths]
    gemeente = next(gebied.idx for gebied in gebieden if gebied.code == GEMEENTE)
    rows = _in_periods(rows, groep).with_columns(
        gemeente=pl.lit(gemeente, dtype=pl.Int16)
    )
    by_tel: dict[str, list[tuple[str, pl.Expr]]] = {"client": [], "rest": []}
    for i, telling in enumerate(asked):
        part = "client" if telling.tel == "client" else "rest"
        by_tel[part].append((_mask(groep, i), _aggregate(telling, _mask(groep, i))))
    persons, sums = by_tel["client"], by_tel["rest"]
    names = [name for name, _ in persons]
    # Sums are added up from the smallest areas; persons are not, but of those with several
    # records in one place and quarter one is enough. Of a stock there are few such records.
    small = rows.group_by(keys).agg(expr for _, expr in sums)
    if groep.datum is not None:
        anyone = rows.filter(pl.any_horizontal(pl.lit(False), *names))
        rows = anyone.group_by(*keys, "client").agg(pl.col(names).any())
    small, rows = (
        one.lazy() for one in pl.collect_all([small, rows], engine="streaming")
    )
    tables = []
    for niveau in NIVEAUS:
        for length in lengths:
            cell = [niveau, length]
            of_sums = small.group_by(cell).agg(pl.col(name for name, _ in sums).sum())
            if groep.datum is None:
                of_persons = rows.group_by(cell).agg(expr for _, expr in persons)
            else:
                each = rows.group_by(*cell, "client").agg(pl.col(names).any())
                of_persons = each.group_by(cell).agg(pl.col(names).sum().cast(pl.Int64))
            both = of_sums.join(of_persons, on=cell, how="left").filter(
                pl.col(niveau).is_not_null()
            )
            fields = [pl.col(_mask(groep, i)) for i in range(len(asked))]
            area, periode = pl.col(niveau).alias("gebied"), pl.col(length).alias(
                "periode"
            )
            tables.append(both.select(area, periode, *fields))
    # Measured: the in-memory engine is twice as fast at distinct values of large groups.
    is_stock = groep.datum is None
    table = pl.concat(
        pl.collect_all(tables, engine="in-memory" if is_stock else "streaming")
    )
    if is_stock:
        # A stock of a year is that of its last quarter.
        last = table.filter(pl.col("periode") % 4 == 3)
        year = (N_KWARTALEN + pl.col("periode") // 4).cast(pl.Int16)
        table = pl.concat([table, last.with_columns(periode=year)])
    return table


def _in_periods(rows: pl.LazyFrame, groep: Groep) -> pl.LazyFrame:
    """The rows with the quarters and years that they count in and their areas on that day."""

    def quarter(day: pl.Expr) -> pl.Expr:
        return (day.dt.year() - VAN_JAAR) * 4 + day.dt.quarter() - 1

    if groep.datum is None:
        first = quarter(pl.col(BRONNEN[groep.bron].datum)).clip(0, None)
        # The quarter of the day after the last one is the first in which the row has ended.
        after = quarter(pl.col("einddatum").dt.offset_by("1d")).fill_null(N_KWARTALEN)
        quarters = pl.int_ranges(first, after.clip(None, N_KWARTALEN), dtype=pl.Int16)
        rows = rows.with_columns(kwartaal=quarters).explode(
            "kwartaal", empty_as_null=False
        )
        dag = pl.col("kwartaal").replace_strict(
            {kwartaal: last_day(kwartaal) for kwartaal in range(N_KWARTALEN)},
            default=None,
            return_dtype=pl.Date,
        )
    else:
        dag = pl.col(groep.datum)
        jaar = dag.dt.year() - VAN_JAAR
        rows = rows.filter(jaar.is_between(0, N_JAREN - 1)).with_columns(
            kwartaal=quarter(dag).cast(pl.Int16),
            jaar=(jaar + N_KWARTALEN).cast(pl.Int16),
        )
    exists = dag.is_between("van", "tot")
    return rows.with_columns(
        pl.when(exists).then(niveau).alias(niveau) for niveau in NIVEAUS[:-1]
    )


def _aggregate(telling: Telling, mask: str) -> pl.Expr:
    match telling.tel:
        case "records":
            return pl.col(mask).sum().cast(pl.Int64)
        case "client":
            return pl.col("client").filter(mask).n_unique().cast(pl.Int64).alias(mask)
        case "volume":
            return pl.col("volume").filter(mask).sum().alias(mask)


def frame_of_raster(monitor: Path, gebieden: list[Gebied]) -> pl.DataFrame:
    """All cells of an indicator with the names of area and period."""
    raster = load_raster(monitor, gebieden)
    return pl.DataFrame(
        {
            "idx": pl.Series(raster.gebied, dtype=pl.Int16),
            "periode_idx": pl.Series(raster.periode, dtype=pl.Int16),
            "gebied": [gebieden[idx].code for idx in raster.gebied],
            "periode": [period_name(periode) for periode in raster.periode],
            "inwoners": pl.Series(raster.inwoners, dtype=pl.Int64),
        }
    ).sort("gebied", "periode_idx")


def cells_of(
    indicator: Indicator,
    raster: pl.DataFrame,
    counts: dict[Groep, pl.DataFrame],
    groups: dict[Groep, list[Telling]],
) -> pl.LazyFrame:
    """All cells of an indicator, also those in which nothing happened."""
    groep = Groep(indicator.bron, indicator.datum)
    asked = groups[groep]

    def field(telling: Telling) -> pl.Expr:
        return pl.col(_mask(groep, asked.index(telling))).fill_null(0)

    noemer = pl.col("inwoners") if indicator.noemer is None else field(indicator.noemer)
    found = counts[groep].lazy().rename({"gebied": "idx", "periode": "periode_idx"})
    return (
        raster.lazy()
        .join(found, on=["idx", "periode_idx"], how="left", maintain_order="left")
        .select(
            pl.lit(indicator.id).alias("indicator"),
            "gebied",
            "periode",
            field(indicator.teller).alias("teller"),
            noemer.alias("noemer"),
        )
    )


if __name__ == "__main__":
    main()

"""The job in DuckDB: one staged table for each source, and SQL on all cores.

DuckDB reads Windows-1252 only with an extension that it downloads, so the exports are turned into
UTF-8 first; that is a stage of its own in the times.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import duckdb
from duckdb import DuckDBPyConnection

from klok import Klok, Taak, parse_taak
from omzetten import transcode
from opdracht import (
    BRONNEN,
    CBS_CODE,
    GEMEENTE,
    N_KWARTALEN,
    NIVEAUS,
    VAN_JAAR,
    VOLUME_DECIMALEN,
    Bron,
    Groep,
    Indicator,
    Telling,
    Voorwaarde,
    columns_needed,
    is_none_of,
    load_gebieden,
    load_raster,
    load_waarden,
    period_name,
    questions,
)
from varianten import choose


def main() -> None:
    """Does the job and prints how long its stages took."""
    taak = parse_taak("DuckDB")
    klok = Klok()
    indicatoren = choose(taak.monitor, taak.n_indicatoren)
    groups: dict[Groep, list[Telling]] = {}
    for indicator in indicatoren:
        asked = groups[questions(groups, indicator)]
        if taak.personen:
            asked.extend(
                telling for telling in _persons(indicator) if telling not in asked
            )
    bronnen = sorted({groep.bron for groep in groups})
    klok.stage("start")
    utf8 = taak.uitvoer / "utf8"
    paths = {naam: _utf8_paths(BRONNEN[naam], taak, utf8 / naam) for naam in bronnen}
    klok.stage("omzetten")

    db = duckdb.connect()
    _create_reference(db, taak.monitor)
    klok.stage("start")
    for naam in bronnen:
        of_bron = {
            groep: asked for groep, asked in groups.items() if groep.bron == naam
        }
        db.execute(_stage_sql(naam, paths[naam], of_bron))
        db.execute(_deduplicate_sql(naam, BRONNEN[naam].sleutel))
    klok.stage("lezen")
    for groep, asked in groups.items():
        db.execute(_rows_in_periods_sql(groep, asked))
        for sql in _count_sql(groep, asked):
            db.execute(sql)
    klok.stage("tellen")
    result = " UNION ALL ".join(
        _result_sql(one, groups, taak.personen) for one in indicatoren
    )
    path = taak.uitvoer / "resultaat.csv"
    db.execute(f"COPY ({result} ORDER BY ALL) TO '{path}' (HEADER, DELIMITER ';')")
    klok.stage("schrijven")
    shutil.rmtree(utf8, ignore_errors=True)
    klok.report()


def _utf8_paths(bron: Bron, taak: Taak, folder: Path) -> list[Path]:
    paths = bron.paths(taak.monitor)
    return (
        paths if bron.codering == "utf-8" else transcode(paths, bron.codering, folder)
    )


def _persons(indicator: Indicator) -> list[Telling]:
    """What tells how many persons are behind teller, noemer and the rest of the noemer."""
    teller, noemer = indicator.teller, indicator.noemer
    voorwaarden = teller.voorwaarden
    if teller.tel == "volume":
        voorwaarden += (is_none_of("volume"),)
    tellingen = [Telling("client", voorwaarden)]
    if noemer is not None:
        tellingen.append(Telling("client", noemer.voorwaarden))
    if noemer is not None and teller.tel != "volume":
        tellingen.append(Telling("client", noemer.voorwaarden, teller.voorwaarden))
    return tellingen


def _create_reference(db: DuckDBPyConnection, monitor: Path) -> None:
    """The small tables: areas, periods, residents and code lists."""
    gebieden = load_gebieden(monitor)
    levels = ", ".join(f"{niveau} SMALLINT" for niveau in NIVEAUS)
    db.execute(
        f"CREATE TABLE gebieden (idx SMALLINT, code VARCHAR, van DATE, tot DATE, {levels})"
    )
    rows = [(g.idx, g.code, g.van, g.tot, *g.ligging) for g in gebieden]
    _insert(db, "gebieden", zip(*rows, strict=True))
    raster = load_raster(monitor, gebieden)
    columns: dict[str, list[Any]] = {
        "gebied": raster.gebied,
        "periode": raster.periode,
        "gebied_code": [gebieden[idx].code for idx in raster.gebied],
        "periode_naam": [period_name(periode) for periode in raster.periode],
        "inwoners": raster.inwoners,
    }
    db.execute(
        "CREATE TABLE raster (gebied SMALLINT, periode SMALLINT, gebied_code VARCHAR,"
        " periode_naam VARCHAR, inwoners INTEGER)"
    )
    _insert(db, "raster", columns.values())
    for path in {
        k.waarden for b in BRONNEN.values() for k in b.kolommen.values() if k.waarden
    }:
        waarden = load_waarden(monitor, path)
        codes = ", ".join(f"'{code}'" for code in sorted(set(waarden.values())))
        naam = Path(path).stem
        db.execute(f"CREATE TYPE code_{naam} AS ENUM ({codes})")
        db.execute(f"CREATE TABLE {naam} (ruw VARCHAR, code code_{naam})")
        _insert(db, naam, (waarden.keys(), waarden.values()))


def _insert(
    db: DuckDBPyConnection, table: str, columns: Iterable[Iterable[object]]
) -> None:
    """Inserts all rows by one statement, a list for each column."""
    values = [list(column) for column in columns]
    lists = ", ".join(f"unnest(${i + 1})" for i in range(len(values)))
    db.execute(f"INSERT INTO {table} SELECT {lists}", values)


def _read_sql(bron: Bron, paths: list[Path], needed: list[str]) -> str:
    """Reads the files as texts; rows with too few or too many cells are skipped."""
    files = ", ".join(f"'{path}'" for path in paths)
    columns = ", ".join(f"'{naam}': 'VARCHAR'" for naam in bron.kolommen)
    return (
        f"SELECT {', '.join(needed)} FROM read_csv([{files}], columns = {{{columns}}},"
        " delim = ';', quote = '\"', escape = '\"', header = true, auto_detect = false,"
        " ignore_errors = true)"
    )


def _stage_sql(
    naam: str, paths: list[Path], of_bron: dict[Groep, list[Telling]]
) -> str:
    """The usable rows of a source, typed; what is asked of each becomes a column true or false."""
    bron = BRONNEN[naam]
    tellingen = [telling for asked in of_bron.values() for telling in asked]
    needed = columns_needed(bron, tellingen)
    formats = ", ".join(f"'{vorm}'" for vorm in bron.datumvormen)
    dates = [kolom for kolom in needed if bron.kolommen[kolom].soort == "datum"]
    values, joins, usable = [], [], []
    for kolom in needed:
        spec = bron.kolommen[kolom]
        if spec.soort == "datum":
            values.append(f"try_strptime({kolom}, [{formats}])::DATE AS {kolom}_dag")
        if spec.waarden:
            lijst = Path(spec.waarden).stem
            joins.append(
                f"LEFT JOIN {lijst} AS w_{kolom} ON w_{kolom}.ruw = lower(trim({kolom}))"
            )
        if spec.verplicht:
            usable.append(f"{kolom} IS NOT NULL")
    for dag in dates:
        usable.append(
            f"({dag} IS NULL OR {dag}_dag BETWEEN DATE '1900-01-01' AND DATE '2199-12-31')"
        )
    usable.append(
        f"(g.code IS NOT NULL OR gebied IS NULL OR NOT (regexp_matches(gebied, '{CBS_CODE}')"
        f" AND substr(gebied, 3, 4) <> '{GEMEENTE[2:]}'))"
    )
    if bron.volgorde:
        eerst, dan = bron.volgorde
        usable.append(f"NOT coalesce({dan}_dag < {eerst}_dag, false)")
    if bron.uitsluiten:
        kolom, waarde = bron.uitsluiten
        usable.append(f"{kolom} IS DISTINCT FROM '{waarde}'")
    kept = [
        bron.sleutel,
        "hash(client) AS client",
        *(f"{dag}_dag AS {dag}" for dag in dates),
    ]
    # Where the area does not exist on the day of the row, the row counts in the gemeente alone.
    exists = f"{bron.datum}_dag BETWEEN g.van AND g.tot"
    kept += [
        f"CASE WHEN {exists} THEN g.{niveau} END AS {niveau}" for niveau in NIVEAUS[:-1]
    ]
    kept += [
        f"CASE WHEN {exists} THEN g.van END AS van",
        f"CASE WHEN {exists} THEN g.tot END AS tot",
    ]
    if "volume" in needed:
        unit = 10**VOLUME_DECIMALEN
        number = f"try_cast(replace(volume, ',', '.') AS DECIMAL(18, {VOLUME_DECIMALEN + 4}))"
        kept.append(f"({number} * {unit})::BIGINT AS volume")
        usable.append(f"(volume IS NULL OR {number} * {unit} % 1 = 0)")
    for groep, asked in of_bron.items():
        kept += [
            f"{_rows_sql(bron, one)} AS {_mask(groep, i)}"
            for i, one in enumerate(asked)
        ]
    return f"""
        CREATE TABLE {naam} AS
        SELECT {', '.join(kept)}
        FROM (SELECT *, {', '.join(values)} FROM ({_read_sql(bron, paths, needed)}))
        LEFT JOIN gebieden AS g ON g.code = gebied {' '.join(joins)}
        WHERE {' AND '.join(usable)}"""


def _mask(groep: Groep, number: int) -> str:
    return f"{groep.datum or 'stand'}_{number}"


def _rows_sql(bron: Bron, telling: Telling) -> str:
    """The rows that a telling counts."""

    def test(voorwaarde: Voorwaarde) -> str:
        kolom = voorwaarde.kolom
        cell = f"w_{kolom}.code" if bron.kolommen[kolom].waarden else kolom
        values = ", ".join(f"'{waarde}'" for waarde in sorted(voorwaarde.waarden))
        if not values:
            return f"{cell} IS NOT NULL"
        return (
            f"coalesce({cell} {'NOT ' if voorwaarde.niet else ''}IN ({values}), false)"
        )

    parts = [test(voorwaarde) for voorwaarde in telling.voorwaarden]
    if telling.behalve:
        parts.append(f"NOT ({' AND '.join(test(one) for one in telling.behalve)})")
    return f"({' AND '.join(parts) or 'true'})"


def _deduplicate_sql(naam: str, sleutel: str) -> str:
    """Of the rows with one key keeps the first, in the order of the files."""
    return f"""
        DELETE FROM {naam} WHERE rowid IN (
            SELECT unnest(list_sort(list(rowid))[2:]) FROM {naam}
            WHERE {sleutel} IN (SELECT {sleutel} FROM {naam} GROUP BY 1 HAVING count(*) > 1)
            GROUP BY {sleutel})"""


def _rows_in_periods_sql(groep: Groep, asked: list[Telling]) -> str:
    """The rows of a group with the quarter and year that they count in, and their areas then."""
    masks = ", ".join(_mask(groep, i) for i in range(len(asked)))
    volume = "volume, " if any(telling.tel == "volume" for telling in asked) else ""
    quarter = f"(year({{0}}) - {VAN_JAAR}) * 4 + quarter({{0}}) - 1"
    if groep.datum is None:
        # In force on the last day of a quarter. The quarter of the day after the last one is the
        # first in which the row has ended.
        first = f"greatest({quarter.format(BRONNEN[groep.bron].datum)}, 0)"
        after = quarter.format("(einddatum + 1)::DATE")
        rows = f"""(SELECT *, unnest(range({first}, least(coalesce({after}, {N_KWARTALEN}),
            {N_KWARTALEN}))) AS nummer FROM {groep.bron})"""
        dag = f"last_day(make_date({VAN_JAAR} + nummer // 4, nummer % 4 * 3 + 3, 1))"
        which = "true"
    else:
        dag = groep.datum
        rows = f"(SELECT *, {quarter.format(dag)} AS nummer FROM {groep.bron})"
        which = f"nummer BETWEEN 0 AND {N_KWARTALEN - 1}"
    areas = ", ".join(
        f"CASE WHEN {dag} BETWEEN van AND tot THEN {niveau} END AS {niveau}"
        for niveau in NIVEAUS[:-1]
    )
    return f"""
        CREATE TABLE {groep.naam}_rijen AS
        SELECT client, {volume}{masks}, {areas}, (SELECT idx FROM gebieden WHERE code = '{GEMEENTE}')
            AS gemeente, nummer::SMALLINT AS kwartaal,
            (nummer // 4 + {N_KWARTALEN})::SMALLINT AS jaar
        FROM {rows} WHERE {which}"""


def _count_sql(groep: Groep, asked: list[Telling]) -> Iterator[str]:
    """The counts of a group for every area and period.

    Persons are counted for each area and period by themselves. Many `count(DISTINCT …)` beside
    each other are slow in DuckDB. Instead all tellings of a person become the bits of one number,
    and grouping by person before counting does it for all tellings at once.
    """
    keys = ", ".join((*NIVEAUS, "kwartaal", "jaar"))
    persons = [i for i, telling in enumerate(asked) if telling.tel == "client"]
    others = [i for i, telling in enumerate(asked) if telling.tel != "client"]
    if persons:
        if len(persons) > 63:
            raise SystemExit("more tellings of persons than a number has bits")
        bits = " | ".join(
            f"({_mask(groep, i)}::UBIGINT << {bit})" for bit, i in enumerate(persons)
        )
        anyone = " OR ".join(_mask(groep, i) for i in persons)
        yield f"""
            CREATE TABLE {groep.naam}_personen AS
            SELECT {keys}, client, bit_or({bits}) AS bits FROM {groep.naam}_rijen
            WHERE {anyone} GROUP BY ALL"""
        inner = f"client, bit_or(bits) AS bits FROM {groep.naam}_personen"
        outer = [
            f"count(*) FILTER (WHERE bits & {1 << bit}::UBIGINT <> 0) AS n_{i}"
            for bit, i in enumerate(persons)
        ]
        yield _per_cell_sql(groep, f"{groep.naam}_n_personen", inner, outer)
    if others:
        sums = [f"{_sum_sql(asked[i], _mask(groep, i))} AS n_{i}" for i in others]
        yield f"""
            CREATE TABLE {groep.naam}_sommen AS
            SELECT {keys}, {', '.join(sums)} FROM {groep.naam}_rijen GROUP BY ALL"""
        fields = ", ".join(f"sum(n_{i}) AS n_{i}" for i in others)
        inner = f"{fields} FROM {groep.naam}_sommen"
        outer = [f"sum(n_{i})::BIGINT AS n_{i}" for i in others]
        yield _per_cell_sql(groep, f"{groep.naam}_n_sommen", inner, outer)


def _per_cell_sql(groep: Groep, table: str, inner: str, outer: list[str]) -> str:
    """Groups by the areas of each level and by quarters and years."""
    # A stock of a year is that of its last quarter.
    last = "AND kwartaal % 4 = 3" if groep.datum is None else ""
    parts = [f"""SELECT {niveau} AS gebied, {length} AS periode, {', '.join(outer)}
            FROM (SELECT {niveau}, {length}, {inner}
                WHERE {niveau} IS NOT NULL {last if length == 'jaar' else ''} GROUP BY ALL)
            GROUP BY ALL""" for niveau in NIVEAUS for length in ("kwartaal", "jaar")]
    return f"CREATE TABLE {table} AS {' UNION ALL '.join(parts)}"


def _part(telling: Telling) -> str:
    """The table in which a telling stands."""
    return "personen" if telling.tel == "client" else "sommen"


def _sum_sql(telling: Telling, mask: str) -> str:
    if telling.tel == "records":
        return f"count(*) FILTER (WHERE {mask})"
    return f"coalesce(sum(volume) FILTER (WHERE {mask}), 0)::BIGINT"


def _result_sql(
    indicator: Indicator, groups: dict[Groep, list[Telling]], personen: bool
) -> str:
    """All cells of an indicator, also those in which nothing happened."""
    groep = Groep(indicator.bron, indicator.datum)
    asked = groups[groep]

    def count(telling: Telling) -> str:
        return f"coalesce(n_{asked.index(telling)}, 0)"

    joins = [
        f"LEFT JOIN {groep.naam}_n_{part} AS {part}"
        f" ON {part}.gebied = r.gebied AND {part}.periode = r.periode"
        for part in dict.fromkeys(_part(telling) for telling in asked)
    ]

    noemer = "inwoners" if indicator.noemer is None else count(indicator.noemer)
    fields = [f"{count(indicator.teller)} AS teller", f"{noemer} AS noemer"]
    if personen:
        found = [count(telling) for telling in _persons(indicator)]
        names = ("teller_personen", "noemer_personen", "rest_personen")
        if indicator.noemer is None:
            found.append("inwoners")
        if len(found) < len(names):
            found.append("NULL")
        fields += [f"{one} AS {name}" for one, name in zip(found, names, strict=True)]
    return f"""
        SELECT '{indicator.id}' AS indicator, gebied_code AS gebied,
            periode_naam AS periode, {', '.join(fields)}
        FROM raster AS r {' '.join(joins)}"""


if __name__ == "__main__":
    main()

"""The job in pandas: columns of categories from the CSV reader of Arrow, and whole numbers after.

Texts are read as categories, so that dates, words and volumes are parsed once for each distinct
text. Distinct persons are the distinct pairs of cell and person, each pair one whole number.

The reader is called directly because `pandas.read_csv` does not pass on that cells may hold line
ends. It could read Windows-1252 on one core; turning the files into UTF-8 on all of them first is
faster, and a stage of its own in the times.
"""

from __future__ import annotations

import shutil
from decimal import Decimal, InvalidOperation
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv

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
    fold,
    last_day,
    load_gebieden,
    load_raster,
    load_waarden,
    period_name,
    questions,
)
from varianten import choose

N_PERIODEN = N_KWARTALEN + N_JAREN


def main() -> None:
    """Does the job and prints how long its stages took."""
    taak = parse_taak("pandas")
    klok = Klok()
    indicatoren = choose(taak.monitor, taak.n_indicatoren)
    groups: dict[Groep, list[Telling]] = {}
    for indicator in indicatoren:
        questions(groups, indicator)
    bronnen = sorted({groep.bron for groep in groups})
    klok.stage("start")
    utf8 = taak.uitvoer / "utf8"
    paths = {
        naam: _utf8_paths(BRONNEN[naam], taak.monitor, utf8 / naam) for naam in bronnen
    }
    klok.stage("omzetten")

    gebieden = load_gebieden(taak.monitor)
    klok.stage("start")
    counts: dict[Groep, list[np.ndarray]] = {}
    for naam in bronnen:
        bron = BRONNEN[naam]
        of_bron = {
            groep: asked for groep, asked in groups.items() if groep.bron == naam
        }
        needed = columns_needed(
            bron, [one for asked in of_bron.values() for one in asked]
        )
        rows = usable_rows(
            read(bron, paths[naam], needed), bron, taak.monitor, gebieden
        )
        klok.stage("lezen")
        for groep, asked in of_bron.items():
            counts[groep] = count(rows, groep, asked, gebieden)
        del rows
        klok.stage("tellen")
    raster = frame_of_raster(taak.monitor, gebieden)
    cells = pd.concat([cells_of(one, raster, counts, groups) for one in indicatoren])
    # Several times as fast as `to_csv`.
    pa_csv.write_csv(
        pa.Table.from_pandas(cells, preserve_index=False),
        taak.uitvoer / "resultaat.csv",
        pa_csv.WriteOptions(delimiter=";", quoting_style="none", quoting_header="none"),
    )
    klok.stage("schrijven")
    shutil.rmtree(utf8, ignore_errors=True)
    klok.report()


def _utf8_paths(bron: Bron, monitor: Path, folder: Path) -> list[Path]:
    paths = bron.paths(monitor)
    return (
        paths if bron.codering == "utf-8" else transcode(paths, bron.codering, folder)
    )


def read(bron: Bron, paths: list[Path], needed: list[str]) -> pd.DataFrame:
    """The rows of all files as texts, those with another number of cells left out."""
    kop = {naam: bron.kolommen[naam].kop for naam in needed}
    # Nearly every key is another one: categories would be larger than the texts.
    category, text = pa.dictionary(pa.int32(), pa.string()), pa.string()
    types = {kop[naam]: text if naam == bron.sleutel else category for naam in needed}
    tables = [
        pa_csv.read_csv(
            path,
            parse_options=pa_csv.ParseOptions(
                delimiter=";",
                newlines_in_values=True,
                invalid_row_handler=lambda row: "skip",
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=types,
                include_columns=list(types),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
        for path in paths
    ]
    table = pa.concat_tables(tables).rename_columns(needed).unify_dictionaries()
    # Kept as Arrow's own texts; the rest becomes categories.
    keys = pd.Series(table.column(bron.sleutel), dtype=pd.ArrowDtype(text))
    return table.drop_columns([bron.sleutel]).to_pandas().assign(**{bron.sleutel: keys})


def usable_rows(
    texts: pd.DataFrame, bron: Bron, monitor: Path, gebieden: list[Gebied]
) -> pd.DataFrame:
    """The usable rows, typed: dates as days, areas and persons as numbers, words as codes."""
    of_code = {gebied.code: gebied for gebied in gebieden}
    usable = np.ones(len(texts), dtype=bool)
    rows: dict[str, np.ndarray | pd.Series] = {}
    for naam, column in texts.items():
        spec = bron.kolommen[str(naam)]
        if spec.verplicht:
            usable &= column.notna().to_numpy()
        if spec.soort == "datum":
            days = _parse_dates(column.cat.categories, bron.datumvormen)
            rows[naam] = _by_category(column, days, np.datetime64("NaT"))
            usable &= ~(np.isnat(rows[naam]) & column.notna().to_numpy())
        elif spec.soort == "pseudoniem":
            rows[naam] = column.cat.codes.to_numpy(dtype=np.int64)
        elif spec.soort == "gebied":
            known = [of_code.get(code) for code in column.cat.categories]
            idx = np.array(
                [-1 if one is None else one.idx for one in known], dtype=np.int64
            )
            rows["idx"] = _by_category(column, idx, np.int64(-1))
            is_cbs = column.cat.categories.str.match(CBS_CODE)
            is_own = column.cat.categories.str.slice(2, 4 + 2) == GEMEENTE[2:]
            elsewhere = (idx < 0) & is_cbs & ~is_own
            usable &= ~_by_category(column, elsewhere, np.False_)
        elif spec.soort == "getal":
            units = [_parse_units(text) for text in column.cat.categories]
            is_exact = np.array([one is not None for one in units], dtype=bool)
            usable &= _by_category(column, is_exact, np.True_)
            values = np.array([one or 0 for one in units], dtype=np.int64)
            rows[naam] = _by_category(column, values, np.int64(0))
        elif spec.waarden:
            waarden = load_waarden(monitor, spec.waarden)
            codes = {word: waarden.get(fold(word)) for word in column.cat.categories}
            rows[naam] = column.map(codes, na_action="ignore").astype("category")
        elif naam != bron.sleutel:
            rows[naam] = column
    if bron.volgorde:
        eerst, dan = bron.volgorde
        usable &= ~(rows[dan] < rows[eerst])
    if bron.uitsluiten:
        kolom, waarde = bron.uitsluiten
        usable &= (texts[kolom] != waarde).to_numpy()
    first = ~texts[bron.sleutel][usable].duplicated()
    usable[usable] = first.to_numpy()
    return pd.DataFrame(rows)[usable]


def _by_category(
    column: pd.Series, values: np.ndarray, empty: np.generic
) -> np.ndarray:
    """The value of each cell, given that of each category; an empty cell has the code -1."""
    return np.append(values, empty)[column.cat.codes.to_numpy()]


def _parse_dates(texts: pd.Index, forms: tuple[str, ...]) -> np.ndarray:
    days = pd.Series(pd.NaT, index=texts, dtype="datetime64[s]")
    for form in forms:
        found = pd.to_datetime(
            pd.Series(texts, index=texts), format=form, errors="coerce"
        )
        days = days.fillna(found.astype("datetime64[s]"))
    return (
        days.where(days.dt.year.between(1900, 2199)).to_numpy().astype("datetime64[D]")
    )


def _parse_units(text: str) -> int | None:
    """A volume in its smallest units; None when it has more decimals or is no number."""
    try:
        units = Decimal(text.replace(",", ".")).scaleb(VOLUME_DECIMALEN)
    except InvalidOperation:
        return None
    return int(units) if units == units.to_integral_value() else None


def count(
    rows: pd.DataFrame, groep: Groep, asked: list[Telling], gebieden: list[Gebied]
) -> list[np.ndarray]:
    """For each telling the counts per area and period, distinct persons for each by itself."""
    rows, kwartaal, jaar, dag = _in_periods(rows, groep)
    # The row of the areas has one place more, at -1: no known area, so none but the gemeente.
    gemeente = next(gebied.idx for gebied in gebieden if gebied.code == GEMEENTE)
    van = np.array([_day(gebied.van) for gebied in gebieden] + [np.datetime64("NaT")])
    tot = np.array([_day(gebied.tot) for gebied in gebieden] + [np.datetime64("NaT")])
    idx = rows["idx"].to_numpy()
    start = rows[BRONNEN[groep.bron].datum].to_numpy().astype("datetime64[D]")
    exists = (
        (van[idx] <= dag)
        & (dag <= tot[idx])
        & (van[idx] <= start)
        & (start <= tot[idx])
    )
    masks = [_mask(rows, telling) for telling in asked]
    client = rows["client"].to_numpy()
    n_clients = int(client.max(initial=0)) + 1
    shape = (len(gebieden), N_PERIODEN)
    found = [np.zeros(shape, dtype=np.int64) for _ in asked]
    for place, niveau in enumerate(NIVEAUS):
        if niveau == NIVEAUS[-1]:
            area = np.full(len(rows), gemeente)
        else:
            levels = [gebied.ligging[place] for gebied in gebieden]
            of_area = np.array([-1 if one is None else one for one in levels] + [-1])
            area = np.where(exists, of_area[idx], -1)
        for periode in (kwartaal, jaar):
            if periode is None:
                continue
            cell = area * N_PERIODEN + periode
            for table, telling, mask in zip(found, asked, masks, strict=True):
                at = np.flatnonzero(mask & (area >= 0))
                table += _count_cells(
                    rows, telling, cell[at], at, client, n_clients, shape
                )
    if groep.datum is None:
        for table in found:
            # A stock of a year is that of its last quarter.
            table[:, N_KWARTALEN:] = table[:, 3:N_KWARTALEN:4]
    return found


def _count_cells(
    rows: pd.DataFrame,
    telling: Telling,
    cell: np.ndarray,
    at: np.ndarray,
    client: np.ndarray,
    n_clients: int,
    shape: tuple[int, int],
) -> np.ndarray:
    weights = None
    if telling.tel == "client":
        cell = pd.unique(cell * n_clients + client[at]) // n_clients
    elif telling.tel == "volume":
        # Sums of whole numbers are exact as floats far beyond any sum of hours.
        weights = rows["volume"].to_numpy()[at]
    counted = np.bincount(cell, weights, minlength=shape[0] * shape[1])
    return counted.astype(np.int64).reshape(shape)


def _day(day: object) -> np.datetime64:
    return np.datetime64(str(day), "D")


def _in_periods(
    rows: pd.DataFrame, groep: Groep
) -> tuple[pd.DataFrame, np.ndarray, np.ndarray | None, np.ndarray]:
    """The rows with the quarters and years that they count in, and the day of their area."""

    def quarter(days: np.ndarray) -> np.ndarray:
        months = days.astype("datetime64[M]").astype(np.int64)
        return np.floor_divide(months, 3) - (VAN_JAAR - 1970) * 4

    if groep.datum is None:
        start = rows[BRONNEN[groep.bron].datum].to_numpy().astype("datetime64[D]")
        end = rows["einddatum"].to_numpy().astype("datetime64[D]")
        first = quarter(start).clip(0)
        # The quarter of the day after the last one is the first in which the row has ended.
        after = np.where(np.isnat(end), N_KWARTALEN, quarter(end + 1)).clip(
            max=N_KWARTALEN
        )
        times = (after - first).clip(0)
        row = np.repeat(np.arange(len(rows)), times)
        before = np.repeat(np.cumsum(times) - times, times)
        kwartaal = np.repeat(first, times) + np.arange(len(row)) - before
        last_days = np.array([_day(last_day(one)) for one in range(N_KWARTALEN)])
        return rows.iloc[row], kwartaal, None, last_days[kwartaal]
    days = rows[groep.datum].to_numpy().astype("datetime64[D]")
    kwartaal = np.where(np.isnat(days), -1, quarter(days))
    inside = (0 <= kwartaal) & (kwartaal < N_KWARTALEN)
    kwartaal = kwartaal[inside]
    return rows[inside], kwartaal, N_KWARTALEN + kwartaal // 4, days[inside]


def _mask(rows: pd.DataFrame, telling: Telling) -> np.ndarray:
    """True for the rows that a telling counts."""

    def test(voorwaarde: Voorwaarde) -> np.ndarray:
        column = rows[voorwaarde.kolom]
        found = column.isin(voorwaarde.waarden).to_numpy()
        return column.notna().to_numpy() & ~found if voorwaarde.niet else found

    mask = np.ones(len(rows), dtype=bool)
    for voorwaarde in telling.voorwaarden:
        mask &= test(voorwaarde)
    return mask


def frame_of_raster(monitor: Path, gebieden: list[Gebied]) -> pd.DataFrame:
    """All cells of an indicator in the order of the result, with area and period as codes."""
    raster = load_raster(monitor, gebieden)
    codes = [gebied.code for gebied in gebieden]
    names = [period_name(periode) for periode in range(N_PERIODEN)]
    frame = pd.DataFrame(
        {
            "gebied": pd.Categorical.from_codes(raster.gebied, codes),
            "periode": pd.Categorical.from_codes(raster.periode, names),
            "inwoners": pd.array(raster.inwoners, dtype="Int64"),
        }
    )
    order = sorted(range(len(frame)), key=lambda row: (codes[raster.gebied[row]], row))
    return frame.iloc[order]


def cells_of(
    indicator: Indicator,
    raster: pd.DataFrame,
    counts: dict[Groep, list[np.ndarray]],
    groups: dict[Groep, list[Telling]],
) -> pd.DataFrame:
    """All cells of an indicator, also those in which nothing happened."""
    groep = Groep(indicator.bron, indicator.datum)
    gebied, periode = raster["gebied"].cat.codes, raster["periode"].cat.codes

    def field(telling: Telling) -> np.ndarray:
        return counts[groep][groups[groep].index(telling)][gebied, periode]

    noemer = indicator.noemer
    return pd.DataFrame(
        {
            "indicator": indicator.id,
            "gebied": raster["gebied"],
            "periode": raster["periode"],
            "teller": field(indicator.teller),
            "noemer": raster["inwoners"] if noemer is None else field(noemer),
        }
    )


if __name__ == "__main__":
    main()

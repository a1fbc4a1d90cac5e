"""The job that all programs do: sources, areas, residents and indicators.

This restates `monitor.toml` and the indicator files of the demo in a form that the peers can turn
into their own expressions. Only small reference files are read here; the exports themselves are
read by each program in its own way.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Literal

VAN_JAAR, TOT_JAAR = 2017, 2025
N_JAREN = TOT_JAAR - VAN_JAAR + 1
N_KWARTALEN = 4 * N_JAREN
GEMEENTE = "GM0855"
NIVEAUS = ("buurt", "wijk", "toegangsgebied", "gemeente")

# What a code of a gemeente, wijk or buurt looks like; those of another gemeente are left out.
CBS_CODE = r"^(?:GM[0-9]{4}|WK[0-9]{4}[0-9A-Z]{2}|BU[0-9]{4}[0-9A-Z]{4})$"

Soort = Literal["tekst", "pseudoniem", "datum", "gebied", "code", "getal"]
Tel = Literal["records", "client", "volume"]


@dataclass(frozen=True)
class Kolom:
    """A column of a source: its header, its type and the file of its code list."""

    kop: str
    soort: Soort
    verplicht: bool = False
    waarden: str | None = None


@dataclass(frozen=True)
class Bron:
    """A source of records, one row for each."""

    bestanden: str
    codering: str
    sleutel: str
    datum: str
    datumvormen: tuple[str, ...]
    kolommen: dict[str, Kolom]
    # Rows in which this column has this value are left out on purpose.
    uitsluiten: tuple[str, str] | None = None
    # Rows in which the second date lies before the first cannot be used.
    volgorde: tuple[str, str] | None = None

    def paths(self, monitor: Path) -> list[Path]:
        """The files of the source, in the order in which their rows count."""
        return sorted(monitor.glob(self.bestanden))


@dataclass(frozen=True)
class Voorwaarde:
    """The cell is one of `waarden`, or with `niet` none of them; an empty cell never passes."""

    kolom: str
    waarden: frozenset[str]
    niet: bool = False


@dataclass(frozen=True)
class Telling:
    """What is counted, of the rows that pass all of `voorwaarden` and not all of `behalve`."""

    tel: Tel
    voorwaarden: tuple[Voorwaarde, ...] = ()
    behalve: tuple[Voorwaarde, ...] = ()


@dataclass(frozen=True)
class Indicator:
    """A teller and a noemer over one source, or over the residents when `noemer` is None."""

    id: str
    bron: str
    # The date that must lie in the period; None for what holds on the last day of it.
    datum: str | None
    teller: Telling
    noemer: Telling | None = None

    def variant(self, id: str, kolom: str, waarde: str) -> Indicator:
        """The same indicator for the rows with this value alone."""
        extra = is_one_of(kolom, waarde)

        def narrow(telling: Telling) -> Telling:
            return replace(telling, voorwaarden=(*telling.voorwaarden, extra))

        noemer = None if self.noemer is None else narrow(self.noemer)
        return replace(self, id=id, teller=narrow(self.teller), noemer=noemer)


def is_one_of(kolom: str, *waarden: str) -> Voorwaarde:
    """The condition that a cell has one of these values."""
    return Voorwaarde(kolom, frozenset(waarden))


def is_none_of(kolom: str, *waarden: str) -> Voorwaarde:
    """The condition that a cell is not empty and has none of these values."""
    return Voorwaarde(kolom, frozenset(waarden), niet=True)


BRONNEN = {
    "toegang": Bron(
        bestanden="toegang/*.csv",
        codering="cp1252",
        sleutel="melding",
        datum="meldingsdatum",
        datumvormen=("%d-%m-%Y", "%Y-%m-%d"),
        kolommen={
            "melding": Kolom("Meldingnummer", "tekst", verplicht=True),
            "client": Kolom("Cliëntnummer", "pseudoniem", verplicht=True),
            "meldingsdatum": Kolom("Datum melding", "datum", verplicht=True),
            "gebied": Kolom("Buurtcode", "gebied"),
            "wet": Kolom("Wet", "code", waarden="codelijsten/wet.csv"),
            "verwijzer": Kolom("Verwijzer", "tekst"),
            "leefgebied": Kolom("Leefgebied", "tekst"),
            "uitkomst": Kolom("Uitkomst", "code", waarden="codelijsten/uitkomst.csv"),
            "soort_besluit": Kolom("Soort besluit", "code"),
            "besluitdatum": Kolom("Datum besluit", "datum"),
        },
        volgorde=("meldingsdatum", "besluitdatum"),
    ),
    "voorzieningen": Bron(
        bestanden="voorzieningen/*.csv",
        codering="cp1252",
        sleutel="toewijzing",
        datum="ingangsdatum",
        datumvormen=("%d-%m-%Y", "%Y-%m-%d"),
        kolommen={
            "toewijzing": Kolom("Toewijzingnummer", "tekst", verplicht=True),
            "client": Kolom("Cliëntnummer", "pseudoniem", verplicht=True),
            "gebied": Kolom("Buurtcode", "gebied"),
            "wet": Kolom("Wet", "code", verplicht=True, waarden="codelijsten/wet.csv"),
            "productcategorie": Kolom("Productcategorie", "code"),
            "productcode": Kolom("Productcode", "code"),
            "ingangsdatum": Kolom("Ingangsdatum", "datum", verplicht=True),
            "einddatum": Kolom("Einddatum", "datum"),
            "volume": Kolom("Volume", "getal"),
            "eenheid": Kolom("Eenheid", "code"),
            "frequentie": Kolom("Frequentie", "code"),
            "leveringsvorm": Kolom("Leveringsvorm", "code"),
            "inzet_sociale_basis": Kolom("Inzet sociale basis", "code"),
            "reden_einde": Kolom("Reden beëindiging", "code"),
            "kosten": Kolom("Kosten per jaar", "getal"),
        },
        uitsluiten=("reden_einde", "13"),
        volgorde=("ingangsdatum", "einddatum"),
    ),
    "contacten": Bron(
        bestanden="sociale_basis/contacten-*.csv",
        codering="utf-8",
        sleutel="contact",
        datum="datum",
        datumvormen=("%Y-%m-%d",),
        kolommen={
            "contact": Kolom("Contact", "tekst", verplicht=True),
            "client": Kolom("Cliëntnummer", "pseudoniem", verplicht=True),
            "datum": Kolom("Datum", "datum", verplicht=True),
            "gebied": Kolom("Buurtcode", "gebied"),
            "activiteit": Kolom("Activiteit", "tekst"),
            "rol": Kolom("Rol", "code", verplicht=True),
        },
    ),
}

# The decimals that a volume is counted with.
VOLUME_DECIMALEN = 2

_NIEUW_MAATWERK = (
    is_one_of("uitkomst", "maatwerk"),
    is_one_of("soort_besluit", "nieuw"),
)
_AFGEHANDELD = (is_none_of("uitkomst", "ingetrokken", "onbekend"),)


def load_indicatoren(monitor: Path) -> list[Indicator]:
    """The nine indicators, the one that stands for all first."""
    zonder_maatwerk = is_one_of(
        "uitkomst", *_load_codelijst(monitor, "zonder_maatwerk")
    )

    def per_inwoner(
        id: str, bron: str, datum: str | None, tel: Tel, *waar: Voorwaarde
    ) -> Indicator:
        return Indicator(id, bron, datum, Telling(tel, waar))

    def aandeel(
        id: str,
        bron: str,
        datum: str | None,
        van: tuple[Voorwaarde, ...],
        deel: Voorwaarde,
    ) -> Indicator:
        return Indicator(
            id, bron, datum, Telling("records", (*van, deel)), Telling("records", van)
        )

    wmo, jeugd = is_one_of("wet", "wmo"), is_one_of("wet", "jeugdwet")
    besluit = ("toegang", "besluitdatum")
    return [
        per_inwoner("zr_doorverw_maatwerk", *besluit, "client", *_NIEUW_MAATWERK),
        per_inwoner("zr_doorverw_wmo", *besluit, "client", *_NIEUW_MAATWERK, wmo),
        per_inwoner("zr_doorverw_jeugd", *besluit, "client", *_NIEUW_MAATWERK, jeugd),
        per_inwoner("zr_meldingen", "toegang", "meldingsdatum", "records"),
        aandeel(
            "zr_opgelost_sociale_basis",
            *besluit,
            _AFGEHANDELD,
            is_one_of("uitkomst", "sociale_basis"),
        ),
        aandeel("zr_opgelost_zonder_maatwerk", *besluit, _AFGEHANDELD, zonder_maatwerk),
        per_inwoner("zr_maatwerkclienten", "voorzieningen", None, "client"),
        aandeel(
            "zr_inzet_sociale_basis",
            "voorzieningen",
            None,
            (is_none_of("inzet_sociale_basis"),),
            is_one_of("inzet_sociale_basis", "J"),
        ),
        per_inwoner(
            "bb_deelnemers",
            "contacten",
            "datum",
            "client",
            is_one_of("rol", "deelnemer"),
        ),
    ]


def _load_codelijst(monitor: Path, naam: str) -> list[str]:
    rows = _read_reference(monitor / "codelijsten" / f"{naam}.csv")
    if any(row["geldig_van"] or row["geldig_tot"] for row in rows):
        raise SystemExit(
            f"codelijst {naam}: codes with a time are not part of this comparison"
        )
    return [row["code"] for row in rows]


def load_waarden(monitor: Path, path: str) -> dict[str, str]:
    """The mapping of a code list, from words in lower case with single spaces to codes."""
    return {fold(row["ruw"]): row["code"] for row in _read_reference(monitor / path)}


def fold(text: str) -> str:
    """A word in lower case with single spaces, as code lists compare them."""
    return " ".join(text.split()).lower()


def _read_reference(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


@dataclass(frozen=True)
class Gebied:
    """An area, the time in which it exists and the areas that it lies in, itself included."""

    idx: int
    code: str
    niveau: str
    van: date
    tot: date
    # For each of NIVEAUS the area of that level; None below its own.
    ligging: tuple[int | None, ...]


def load_gebieden(monitor: Path) -> list[Gebied]:
    """All areas of `indeling.csv`."""
    rows = _read_reference(monitor / "gebieden" / "indeling.csv")
    at = {row["code"]: idx for idx, row in enumerate(rows)}
    if len(at) < len(rows):
        raise SystemExit("indeling: areas that move are not part of this comparison")

    def chain(idx: int) -> Iterator[int]:
        while True:
            yield idx
            if not rows[idx]["ouder"]:
                return
            idx = at[rows[idx]["ouder"]]

    def day(text: str, default: date) -> date:
        return date.fromisoformat(text) if text else default

    gebieden = []
    for idx, row in enumerate(rows):
        by_niveau = {rows[part]["niveau"]: part for part in chain(idx)}
        ligging = tuple(by_niveau.get(niveau) for niveau in NIVEAUS)
        van, tot = day(row["geldig_van"], date.min), day(row["geldig_tot"], date.max)
        gebieden.append(Gebied(idx, row["code"], row["niveau"], van, tot, ligging))
    return gebieden


@dataclass
class Raster:
    """All cells of an indicator, column by column: area, period and residents."""

    gebied: list[int] = field(default_factory=list)
    periode: list[int] = field(default_factory=list)
    inwoners: list[int | None] = field(default_factory=list)


def load_raster(monitor: Path, gebieden: list[Gebied]) -> Raster:
    """Every area in every period in which it exists."""
    raster = Raster()
    for jaar in range(VAN_JAAR, TOT_JAAR + 1):
        inwoners = _load_inwoners(monitor, gebieden, jaar)
        for periode in periods_of(jaar):
            for gebied in gebieden:
                if gebied.van <= last_day(periode) and first_day(periode) <= gebied.tot:
                    raster.gebied.append(gebied.idx)
                    raster.periode.append(periode)
                    raster.inwoners.append(inwoners.get(gebied.idx))
    return raster


def _load_inwoners(monitor: Path, gebieden: list[Gebied], jaar: int) -> dict[int, int]:
    """Residents of each area: its own number, or the sum of the areas of one level in it."""
    rows = _read_reference(monitor / "cbs" / f"kwb-{jaar}.csv")
    own = {row["gwb_code"].strip(): row["a_inw"].strip() for row in rows}
    inwoners = {
        gebied.idx: int(own[gebied.code])
        for gebied in gebieden
        if own.get(gebied.code, ".") != "."
    }
    start = date(jaar, 1, 1)
    for niveau, gebied in enumerate(NIVEAUS[1:], start=1):
        for whole in (g for g in gebieden if g.niveau == gebied and g.code not in own):
            parts = [
                part.idx
                for part in gebieden
                if part.niveau == NIVEAUS[niveau - 1]
                and part.ligging[niveau] == whole.idx
                and part.van <= start <= part.tot
            ]
            if parts and all(part in inwoners for part in parts):
                inwoners[whole.idx] = sum(inwoners[part] for part in parts)
    return inwoners


# A period is a number: the quarters from 0 on, then the years.


def periods_of(jaar: int) -> list[int]:
    """The four quarters of a year and the year."""
    first = 4 * (jaar - VAN_JAAR)
    return [*range(first, first + 4), N_KWARTALEN + jaar - VAN_JAAR]


def period_name(periode: int) -> str:
    """The period as a report writes it: `2017K1` or `2017`."""
    if periode >= N_KWARTALEN:
        return str(VAN_JAAR + periode - N_KWARTALEN)
    return f"{VAN_JAAR + periode // 4}K{periode % 4 + 1}"


def first_day(periode: int) -> date:
    """The first day of a period."""
    if periode >= N_KWARTALEN:
        return date(VAN_JAAR + periode - N_KWARTALEN, 1, 1)
    return date(VAN_JAAR + periode // 4, 3 * (periode % 4) + 1, 1)


def last_day(periode: int) -> date:
    """The last day of a period."""
    if periode >= N_KWARTALEN:
        return date(VAN_JAAR + periode - N_KWARTALEN, 12, 31)
    month, day = ((3, 31), (6, 30), (9, 30), (12, 31))[periode % 4]
    return date(VAN_JAAR + periode // 4, month, day)


@dataclass(frozen=True)
class Groep:
    """Counts over the same rows: those of one source by one date, or in force on a day."""

    bron: str
    datum: str | None

    @property
    def naam(self) -> str:
        """The name of the group, for tables."""
        return f"{self.bron}_{self.datum or 'stand'}"


def questions(tellingen: dict[Groep, list[Telling]], indicator: Indicator) -> Groep:
    """Adds what an indicator asks, each question once, and returns its group."""
    groep = Groep(indicator.bron, indicator.datum)
    asked = tellingen.setdefault(groep, [])
    for telling in (indicator.teller, indicator.noemer):
        if telling is not None and telling not in asked:
            asked.append(telling)
    return groep


def columns_needed(bron: Bron, tellingen: list[Telling]) -> list[str]:
    """The columns that the rows of a source need: those that are counted, and those that are
    checked, because a wrong date keeps a row out whoever uses it."""
    asked = {
        voorwaarde.kolom
        for telling in tellingen
        for voorwaarde in (*telling.voorwaarden, *telling.behalve)
    }
    if bron.uitsluiten:
        asked.add(bron.uitsluiten[0])
    return [
        naam
        for naam, kolom in bron.kolommen.items()
        if kolom.verplicht
        or kolom.soort in ("datum", "gebied", "getal")
        or naam in asked
    ]

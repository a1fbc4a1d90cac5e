//! Area codes, periods, cells and indicator types: the nouns that all layers share.
//!
//! Nothing here reads a file, prints or rounds.

mod area;
mod bedrag;
mod bedragen;
mod cell;
mod doel;
mod drempels;
mod elders;
mod figure;
mod indicator;
mod omvang;
mod overgang;
mod period;
mod quantity;
mod reeks;
mod region;
mod report;
mod status;
mod stroom;
mod verdeelregel;
mod words;

pub use area::{AreaCode, AreaCodeError, BuurtCode, EigenCode, GemeenteCode, Niveau, WijkCode};
pub use bedrag::Bedrag;
pub use bedragen::{Bedragen, N_GROOTSTE};
pub use cell::{Cell, GeenCijfer, Onderdrukt, Vergelijkbaarheid};
pub use doel::{
    Besluit, Contract, Doel, Doelsoort, Eigenaar, Levensfase, Maat, Mijlpaal, Nulmeting,
    Nulmetingsregel, Nulwaarde, Statusregels, Traject, Vergelijking, Wijziging, Wijzigingssoort,
};
pub use drempels::{Dominantie, Drempelprofiel, Drempels, Procent};
pub use elders::{ElderCode, Elders, EldersCijfer};
pub use figure::{Bounds, Figure, GeenInterval, Methode, Voorbehoud};
pub use indicator::{
    Domein, Groep, Indicatief, IndicatorInfo, Laag, Richting, Soort, Taal, Tekst, Toelichting,
};
pub use omvang::{GeenUren, Uren, UrenPerWeek};
pub use overgang::{Overgang, OvergangError, Stap, normalise};
pub use period::{Datum, Deel, Frequentie, MAANDEN, Periode, PeriodeError};
pub use quantity::Quantity;
pub use reeks::Reeks;
pub use region::{Gebied, GebiedIdx, Gebiedsindeling, Geldigheid};
pub use report::{Balance, Breuk};
pub use status::{
    AnderOordeel, Kansen, Meetpunt, Nulwaarneming, Spc, SpcVariatie, SpcZekerheid, Status,
    StatusCijfers, StatusReden, StatusRegel, StatusVlag, Statusmethode, Tegenbeweging, Trendwoord,
    Verandering,
};
pub use stroom::{Stroom, Stroomdeel, Toestand};
pub use verdeelregel::{
    Celdeel, Criterium, Grens, Grootheid, HuidigeVerdeling, Ontbrekend, Verantwoording,
    Verdeelregel, Weegrichting,
};
use words::words;

//! Filters made ready for rows: names became columns, texts became ids, lists became sets.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use crate::definition::{Filter, Op, Waarde};
use crate::model::{Datum, GebiedIdx, Gebiedsindeling, Periode};
use crate::source::{Block, Codelijst, Column, KolomType, OpenBron, TextId};

use super::codes::{Codes, Oordeel};

/// The period a row is tested for, with its bounds at hand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Moment {
    pub periode: Periode,
    first_day: Datum,
    last_day: Datum,
}

impl Moment {
    pub(super) fn new(periode: Periode) -> Self {
        Self { periode, first_day: periode.first_day(), last_day: periode.last_day() }
    }

    /// The year as a period, which is what `@jaar` stands for beside a period.
    fn year(self) -> Periode {
        Periode::of_year(self.periode.jaar()).expect("the year of a period is a period")
    }
}

/// The right side of a comparison: fixed, or taken from the period.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Operand<T> {
    /// The same for every row.
    Fixed(T),
    /// `@jaar` or `@peildatum`.
    OfPeriode,
}

/// A test of one row in one period.
///
/// An empty cell equals nothing and is neither smaller nor greater than anything; `!=` is true
/// exactly where `==` is false.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Predicate {
    All(Vec<Predicate>),
    Any(Vec<Predicate>),
    Not(Box<Predicate>),
    Text {
        kolom: usize,
        id: TextId,
    },
    /// A code that stands in a list, where and when it is valid.
    Codes(Codes),
    Number {
        kolom: usize,
        op: Op,
        waarde: Operand<i64>,
        unit: i64,
    },
    Date {
        kolom: usize,
        op: Op,
        waarde: Operand<Datum>,
    },
    Period {
        kolom: usize,
        op: Op,
        waarde: Operand<Periode>,
    },
    Area {
        kolom: usize,
        gebieden: Vec<GebiedIdx>,
    },
    DateInPeriode {
        kolom: usize,
    },
    PeriodInPeriode {
        kolom: usize,
    },
    /// The period of the row covers that of the cell: a year's population for its quarters.
    Covers {
        kolom: usize,
    },
    Empty {
        kolom: usize,
    },
}

/// Makes a checked filter ready for the rows of its source.
pub(super) fn compile(
    filter: &Filter,
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    codelijsten: &BTreeMap<String, Codelijst>,
) -> Predicate {
    let again = |filter: &Filter| compile(filter, bron, indeling, codelijsten);
    match filter {
        Filter::Altijd => Predicate::All(Vec::new()),
        Filter::En(parts) => Predicate::All(parts.iter().map(again).collect()),
        Filter::Of(parts) => Predicate::Any(parts.iter().map(again).collect()),
        Filter::Niet(part) => Predicate::Not(Box::new(again(part))),
        Filter::InPeriode { kolom } => match bron.spec.kolommen[*kolom].soort {
            KolomType::Datum(_) => Predicate::DateInPeriode { kolom: *kolom },
            _ => Predicate::PeriodInPeriode { kolom: *kolom },
        },
        Filter::IsLeeg { kolom } => Predicate::Empty { kolom: *kolom },
        Filter::In { kolom, waarden } => {
            let equal = |waarde| compile_comparison(bron, indeling, *kolom, Op::Gelijk, waarde);
            Predicate::Any(waarden.iter().map(equal).collect())
        }
        Filter::Vergelijk { kolom, op, waarde } => {
            compile_comparison(bron, indeling, *kolom, *op, waarde)
        }
        Filter::InCodelijst { kolom, lijst, .. } => {
            Predicate::Codes(Codes::new(lijst, &codelijsten[lijst], *kolom, bron))
        }
    }
}

fn compile_comparison(
    bron: &OpenBron,
    indeling: &Gebiedsindeling,
    kolom: usize,
    op: Op,
    waarde: &Waarde,
) -> Predicate {
    let unit = bron.spec.unit(kolom);
    let is_period = matches!(bron.spec.kolommen[kolom].soort, KolomType::Periode);
    let equal = match waarde {
        Waarde::Tekst(text) => {
            let dictionary = bron.dictionary(kolom).expect("a text column has a dictionary");
            Predicate::Text { kolom, id: dictionary.intern(text) }
        }
        Waarde::Gebied(code) => {
            Predicate::Area { kolom, gebieden: indeling.find(code).into_iter().collect() }
        }
        Waarde::Getal(number) => {
            return Predicate::Number { kolom, op, waarde: Operand::Fixed(*number), unit };
        }
        Waarde::Jaar if is_period => {
            return Predicate::Period { kolom, op, waarde: Operand::OfPeriode };
        }
        Waarde::Jaar => return Predicate::Number { kolom, op, waarde: Operand::OfPeriode, unit },
        Waarde::Datum(date) => {
            return Predicate::Date { kolom, op, waarde: Operand::Fixed(*date) };
        }
        Waarde::Peildatum => return Predicate::Date { kolom, op, waarde: Operand::OfPeriode },
        Waarde::Periode(periode) => {
            return Predicate::Period { kolom, op, waarde: Operand::Fixed(*periode) };
        }
    };
    // Texts and areas know equality only; the definition layer has refused the rest.
    if op == Op::Ongelijk { Predicate::Not(Box::new(equal)) } else { equal }
}

/// Compares a cell with the right side; an empty cell satisfies `!=` alone.
fn compare<T: Ord>(cell: Option<T>, op: Op, right: T) -> bool {
    let Some(cell) = cell else { return op == Op::Ongelijk };
    match op {
        Op::Gelijk => cell == right,
        Op::Ongelijk => cell != right,
        Op::Kleiner => cell < right,
        Op::HoogstensGelijk => cell <= right,
        Op::Groter => right < cell,
        Op::MinstensGelijk => right <= cell,
    }
}

/// The date that stands for a row: its date, or the first day of its period.
pub(super) fn row_date(block: &Block, kolom: usize, row: usize) -> Option<Datum> {
    match &block.columns[kolom] {
        Column::Datum(cells) => cells[row],
        Column::Periode(cells) => cells[row].map(Periode::first_day),
        _ => None,
    }
}

impl Predicate {
    /// True when the row passes in this period.
    pub(super) fn holds(&self, block: &Block, row: usize, moment: &Moment) -> bool {
        match self {
            Self::All(parts) => parts.iter().all(|part| part.holds(block, row, moment)),
            Self::Any(parts) => parts.iter().any(|part| part.holds(block, row, moment)),
            Self::Not(part) => !part.holds(block, row, moment),
            Self::Text { kolom, id } => {
                matches!(&block.columns[*kolom], Column::Text(cells) if cells[row] == Some(*id))
            }
            Self::Codes(codes) => codes.oordeel(block, row) == Oordeel::Bekend,
            Self::Number { kolom, op, waarde, unit } => {
                let Column::Getal(cells) = &block.columns[*kolom] else { return false };
                let right = match waarde {
                    Operand::Fixed(number) => *number,
                    Operand::OfPeriode => i64::from(moment.periode.jaar()) * unit,
                };
                compare(cells[row], *op, right)
            }
            Self::Date { kolom, .. } | Self::DateInPeriode { kolom } => {
                matches!(&block.columns[*kolom], Column::Datum(cells)
                    if self.takes(cells[row], moment))
            }
            Self::Period { kolom, op, waarde } => {
                let Column::Periode(cells) = &block.columns[*kolom] else { return false };
                let right = match waarde {
                    Operand::Fixed(periode) => *periode,
                    Operand::OfPeriode => moment.year(),
                };
                compare(cells[row], *op, right)
            }
            Self::Area { kolom, gebieden } => {
                matches!(&block.columns[*kolom], Column::Gebied(cells)
                    if cells[row].is_some_and(|idx| gebieden.contains(&idx)))
            }
            Self::PeriodInPeriode { kolom } => {
                matches!(&block.columns[*kolom], Column::Periode(cells)
                    if cells[row].is_some_and(|periode| moment.periode.covers(periode)))
            }
            Self::Covers { kolom } => {
                matches!(&block.columns[*kolom], Column::Periode(cells)
                    if cells[row].is_some_and(|periode| periode.covers(moment.periode)))
            }
            Self::Empty { kolom } => match &block.columns[*kolom] {
                Column::Datum(cells) => cells[row].is_none(),
                Column::Getal(cells) => cells[row].is_none(),
                Column::Text(cells) => cells[row].is_none(),
                Column::Gebied(cells) => cells[row].is_none(),
                Column::Periode(cells) => cells[row].is_none(),
                Column::Persoon(cells) => cells[row].is_none(),
            },
        }
    }

    /// True when a date, which alone decides this predicate, passes.
    pub(super) fn takes(&self, date: Option<Datum>, moment: &Moment) -> bool {
        match self {
            Self::Date { op, waarde, .. } => {
                let right = match waarde {
                    Operand::Fixed(date) => *date,
                    Operand::OfPeriode => moment.last_day,
                };
                compare(date, *op, right)
            }
            Self::DateInPeriode { .. } => {
                date.is_some_and(|date| moment.first_day <= date && date <= moment.last_day)
            }
            _ => unreachable!("only these are decided by a date"),
        }
    }

    /// Adds the texts that cells are compared with, by column.
    pub(super) fn collect_texts(&self, found: &mut FxHashSet<(usize, TextId)>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect_texts(found);
                }
            }
            Self::Not(part) => part.collect_texts(found),
            Self::Text { kolom, id } => drop(found.insert((*kolom, *id))),
            _ => {}
        }
    }

    /// Adds the code lists that decide.
    pub(super) fn collect_codes<'p>(&'p self, found: &mut Vec<&'p Codes>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect_codes(found);
                }
            }
            Self::Not(part) => part.collect_codes(found),
            Self::Codes(codes) => found.push(codes),
            _ => {}
        }
    }

    /// Adds the columns whose cells decide.
    pub(super) fn collect_columns(&self, found: &mut BTreeSet<usize>) {
        match self {
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.collect_columns(found);
                }
            }
            Self::Not(part) => part.collect_columns(found),
            Self::Codes(codes) => codes.collect_columns(found),
            Self::Text { kolom, .. }
            | Self::Number { kolom, .. }
            | Self::Date { kolom, .. }
            | Self::Period { kolom, .. }
            | Self::Area { kolom, .. }
            | Self::DateInPeriode { kolom }
            | Self::PeriodInPeriode { kolom }
            | Self::Covers { kolom }
            | Self::Empty { kolom } => drop(found.insert(*kolom)),
        }
    }

    /// True when somewhere a date or period must lie in the period of the cell.
    fn asks_in_periode(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::asks_in_periode),
            Self::Not(part) => part.asks_in_periode(),
            Self::DateInPeriode { .. } | Self::PeriodInPeriode { .. } => true,
            _ => false,
        }
    }

    /// True when the outcome depends on the period and not on the row alone.
    pub(super) fn depends_on_periode(&self) -> bool {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().any(Self::depends_on_periode),
            Self::Not(part) => part.depends_on_periode(),
            Self::DateInPeriode { .. } | Self::PeriodInPeriode { .. } | Self::Covers { .. } => true,
            Self::Number { waarde, .. } => matches!(waarde, Operand::OfPeriode),
            Self::Date { waarde, .. } => matches!(waarde, Operand::OfPeriode),
            Self::Period { waarde, .. } => matches!(waarde, Operand::OfPeriode),
            Self::Text { .. } | Self::Codes(_) | Self::Area { .. } | Self::Empty { .. } => false,
        }
    }

    /// The parts that must all hold.
    fn conjuncts(self) -> Vec<Self> {
        match self {
            Self::All(parts) => parts.into_iter().flat_map(Self::conjuncts).collect(),
            other => vec![other],
        }
    }
}

/// A filter split by what it depends on, so that questions share what they have in common.
#[derive(Clone, Debug)]
pub(super) struct RowFilter {
    /// What holds or not whatever the period: all of these must.
    pub fixed: Vec<Predicate>,
    /// All of these must hold, too, and depend on the period.
    pub moving: Vec<Predicate>,
    /// A date that must lie in the period.
    pub date_in_periode: Option<usize>,
    /// Nowhere must a date lie in the period: the rows are those that hold on its last day.
    pub is_stock: bool,
}

impl RowFilter {
    /// True when a row counts in the period of its date and nothing else depends on the period.
    pub(super) fn is_flow(&self) -> bool {
        matches!(&self.moving[..], [Predicate::DateInPeriode { .. }])
    }

    pub(super) fn new(predicate: Predicate) -> Self {
        let is_stock = !predicate.asks_in_periode();
        let (moving, fixed): (Vec<_>, _) =
            predicate.conjuncts().into_iter().partition(Predicate::depends_on_periode);
        let date_in_periode = moving.iter().find_map(|part| match part {
            Predicate::DateInPeriode { kolom } => Some(*kolom),
            _ => None,
        });
        Self { fixed, moving, date_in_periode, is_stock }
    }
}

//! The verdict on a target: where a figure should be, where it is, and how sure that is.
//!
//! Numbers in, verdict out: this layer sees no file. It tells what the figures show from what
//! chance could have made of them, and where they cannot tell it says so.
//!
//! | To know | Module | Ask |
//! | --- | --- | --- |
//! | what an area should become, and where it should be now | `goal`, `traject` | [`Goal`], [`Course`] |
//! | the verdicts on all targets | `beoordeel` | [`assess`] |
//! | what the data say about the contracts | `lint` | [`check_contracts`] |
//! | the verdict on a figure | `oordeel` | [`judge`] |
//! | whether it changed | `verandering` | [`compute_change`], [`adjust_changes`] |
//! | whether it will be reached, and the trend | `verwachting` | [`forecast`], [`name_trend`] |
//! | what the quarters say | `spc` | [`judge_process`] |
//! | what the published rules would say | `andere` | [`judge_by`] |

mod andere;
mod beoordeel;
mod goal;
#[cfg(test)]
mod golden;
mod kwartalen;
mod lint;
mod nulmeting;
mod onderzoek;
mod oordeel;
mod poort;
#[cfg(test)]
mod properties;
mod reeks;
mod richtpunt;
mod spc;
mod spreiding;
mod tegen;
mod traject;
mod verandering;
mod verwachting;
mod zichtbaar;
mod zone;

pub use andere::{NIET_TE_BEREKENEN, Progress, judge_by};
pub use beoordeel::{IndicatorStatus, assess};
pub use goal::{Aim, CutPoints, Goal, relative_target};
pub use lint::check_contracts;
pub use onderzoek::Onderzoek;
pub use oordeel::{Oordeel, judge, judge_point};
pub use spc::judge_process;
pub use traject::Course;
pub use verandering::{adjust_changes, changed_by_a_tenth, compute_change, is_better, is_changed};
pub use verwachting::{Reekspunt, forecast, name_trend};
pub use zichtbaar::{MayShow, Zichtbaar};
pub use zone::{Zone, ZoneChance};

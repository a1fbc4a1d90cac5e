//! Whether figures rise or fall over time, and the part of it that the season explains.

mod decompose;
mod mann_kendall;
mod recent;
mod series;
mod theil_sen;
mod weighted_line;

pub use decompose::{Decomposition, SeasonalModel, decompose_season};
pub use mann_kendall::{MannKendall, hamed_rao_mann_kendall, mann_kendall, seasonal_mann_kendall};
pub use recent::{RecentDirection, RecentTrend, rate_trend, share_trend, value_trend};
pub use series::{Series, SeriesError};
pub use theil_sen::{TheilSen, seasonal_slope, theil_sen};
pub use weighted_line::{WavePoint, WeightedLine, weighted_line};

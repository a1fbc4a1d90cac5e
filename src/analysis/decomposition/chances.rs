//! What chance moves in the counts of a chain, by the published intervals of the figures.

use crate::definition::Kant;
use crate::model::{Figure, Methode, Periode};
use crate::stats::{Chance, Confidence, Interval, Moment, standard_error_of};

use super::GeenMarge;
use super::chain::Chain;

/// How far chance moves the logarithms of a figure and of what it is divided by, as variances.
struct Spread {
    figure: f64,
    noemer: f64,
}

/// Everything that chance moves in an area between two periods, or why that is not known.
pub(super) fn chances_of(
    chain: &Chain<'_>,
    gebied: usize,
    perioden: [Periode; 2],
) -> Result<Vec<Chance>, GeenMarge> {
    let mut chances = Vec::new();
    for (moment, periode) in Moment::BOTH.into_iter().zip(perioden) {
        for source in 0..chain.n_sources() {
            let Some(figure) = chain.figure(source, gebied, periode) else { continue };
            let spread = spread_of(figure, chain.source(source).confidence())?;
            // A teller moves with the figure and with its noemer; a noemer with itself alone.
            let of_figure = |kant| f64::from(u8::from(kant == Kant::Teller));
            let of_noemer = |_| 1.0;
            let both: [(f64, &dyn Fn(Kant) -> f64); 2] =
                [(spread.figure, &of_figure), (spread.noemer, &of_noemer)];
            for (variance, moves) in both {
                let loadings = loadings_of(chain, source, moves);
                chances.push(Chance { moment, variance, loadings });
            }
        }
    }
    Ok(chances)
}

/// How each factor moves with a part of a figure: by its own count, and against that before it.
fn loadings_of(chain: &Chain<'_>, source: usize, moves: &dyn Fn(Kant) -> f64) -> Vec<f64> {
    let own: Vec<f64> = chain
        .links
        .iter()
        .map(|link| if link.source == source { moves(link.kant) } else { 0.0 })
        .collect();
    let below = std::iter::once(0.0).chain(own.iter().copied());
    own.iter().zip(below).map(|(count, below)| count - below).collect()
}

/// The variances of a figure and its noemer, relative to them.
///
/// A rate of events is divided by people who are known. A mean of amounts is divided by the persons
/// who have them, and a share by the rows that it is part of, and how many those are is chance too.
fn spread_of(figure: &Figure, confidence: Confidence) -> Result<Spread, GeenMarge> {
    let bounds = figure.interval.map_err(GeenMarge::Cijfer)?;
    let interval =
        Interval::new(bounds.lower, bounds.upper).ok_or(GeenMarge::Methode(bounds.methode))?;
    let relative = standard_error_of(interval, confidence) / figure.waarde;
    let noemer = match (bounds.methode, figure.noemer) {
        (Methode::PoissonExact | Methode::PoissonGeclusterd, _) => 0.0,
        (Methode::Bedragen | Methode::Wilson | Methode::WilsonGeclusterd, Some(count)) => {
            1.0 / count.to_f64()
        }
        (other, _) => return Err(GeenMarge::Methode(other)),
    };
    Ok(Spread { figure: relative * relative, noemer })
}

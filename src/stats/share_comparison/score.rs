//! The differences and ratios of two shares that the score test does not reject.
//!
//! References:
//! - Miettinen, O., Nurminen, M. (1985). Comparative analysis of two rates. Statistics in
//!   Medicine 4, 213-226.
//! - Farrington, C.P., Manning, G. (1990). Test statistics and sample size formulae for
//!   comparative binomial trials with null hypothesis of non-zero risk difference or non-unity
//!   relative risk. Statistics in Medicine 9, 1447-1454.

use crate::stats::bisect::bisect;
use crate::stats::share::Share;

/// Two shares by their letters: tellers, noemers and fractions.
pub(super) struct Shares {
    x: [f64; 2],
    n: [f64; 2],
    p: [f64; 2],
}

impl Shares {
    pub fn of(first: Share, second: Share) -> Self {
        Self {
            x: [first.teller(), second.teller()],
            n: [first.noemer(), second.noemer()],
            p: [first.fraction(), second.fraction()],
        }
    }

    /// `N/(N - 1)`, by which Miettinen and Nurminen widen the variance; 1 for no more than one
    /// person, who has none to be compared with.
    fn correction(&self) -> f64 {
        let total = self.n[0] + self.n[1];
        if 1.0 < total { total / (total - 1.0) } else { 1.0 }
    }

    /// Whether a difference is not rejected: `(p₁ - p₂ - δ)² < z² V`.
    fn may_differ_by(&self, delta: f64, z2: f64) -> bool {
        let second = self.likeliest_second(delta);
        let first = (second + delta).clamp(0.0, 1.0);
        let variance = first * (1.0 - first) / self.n[0] + second * (1.0 - second) / self.n[1];
        let gap = self.p[0] - self.p[1] - delta;
        gap * gap < z2 * variance * self.correction()
    }

    /// The second share that is most likely if the first is larger by `delta`.
    ///
    /// The slope of the log-likelihood, `x₁/(q+δ) - (n₁-x₁)/(1-q-δ) + x₂/q - (n₂-x₂)/(1-q)`, falls
    /// with `q`, so halving finds its zero. The closed form, with a cosine of a third of an angle,
    /// loses half the digits where shares are near 0 or 1.
    fn likeliest_second(&self, delta: f64) -> f64 {
        let term = |count: f64, p: f64| if count <= 0.0 { 0.0 } else { count / p };
        bisect((-delta).max(0.0), (1.0 - delta).min(1.0), |q| {
            let gain = term(self.x[0], q + delta) + term(self.x[1], q);
            let loss =
                term(self.n[0] - self.x[0], 1.0 - q - delta) + term(self.n[1] - self.x[1], 1.0 - q);
            loss < gain
        })
        .1
    }

    /// Whether a ratio is not rejected: `(p₁ - θ p₂)² < z² V`.
    ///
    /// The most likely shares if the first is `θ` times the second follow from
    /// `θ N q² - (θ(n₁ + x₂) + x₁ + n₂) q + x₁ + x₂ = 0`, of which the smaller root is taken.
    fn may_be_times(&self, theta: f64, z2: f64) -> bool {
        let Self { x, n, p } = self;
        let a = theta * (n[0] + n[1]);
        let b = theta * (n[0] + x[1]) + x[0] + n[1];
        let c = x[0] + x[1];
        let root = (b * b - 4.0 * a * c).max(0.0).sqrt();
        let second = (2.0 * c / (b + root)).min(1.0);
        let first = (theta * second).min(1.0);
        let variance =
            first * (1.0 - first) / n[0] + theta * theta * second * (1.0 - second) / n[1];
        let gap = p[0] - theta * p[1];
        gap * gap < z2 * variance * self.correction()
    }
}

/// Computes the least and the largest difference that are not rejected.
pub(super) fn difference_bounds(shares: &Shares, z2: f64) -> (f64, f64) {
    let observed = shares.p[0] - shares.p[1];
    let search = |end: f64| bisect(observed, end, |delta| shares.may_differ_by(delta, z2)).1;
    (search(-1.0), search(1.0))
}

/// Computes the least and the largest ratio that are not rejected; without a largest when the
/// second teller is 0, and from 0 when the first is.
pub(super) fn ratio_bounds(shares: &Shares, z2: f64) -> (f64, Option<f64>) {
    // The logarithm of the ratio; this far out the search ends.
    const FAR: f64 = 300.0;
    let [x1, x2] = shares.x;
    let observed = if x1 <= 0.0 && x2 <= 0.0 {
        0.0
    } else if x1 <= 0.0 {
        -FAR
    } else if x2 <= 0.0 {
        FAR
    } else {
        libm::log(shares.p[0] / shares.p[1]).clamp(-FAR, FAR)
    };
    let search = |end: f64| {
        libm::exp(bisect(observed, end, |ln_theta| shares.may_be_times(libm::exp(ln_theta), z2)).1)
    };
    let lower = if x1 <= 0.0 { 0.0 } else { search(-FAR) };
    let upper = (0.0 < x2).then(|| search(FAR));
    (lower, upper)
}

//! Arithmetic modulo a prime.

/// Whole numbers modulo a prime below 2^61, so that a sum of two does not overflow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    prime: u64,
}

impl Field {
    /// The two largest primes below 2^61.
    pub(super) const BOTH: [Field; 2] =
        [Field { prime: (1 << 61) - 1 }, Field { prime: (1 << 61) - 31 }];

    pub(super) fn element(self, number: i64) -> u64 {
        let rest = i128::from(number).rem_euclid(i128::from(self.prime));
        u64::try_from(rest).expect("between 0 and the prime")
    }

    pub(super) fn subtract(self, left: u64, right: u64) -> u64 {
        (left + (self.prime - right)) % self.prime
    }

    pub(super) fn multiply(self, left: u64, right: u64) -> u64 {
        let product = u128::from(left) * u128::from(right) % u128::from(self.prime);
        u64::try_from(product).expect("below the prime")
    }

    /// Computes 1 divided by an element other than 0, which by Fermat is the power of the prime
    /// less 2.
    pub(super) fn invert(self, element: u64) -> u64 {
        self.power(element, self.prime - 2)
    }

    fn power(self, mut base: u64, mut exponent: u64) -> u64 {
        let mut power = 1;
        while exponent != 0 {
            if exponent % 2 == 1 {
                power = self.multiply(power, base);
            }
            base = self.multiply(base, base);
            exponent /= 2;
        }
        power
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_times_its_inverse_is_1() {
        for field in Field::BOTH {
            for number in [1, 2, -1, 1_000, i64::MAX, i64::MIN] {
                let element = field.element(number);
                assert_eq!(field.multiply(element, field.invert(element)), 1, "{number}");
            }
            assert_eq!(field.subtract(field.element(3), field.element(5)), field.element(-2));
        }
    }

    /// The test of Miller and Rabin, which for these bases errs on no number below 3.1e23
    /// (Sorenson and Webster 2017, Strong pseudoprimes to twelve prime bases).
    #[test]
    fn the_moduli_are_primes() {
        for field in Field::BOTH {
            let minus_1 = field.prime - 1;
            let n_twos = minus_1.trailing_zeros();
            for base in [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] {
                let mut power = field.power(base, minus_1 >> n_twos);
                let mut passes = power == 1 || power == minus_1;
                for _ in 1..n_twos {
                    power = field.multiply(power, power);
                    passes |= power == minus_1;
                }
                assert!(passes, "{} and base {base}", field.prime);
            }
        }
    }
}

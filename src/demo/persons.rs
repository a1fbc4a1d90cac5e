//! The people of the demo. Nobody is stored: a person is a number, and all about them follows.

use super::draw::{Draw, mix};

/// A person, as a place in the pool of their buurt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Person {
    buurt: u32,
    place: u32,
}

/// The law under which a person is mostly helped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wet {
    Wmo,
    Jeugdwet,
    Participatiewet,
}

/// The digits of a pseudonym: no `I`, `L`, `O` and `U`, which read as others.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl Person {
    /// Someone of a buurt with so many residents; half the time someone who comes more often.
    ///
    /// All files draw from the same pool, so that a person comes back in them.
    pub fn draw(draw: &mut Draw, buurt: u32, residents: u32) -> Self {
        let pool = residents.saturating_add(residents / 4).max(1);
        let place = draw.below(pool);
        let place = if draw.chance(500) { draw.below(place + 1) } else { place };
        Self { buurt, place }
    }

    /// The pseudonym in all files: `P` and eight digits, another one for every person.
    ///
    /// Four Feistel rounds turn 40 bits into 40 other bits without ever giving two people the same.
    pub fn pseudonym(self, seed: u64) -> String {
        const HALF: u64 = (1 << 20) - 1;
        let id = (u64::from(self.buurt) << 32) | u64::from(self.place);
        let (mut left, mut right) = (id >> 20, id & HALF);
        for round in 0..4 {
            (left, right) = (right, left ^ (mix(&[seed, round, right]) & HALF));
        }
        let bits = (left << 20) | right;
        let digits = (0..8).rev().map(|place| DIGITS[((bits >> (5 * place)) & 31) as usize]);
        std::iter::once('P').chain(digits.map(char::from)).collect()
    }

    /// The law this person is mostly helped under.
    pub fn wet(self, seed: u64) -> Wet {
        match mix(&[seed, u64::from(self.buurt), u64::from(self.place)]) % 100 {
            0..58 => Wet::Wmo,
            58..85 => Wet::Jeugdwet,
            _ => Wet::Participatiewet,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_two_people_share_a_pseudonym() {
        let pseudonyms: BTreeSet<String> = (0..200)
            .flat_map(|buurt| (0..100).map(move |place| Person { buurt, place }))
            .map(|person| person.pseudonym(2017))
            .collect();
        assert_eq!(pseudonyms.len(), 20_000);
        assert!(pseudonyms.iter().all(|text| text.len() == 9));
    }

    #[test]
    fn a_person_comes_back() {
        let mut draw = Draw::new(2017, "proef", 0, 0);
        let people: Vec<Person> = (0..200).map(|_| Person::draw(&mut draw, 3, 400)).collect();
        let unique: BTreeSet<String> = people.iter().map(|p| p.pseudonym(1)).collect();
        assert!(unique.len() < people.len());
    }

    #[test]
    fn an_empty_buurt_still_has_someone_to_draw() {
        let mut draw = Draw::new(2017, "proef", 0, 0);
        assert_eq!(Person::draw(&mut draw, 3, 0), Person { buurt: 3, place: 0 });
    }
}

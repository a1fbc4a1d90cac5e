//! The privacy boundary: counted cells go in, a [`Publication`] comes out.
//!
//! Nothing else in the program can make a `Publication`, and renderers accept nothing else, so a
//! chart or a file that shows a withheld number does not compile.

mod afscherming;
pub mod attack;
mod dominance;
mod joined;
mod links;
mod onthulling;
mod primary;
mod publication;
mod register;
pub mod secondary;
mod stromen;
mod verdict;

pub use afscherming::{Afscherming, Grond};
pub use dominance::{is_dominated, is_near_largest, is_of_few};
pub use onthulling::{Onthulling, Onthullingsregel};
pub use primary::{Regel, broken_rule, few};
pub use publication::{Gebiedsregel, Kop, Publication, PublishedCell, PublishedIndicator, publish};
pub use register::{Eerder, Register, RegisterError, parse_register, render_register};
pub use stromen::{Stromen, Stroomcel};

//! Closed lists of words: what users write for a value, declared once.

macro_rules! words {
    ($type:ty { $($variant:ident = $word:literal),* $(,)? }) => {
        impl $type {
            /// All values, in their own order.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// The word as it stands in files.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }

            /// The value that a word stands for.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.word() == word)
            }
        }
    };
}

pub(in crate::model) use words;

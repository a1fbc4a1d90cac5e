//! Tests of the program as its users run it, and of the numbers against those of others.

mod vectors;
mod vectors_survey;

//! The program `wijkmonitor`; its commands follow.

fn main() {}

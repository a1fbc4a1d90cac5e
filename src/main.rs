//! The program `wijkmonitor`.

use std::process::ExitCode;

fn main() -> ExitCode {
    wijkmonitor::cli::main()
}

//! Which part of the build of a demo protection is.

use std::path::Path;
use std::process::{Command, Stdio};

use super::Fault;

/// Seconds of one build.
#[derive(Clone, Copy, Debug, Default)]
pub struct Aandeel {
    pub protection: f64,
    pub build: f64,
}

/// Writes a demo and builds it once, without cache or charts, as a user does.
pub fn measure(residents: usize) -> Result<Aandeel, Fault> {
    let folder = tempfile::tempdir()?;
    run(folder.path(), &["demo", "demo", "--seed", "1", "--residents", &residents.to_string()])?;
    let build = ["--no-cache", "build", "demo", "-v", "--no-charts", "--out", "uit"];
    let told = run(folder.path(), &build)?;
    let mut found = Aandeel::default();
    for (step, seconds) in told.lines().filter_map(took) {
        found.build += seconds;
        if step == "protection" {
            found.protection += seconds;
        }
    }
    if 0.0 < found.protection { Ok(found) } else { Err("no step `protection` was told".into()) }
}

/// The step and the seconds of a line such as `took      protection      0.52 s`.
fn took(line: &str) -> Option<(&str, f64)> {
    let (step, seconds) = line.strip_prefix("took ")?.strip_suffix(" s")?.rsplit_once(' ')?;
    Some((step.trim(), seconds.parse().ok()?))
}

/// Runs the program; gives what it tells on stderr.
fn run(folder: &Path, args: &[&str]) -> Result<String, Fault> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_wijkmonitor"));
    let output = command.args(args).current_dir(folder).stdout(Stdio::null()).output()?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(told) } else { Err(format!("{args:?} failed: {told}").into()) }
}

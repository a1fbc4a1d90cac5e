//! What the tests of this library mean by equal numbers.

/// Equal to twelve decimals.
#[track_caller]
pub fn assert_close(found: f64, expected: f64) {
    assert_within(found, expected, 1e-12);
}

/// Less than `tolerance` apart.
#[track_caller]
pub fn assert_within(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() < tolerance, "{found} instead of {expected}");
}

/// Less than `tolerance` times the expected number apart.
#[track_caller]
pub fn assert_relative(found: f64, expected: f64, tolerance: f64) {
    let error = ((found - expected) / expected).abs();
    assert!(error < tolerance, "{found} instead of {expected}, off by {error:e}");
}

//! Small systems of linear equations.
//!
//! References:
//! - Higham, N.J. (2002). Accuracy and stability of numerical algorithms, 9.1 and 12.

/// Solves `matrix x = right` by elimination, refined once; nothing when the rows depend on each
/// other as far as the digits tell.
pub(super) fn solve(matrix: Vec<Vec<f64>>, right: Vec<f64>) -> Option<Vec<f64>> {
    // Rows and columns of like size, so that a small pivot means dependence and not a small unit.
    let scale: Vec<f64> = (0..right.len()).map(|k| 1.0 / matrix[k][k].abs().sqrt()).collect();
    if scale.iter().any(|scale| !scale.is_finite()) {
        return None;
    }
    let matrix: Vec<Vec<f64>> = matrix
        .iter()
        .zip(&scale)
        .map(|(row, a)| row.iter().zip(&scale).map(|(value, b)| value * a * b).collect())
        .collect();
    let right: Vec<f64> = right.iter().zip(&scale).map(|(value, a)| value * a).collect();
    let first = eliminate(matrix.clone(), right.clone())?;
    let left: Vec<f64> = matrix
        .iter()
        .zip(&right)
        .map(|(row, right)| right - row.iter().zip(&first).map(|(a, x)| a * x).sum::<f64>())
        .collect();
    let correction = eliminate(matrix, left)?;
    let found = first.iter().zip(&correction).zip(&scale).map(|((x, more), a)| (x + more) * a);
    let found: Vec<f64> = found.collect();
    found.iter().all(|x| x.is_finite()).then_some(found)
}

fn eliminate(mut matrix: Vec<Vec<f64>>, mut right: Vec<f64>) -> Option<Vec<f64>> {
    const SMALLEST_PIVOT: f64 = 1e-12;
    let n = right.len();
    for k in 0..n {
        let pivot = (k..n).max_by(|&a, &b| matrix[a][k].abs().total_cmp(&matrix[b][k].abs()))?;
        if matrix[pivot][k].abs() < SMALLEST_PIVOT || matrix[pivot][k].is_nan() {
            return None;
        }
        matrix.swap(k, pivot);
        right.swap(k, pivot);
        let above = matrix[k].clone();
        for row in k + 1..n {
            let factor = matrix[row][k] / above[k];
            for (value, above) in matrix[row].iter_mut().zip(&above) {
                *value -= factor * above;
            }
            right[row] -= factor * right[k];
        }
    }
    for k in (0..n).rev() {
        let known: f64 = (k + 1..n).map(|col| matrix[k][col] * right[col]).sum();
        right[k] = (right[k] - known) / matrix[k][k];
    }
    Some(right)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_and_sees_dependence() {
        let found = solve(vec![vec![4.0, 2.0], vec![2.0, 3.0]], vec![10.0, 9.0]).expect("solved");
        assert!((found[0] - 1.5).abs() < 1e-15 && (found[1] - 2.0).abs() < 1e-15, "{found:?}");
        assert_eq!(solve(vec![vec![1.0, 2.0], vec![2.0, 4.0]], vec![1.0, 2.0]), None);
        assert_eq!(solve(vec![vec![0.0]], vec![1.0]), None);
    }
}

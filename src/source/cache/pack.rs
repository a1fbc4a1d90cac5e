//! Numbers as few bytes: each as its distance to the least, in one, two, four, eight or sixteen
//! bytes, whichever is enough for all cells of a column.

/// The width of a column in which all cells are the same number.
const ALL_SAME: u8 = 0;
/// The width of a column without a number.
const ALL_EMPTY: u8 = 255;

/// Adds cells to bytes.
pub(super) fn put_cells(cells: impl Iterator<Item = Option<u64>> + Clone, out: &mut Vec<u8>) {
    let (mut least, mut most, mut n_empty, mut n) = (u64::MAX, 0, 0_usize, 0_usize);
    for cell in cells.clone() {
        n += 1;
        match cell {
            Some(number) => (least, most) = (least.min(number), most.max(number)),
            None => n_empty += 1,
        }
    }
    if n_empty == n {
        out.push(ALL_EMPTY);
        return;
    }
    // Zero stands for an empty cell, so the widest number is one more than the distance.
    let width = match most - least {
        0 if n_empty == 0 => ALL_SAME,
        0..0xFF => 1,
        0xFF..0xFFFF => 2,
        0xFFFF..0xFFFF_FFFF => 4,
        0xFFFF_FFFF..u64::MAX => 8,
        u64::MAX => 16,
    };
    out.push(width);
    out.extend_from_slice(&least.to_le_bytes());
    let code = |cell: Option<u64>| cell.map_or(0, |number| number - least + 1);
    match width {
        ALL_SAME => {}
        1 => out.extend(cells.map(|cell| code(cell) as u8)),
        2 => cells.for_each(|cell| out.extend_from_slice(&(code(cell) as u16).to_le_bytes())),
        4 => cells.for_each(|cell| out.extend_from_slice(&(code(cell) as u32).to_le_bytes())),
        8 => cells.for_each(|cell| out.extend_from_slice(&code(cell).to_le_bytes())),
        _ => cells.for_each(|cell| {
            let code = cell.map_or(0, |number| u128::from(number - least) + 1);
            out.extend_from_slice(&code.to_le_bytes());
        }),
    }
}

/// Reads so many cells; `None` when the bytes are not those, or one cell cannot be made.
pub(super) fn read_cells<T: Copy>(
    bytes: &[u8],
    n: usize,
    mut make: impl FnMut(u64) -> Option<T>,
) -> Option<Vec<Option<T>>> {
    let (&width, rest) = bytes.split_first()?;
    if width == ALL_EMPTY {
        return rest.is_empty().then(|| vec![None; n]);
    }
    let (least, rest) = rest.split_first_chunk()?;
    let least = u64::from_le_bytes(*least);
    let mut is_sound = true;
    let mut cell = |code: u64| {
        let made = code.checked_sub(1).and_then(|distance| make(least.wrapping_add(distance)));
        is_sound &= made.is_some() || code == 0;
        made
    };
    if rest.len() != n.checked_mul(usize::from(width))? {
        return None;
    }
    let cells = match width {
        ALL_SAME => vec![cell(1); n],
        1 => rest.iter().map(|&byte| cell(u64::from(byte))).collect(),
        2 => rest.as_chunks().0.iter().map(|b| cell(u16::from_le_bytes(*b).into())).collect(),
        4 => rest.as_chunks().0.iter().map(|b| cell(u32::from_le_bytes(*b).into())).collect(),
        8 => rest.as_chunks().0.iter().map(|b| cell(u64::from_le_bytes(*b))).collect(),
        16 => {
            let mut wide = |bytes: &[u8; 16]| {
                let distance = u128::from_le_bytes(*bytes).checked_sub(1);
                let made =
                    distance.map(|distance| u64::try_from(distance).ok().and_then(&mut make));
                is_sound &= !matches!(made, Some(None));
                made.flatten()
            };
            rest.as_chunks().0.iter().map(&mut wide).collect()
        }
        _ => return None,
    };
    is_sound.then_some(cells)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn case(cells: &[Option<u64>], n_bytes: usize) {
        let mut bytes = Vec::new();
        put_cells(cells.iter().copied(), &mut bytes);
        assert_eq!(bytes.len(), n_bytes);
        assert_eq!(read_cells(&bytes, cells.len(), Some).as_deref(), Some(cells));
    }

    #[test]
    fn takes_no_more_bytes_than_it_must() {
        case(&[], 1);
        case(&[None, None], 1);
        case(&[Some(7), Some(7)], 9);
        case(&[Some(7), None], 9 + 2);
        case(&[Some(1000), Some(1254)], 9 + 2);
        case(&[Some(1000), Some(1255)], 9 + 4);
        case(&[Some(0), Some(0xFFFE)], 9 + 4);
        case(&[Some(0), Some(0xFFFF)], 9 + 8);
        case(&[Some(0), Some(0xFFFF_FFFF)], 9 + 16);
        case(&[Some(0), None, Some(u64::MAX)], 9 + 48);
    }

    #[test]
    fn refuses_cells_that_cannot_be_made() {
        let mut bytes = Vec::new();
        put_cells([Some(3), None, Some(9)].into_iter(), &mut bytes);
        let below = |limit| move |number| (number < limit).then_some(number);
        assert!(read_cells(&bytes, 3, below(10)).is_some());
        assert!(read_cells(&bytes, 3, below(9)).is_none());
        assert!(read_cells(&bytes, 4, below(10)).is_none());
    }

    proptest! {
        #[test]
        fn reads_back_what_it_wrote(cells: Vec<Option<u64>>, shift in 0_u32..64) {
            let cells: Vec<_> = cells.into_iter().map(|cell| cell.map(|n| n >> shift)).collect();
            let mut bytes = Vec::new();
            put_cells(cells.iter().copied(), &mut bytes);
            prop_assert_eq!(read_cells(&bytes, cells.len(), Some), Some(cells));
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes: Vec<u8>, n in 0_usize..40) {
            read_cells(&bytes, n, Some);
        }
    }
}

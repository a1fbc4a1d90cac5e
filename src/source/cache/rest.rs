//! What reading a source gives beside its blocks, as bytes and back.

use std::io::{self, Read, Write};

use serde::{Deserialize, Serialize};

use super::pack::{put_cells, read_cells};
use crate::diagnostic::{Code, Diagnostic, Findings, KeptFinding, Place};
use crate::model::Balance;
use crate::source::quarantine::Mask;
use crate::source::read::Openings;
use crate::source::text::Opening;
use crate::source::{Bestandssoort, BronReport, Codering, Rejected};

/// A report without its rejected rows, and the findings.
#[derive(Debug, Serialize, Deserialize)]
struct Rest {
    balances: Vec<Balance>,
    hashes: Vec<(String, String)>,
    written: Vec<(String, String)>,
    /// The kind, the encoding and the decimal sign.
    openings: Vec<Option<(String, String, u8)>>,
    masks: Vec<Option<Mask>>,
    findings: Vec<KeptFinding>,
}

/// The rejected rows that are packed together.
const N_TOGETHER: usize = 1 << 16;

fn kept_opening(opening: &Opening) -> (String, String, u8) {
    let Opening { soort, codering, decimaal } = opening;
    (soort.word().to_owned(), codering.word().to_owned(), *decimaal)
}

fn opening_of((soort, codering, decimaal): (String, String, u8)) -> Option<Opening> {
    Some(Opening {
        soort: Bestandssoort::ALL.into_iter().find(|known| known.word() == soort)?,
        codering: Codering::ALL.into_iter().find(|known| known.word() == codering)?,
        decimaal,
    })
}

/// A report and findings as bytes; `None` when a finding points at a place that is not declared.
pub(super) fn rest_of(
    report: &BronReport,
    findings: &Findings,
    places: &[&Place],
) -> Option<Vec<u8>> {
    let keep = |finding: &Diagnostic| {
        KeptFinding::of(finding, &mut |file, span| {
            let is_here = |place: &&Place| matches!(place, Place::Text { file: other, span: at } if other == file && at == span);
            Some((places.iter().position(is_here)?, 0..0))
        })
    };
    let pairs = |list: &[(std::sync::Arc<str>, String)]| {
        list.iter().map(|(file, text)| (file.to_string(), text.clone())).collect()
    };
    let BronReport { balances, hashes, written, rejected: _, openings, masks } = report;
    let rest = Rest {
        balances: balances.clone(),
        hashes: pairs(hashes),
        written: pairs(written),
        openings: openings.0.iter().map(|opening| opening.as_ref().map(kept_opening)).collect(),
        masks: masks.clone(),
        findings: findings.as_found().iter().map(keep).collect::<Option<_>>()?,
    };
    serde_json::to_vec(&rest).ok()
}

/// The report, without rejected rows yet, and the findings that bytes stand for.
pub(super) fn read_rest(
    bytes: &[u8],
    places: &[&Place],
    findings: &mut Findings,
) -> Option<BronReport> {
    let rest: Rest = serde_json::from_slice(bytes).ok()?;
    let mut find = |known: usize, _| places.get(known).map(|place| (*place).clone());
    for finding in rest.findings {
        findings.push(finding.restore(&mut find)?);
    }
    let pairs = |list: Vec<(String, String)>| {
        list.into_iter().map(|(file, text)| (file.into(), text)).collect()
    };
    let opening = |kept: Option<_>| match kept {
        Some(kept) => opening_of(kept).map(Some),
        None => Some(None),
    };
    Some(BronReport {
        balances: rest.balances,
        hashes: pairs(rest.hashes),
        written: pairs(rest.written),
        rejected: Vec::new(),
        masks: rest.masks,
        openings: Openings(rest.openings.into_iter().map(opening).collect::<Option<_>>()?),
    })
}

/// Writes rejected rows; a count of none ends them.
pub(super) fn put_rejected(
    rejected: &[Rejected],
    out: &mut (impl Write + ?Sized),
) -> io::Result<()> {
    let place = |code: Code| Code::ALL.iter().position(|&known| known == code);
    for rows in rejected.chunks(N_TOGETHER) {
        out.write_all(&(rows.len() as u32).to_le_bytes())?;
        let columns: [&dyn Fn(&Rejected) -> u64; 5] = [
            &|row| row.file as u64,
            &|row| row.line,
            &|row| row.offset,
            &|row| u64::from(row.len),
            &|row| place(row.code).expect("every code is one of all") as u64,
        ];
        for column in columns {
            let mut bytes = Vec::new();
            put_cells(rows.iter().map(|row| Some(column(row))), &mut bytes);
            out.write_all(&(bytes.len() as u32).to_le_bytes())?;
            out.write_all(&bytes)?;
        }
    }
    out.write_all(&0_u32.to_le_bytes())
}

/// Reads rejected rows up to their end.
pub(super) fn read_rejected(from: &mut dyn Read) -> io::Result<Vec<Rejected>> {
    let mut rejected = Vec::new();
    let damaged = || io::Error::from(io::ErrorKind::InvalidData);
    loop {
        let n_rows = read_u32(from)? as usize;
        if n_rows == 0 {
            return Ok(rejected);
        }
        let mut column = || {
            let n_bytes = read_u32(from)?;
            let bytes = read_bytes(from, n_bytes)?;
            let cells = read_cells(&bytes, n_rows, Some).ok_or_else(damaged)?;
            cells.into_iter().collect::<Option<Vec<u64>>>().ok_or_else(damaged)
        };
        let [files, lines, offsets, lens, codes] =
            [column()?, column()?, column()?, column()?, column()?];
        for row in 0..n_rows {
            let known = usize::try_from(codes[row]).ok().and_then(|code| Code::ALL.get(code));
            rejected.push(Rejected {
                file: usize::try_from(files[row]).map_err(io::Error::other)?,
                line: lines[row],
                offset: offsets[row],
                len: u32::try_from(lens[row]).map_err(io::Error::other)?,
                code: *known.ok_or_else(damaged)?,
            });
        }
    }
}

pub(super) fn read_u32(from: &mut dyn Read) -> io::Result<u32> {
    let mut bytes = [0; 4];
    from.read_exact(&mut bytes)?;
    Ok(u32::from_le_bytes(bytes))
}

/// Reads so many bytes; memory grows with what is there, not with what is announced.
pub(super) fn read_bytes(from: &mut dyn Read, n_bytes: u32) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity((n_bytes as usize).min(4 << 20));
    let n_read = from.take(u64::from(n_bytes)).read_to_end(&mut bytes)?;
    if n_read < n_bytes as usize {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

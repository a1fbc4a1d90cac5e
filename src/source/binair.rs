//! Files that hold no table whatever their name, told by their first bytes.

use super::text::utf16_of;

/// The first bytes of kinds of files, and what they are.
const SIGNATURES: [(&[u8], &str); 12] = [
    (b"\x1F\x8B", "a file packed with gzip"),
    (b"BZh", "a file packed with bzip2"),
    (b"\xFD7zXZ\0", "a file packed with xz"),
    (b"\x28\xB5\x2F\xFD", "a file packed with zstd"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A", "a RAR archive"),
    (b"%PDF-", "a PDF"),
    (b"\x89PNG\r\n", "a picture"),
    (b"\xFF\xD8\xFF", "a picture"),
    (b"GIF8", "a picture"),
    (b"SQLite format 3\0", "a database"),
    (b"PAR1", "a Parquet file"),
];

/// The bytes below which a file is too short to be judged.
const MIN_BYTES: usize = 64;

/// What a file that should be text is instead.
pub(super) fn no_text(start: &[u8]) -> Option<&'static str> {
    let known = SIGNATURES.iter().find(|(signature, _)| start.starts_with(signature));
    if let Some((_, word)) = known {
        return Some(word);
    }
    let is_control = |byte: &&u8| {
        matches!(byte, 0..0x20) && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0C | 0x1B)
    };
    // In text they are an accident; one in sixteen is none.
    let n_control = start.iter().filter(is_control).count();
    let is_binary = MIN_BYTES <= start.len() && start.len() < 16 * n_control;
    (is_binary && utf16_of(start).is_none()).then_some("no text")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_is_no_text() {
        assert_eq!(no_text(b"\x1F\x8B\x08\0"), Some("a file packed with gzip"));
        assert_eq!(no_text(b"%PDF-1.4\n"), Some("a PDF"));
        let noise: Vec<u8> = (0..=255).cycle().take(1024).collect();
        assert_eq!(no_text(&noise), Some("no text"));
        assert_eq!(no_text(&[0; 8]), None);
        assert_eq!(no_text("Melding;Cli\u{eb}nt\n1;2\n".repeat(10).as_bytes()), None);
        assert_eq!(no_text(&b"Melding;Client\n1;\0\n".repeat(10)), None);
        let utf16: Vec<u8> = "a;b\n".repeat(50).encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(no_text(&utf16), None);
    }
}

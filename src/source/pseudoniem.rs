//! Pseudonyms: a keyed hash in place of the BSN, so that no file of the monitor can be traced
//! back to a person without the key.
//!
//! A hash without a key would not do: there are fewer than a billion BSNs, and hashing them all
//! takes minutes. The method is HMAC-SHA256 with a key of at least 32 bytes that the analyst
//! keeps outside the folder of the monitor.
//!
//! References:
//! - Krawczyk, H., Bellare, M. and Canetti, R. (1997). HMAC: keyed-hashing for message
//!   authentication. RFC 2104.

use std::collections::BTreeSet;
use std::fmt;
use std::fs::{self, File, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::bsn::parse_bsn;
use crate::diagnostic::{Code, Diagnostic, Findings, Place};

/// The bytes in a key: fewer can be guessed, more are most likely another file.
const MIN_BYTES: usize = 32;
const MAX_BYTES: usize = 4096;
/// The distinct bytes in a key; of 32 random digits, fewer than one in ten million has
/// less.
const MIN_DISTINCT: usize = 6;
/// What the fingerprint is taken of. No cell ends with a line end, so it is nobody's pseudonym.
const FINGERPRINT_TEXT: &[u8] = b"wijkmonitor sleutel\n";

/// Sleutel: the key that makes pseudonyms.
///
/// Whoever has it can make the pseudonym of every BSN and so name each person, which is why it
/// never shows, not even in `Debug`.
pub(super) struct Sleutel(Hmac<Sha256>);

impl Sleutel {
    /// Loads the key from the file that a definition names.
    ///
    /// The key is the bytes of the file as they stand, without the last line end; 64 hexadecimal
    /// digits are 64 bytes. The path starts at the folder of the monitor, or with `~/` at `home`.
    pub fn load(
        folder: &Path,
        home: Option<&Path>,
        (path, place): (&str, &Place),
        findings: &mut Findings,
    ) -> Option<Self> {
        match read_key(folder, home, path) {
            Ok(key) => Some(Self::new(&key)),
            Err(Fault { code, message, help }) => {
                let finding = Diagnostic::new(code, message).at(place.clone(), "named here");
                findings.push(if help.is_empty() { finding } else { finding.help(help) });
                None
            }
        }
    }

    fn new(key: &[u8]) -> Self {
        Self(Hmac::new_from_slice(key).expect("a key may have any length"))
    }

    /// The pseudonym of a text in UTF-8: the first 128 bits of its keyed hash.
    ///
    /// A BSN is hashed as its nine digits, so a person has one pseudonym whatever the export
    /// made of zeros and separators. Of other texts only the spaces around them do not count.
    pub fn apply(&self, text: &[u8]) -> u128 {
        let hash = match parse_bsn(text) {
            Some(bsn) => self.hash(&nine_digits(bsn)),
            None => self.hash(text.trim_ascii()),
        };
        let (first, _) = hash.split_first_chunk().expect("a hash has 32 bytes");
        u128::from_be_bytes(*first)
    }

    /// What differs between keys, in full; it never leaves the program as it is.
    pub fn identity(&self) -> [u8; 32] {
        self.hash(FINGERPRINT_TEXT)
    }

    /// Eight digits that differ between keys, for the manifest: pseudonyms made with different
    /// keys must not be compared.
    pub fn fingerprint(&self) -> String {
        let [first, second, third, fourth, ..] = self.hash(FINGERPRINT_TEXT);
        format!("{first:02x}{second:02x}{third:02x}{fourth:02x}")
    }

    fn hash(&self, text: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(text);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for Sleutel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleutel(not shown)")
    }
}

fn nine_digits(mut bsn: u32) -> [u8; 9] {
    let mut digits = [b'0'; 9];
    for digit in digits.iter_mut().rev() {
        *digit += (bsn % 10) as u8;
        bsn /= 10;
    }
    digits
}

/// Why there is no key, and what can be done.
struct Fault {
    code: Code,
    message: String,
    help: &'static str,
}

fn fault(message: String, help: &'static str) -> Fault {
    Fault { code: Code::KeyFile, message, help }
}

/// Reads the key and checks that it is kept as a secret should be.
fn read_key(folder: &Path, home: Option<&Path>, path: &str) -> Result<Vec<u8>, Fault> {
    let unreadable = |error: io::Error| Fault {
        code: Code::MissingFile,
        message: format!("cannot read the key `{path}`: {error}"),
        help: "",
    };
    let file = match path.strip_prefix("~/") {
        Some(rest) => match home {
            Some(home) => home.join(rest),
            None => return Err(fault(format!("`{path}`: the home folder is not known"), "")),
        },
        None => folder.join(path),
    };
    let file = file.canonicalize().map_err(unreadable)?;
    if lies_within(folder, &file).map_err(unreadable)? {
        return Err(fault(
            format!("the key `{path}` lies in the folder of the monitor"),
            "keep it elsewhere, so that it is not copied with the files that it protects",
        ));
    }
    // To open a pipe or a device could wait for ever.
    if !fs::metadata(&file).map_err(unreadable)?.is_file() {
        return Err(fault(format!("the key `{path}` is not a file"), ""));
    }
    let opened = File::open(&file).map_err(unreadable)?;
    if is_open_to_others(&opened.metadata().map_err(unreadable)?) {
        return Err(fault(
            format!("other users can open the key `{path}`"),
            "make it yours alone with `chmod 600`, and draw a new key if others may have it",
        ));
    }
    let mut key = Vec::new();
    let limit = MAX_BYTES + "\r\n".len() + 1;
    opened.take(limit as u64).read_to_end(&mut key).map_err(unreadable)?;
    if key.ends_with(b"\n") {
        key.pop();
        key.pop_if(|last| *last == b'\r');
    }
    check_strength(path, &key)?;
    Ok(key)
}

/// True when the file lies in the folder, with all symbolic links followed.
fn lies_within(folder: &Path, file: &Path) -> io::Result<bool> {
    // The folder of a bare `monitor.toml` is the empty path, which no system knows.
    let folder = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder.into() };
    Ok(file.starts_with(folder.canonicalize()?))
}

/// True when the group or all others may read or write the file.
#[cfg(unix)]
fn is_open_to_others(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o077 != 0
}

/// Other systems keep the rights elsewhere, where the standard library does not look.
#[cfg(not(unix))]
fn is_open_to_others(_: &Metadata) -> bool {
    false
}

/// Refuses a key that can be guessed.
fn check_strength(path: &str, key: &[u8]) -> Result<(), Fault> {
    const HELP: &str = "draw a key with `openssl rand -hex 32`";
    let n_bytes = key.len();
    if n_bytes < MIN_BYTES {
        let message = format!("the key `{path}` has {n_bytes} bytes, fewer than {MIN_BYTES}");
        return Err(fault(message, HELP));
    }
    if MAX_BYTES < n_bytes {
        return Err(fault(format!("the key `{path}` has more than {MAX_BYTES} bytes"), HELP));
    }
    if key.iter().collect::<BTreeSet<_>>().len() < MIN_DISTINCT {
        return Err(fault(format!("the key `{path}` repeats a few bytes"), HELP));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    const KEY: &[u8; 32] = b"0123456789abcdef0123456789abcdef";

    /// A folder with the folder of a monitor in it, and a key beside that.
    fn folder_with_key(name: &str, key: &[u8]) -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("monitor")).expect("made");
        write_key(&folder.path().join(name), key);
        folder
    }

    fn write_key(path: &Path, key: &[u8]) {
        fs::write(path, key).expect("written");
        set_mode(path, 0o600);
    }

    fn set_mode(path: &Path, mode: u32) {
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
        }
        let _ = (path, mode);
    }

    /// The key, or the message of the one finding.
    fn load(folder: &TempDir, path: &str) -> Result<Sleutel, String> {
        let mut findings = Findings::default();
        let (monitor, place) = (folder.path().join("monitor"), Place::file("monitor.toml"));
        let home = Some(folder.path());
        match Sleutel::load(&monitor, home, (path, &place), &mut findings) {
            Some(sleutel) => {
                assert!(!findings.has_errors());
                Ok(sleutel)
            }
            None => Err(findings.sorted()[0].message.clone()),
        }
    }

    #[track_caller]
    fn refused(folder: &TempDir, path: &str, expected: &str) {
        match load(folder, path) {
            Ok(_) => panic!("`{path}` is a key"),
            Err(message) => assert!(message.contains(expected), "{message}"),
        }
    }

    /// RFC 4231, test case 6: a key longer than a block.
    #[test]
    fn makes_the_hash_of_the_standard() {
        let sleutel = Sleutel::new(&[0xaa; 131]);
        let pseudonym = sleutel.apply(b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(format!("{pseudonym:032x}"), "60e431591ee0b67f0d8a26aacbf5b77f");
    }

    /// Python 3, `hmac.new(key, text, "sha256").hexdigest()`.
    #[test]
    fn agrees_with_another_program() {
        let sleutel = Sleutel::new(KEY);
        let case = |text: &str, expected: &str| {
            assert_eq!(format!("{:032x}", sleutel.apply(text.as_bytes())), expected, "{text}");
        };
        case("123456782", "d78093b2d73e55b7c03f9963eef11e46");
        case("012345672", "8572a921786ceee765355f054bbef3ee");
        case("C-17", "e7e37c95717c8e9aa376e90e412f4587");
        assert_eq!(sleutel.fingerprint(), "649cc139");
    }

    #[test]
    fn gives_a_person_one_pseudonym_however_the_bsn_is_written() {
        let sleutel = Sleutel::new(KEY);
        let expected = sleutel.apply(b"012345672");
        for text in ["12345672", " 0123.45.672", "12345672,0", "1,2345672E+07", "'012345672"] {
            assert_eq!(sleutel.apply(text.as_bytes()), expected, "{text}");
        }
        // A date can be a BSN as well: the guard skips it, the pseudonym must not.
        assert_eq!(sleutel.apply(b"20181231"), sleutel.apply(b"020181231"));
    }

    #[test]
    fn leaves_other_texts_as_they_are() {
        let sleutel = Sleutel::new(KEY);
        assert_eq!(sleutel.apply(b" C-17 "), sleutel.apply(b"C-17"));
        assert_ne!(sleutel.apply(b"C-17"), sleutel.apply(b"C17"));
        // Fails the eleven test, so the zero may tell two clients apart.
        assert_ne!(sleutel.apply(b"012345678"), sleutel.apply(b"12345678"));
    }

    #[test]
    fn loads_a_key_without_its_last_line_end() {
        let expected = Sleutel::new(KEY).fingerprint();
        for end in ["", "\n", "\r\n"] {
            let folder = folder_with_key("sleutel", &[KEY, end.as_bytes()].concat());
            for path in ["../sleutel", "~/sleutel"] {
                let sleutel = load(&folder, path).expect("a key");
                assert_eq!(sleutel.fingerprint(), expected);
            }
            let absolute = folder.path().join("sleutel");
            assert!(load(&folder, absolute.to_str().expect("UTF-8")).is_ok());
        }
    }

    #[test]
    fn takes_away_one_line_end_only() {
        let folder = folder_with_key("sleutel", &[KEY, b"\n\n".as_slice()].concat());
        let expected = Sleutel::new(&[KEY, b"\n".as_slice()].concat()).fingerprint();
        assert_eq!(load(&folder, "../sleutel").expect("a key").fingerprint(), expected);
    }

    #[test]
    fn refuses_a_key_in_the_folder_of_the_monitor() {
        let folder = folder_with_key("monitor/sleutel", KEY);
        refused(&folder, "sleutel", "the key `sleutel` lies in the folder of the monitor");
        refused(&folder, "../monitor/./sleutel", "lies in the folder of the monitor");
    }

    #[cfg(unix)]
    #[test]
    fn follows_links_before_it_judges_the_folder() {
        let folder = folder_with_key("monitor/sleutel", KEY);
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path().join("monitor/sleutel"), link).expect("a link");
        refused(&folder, "../link", "lies in the folder of the monitor");
    }

    #[cfg(unix)]
    #[test]
    fn refuses_a_key_that_others_can_open() {
        let folder = folder_with_key("sleutel", KEY);
        for mode in [0o640, 0o620, 0o604, 0o602, 0o644] {
            set_mode(&folder.path().join("sleutel"), mode);
            refused(&folder, "../sleutel", "other users can open the key `../sleutel`");
        }
        set_mode(&folder.path().join("sleutel"), 0o400);
        assert!(load(&folder, "../sleutel").is_ok());
    }

    #[test]
    fn refuses_what_is_not_a_good_key() {
        #[track_caller]
        fn case(key: &[u8], expected: &str) {
            refused(&folder_with_key("sleutel", key), "../sleutel", expected);
        }

        case(b"", "has 0 bytes, fewer than 32");
        case(&KEY[1..], "has 31 bytes, fewer than 32");
        case(&[KEY.as_slice(); 129].concat(), "more than 4096 bytes");
        case(&[b'a'; 64], "repeats a few bytes");
        assert!(load(&folder_with_key("s", &[KEY.as_slice(); 128].concat()), "../s").is_ok());
    }

    #[test]
    fn says_when_there_is_no_file() {
        let folder = folder_with_key("sleutel", KEY);
        refused(&folder, "../other", "cannot read the key `../other`");
        refused(&folder, "..", "`..` is not a file");
        let mut findings = Findings::default();
        let place = Place::file("monitor.toml");
        assert!(Sleutel::load(Path::new(""), None, ("~/s", &place), &mut findings).is_none());
        assert_eq!(findings.sorted()[0].message, "`~/s`: the home folder is not known");
    }

    #[test]
    fn never_shows_the_key() {
        assert_eq!(format!("{:?}", Sleutel::new(KEY)), "Sleutel(not shown)");
    }
}

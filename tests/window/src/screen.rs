//! A screen that nobody sees, and what stands on it. It must never be the one of whoever runs the
//! tests.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    os::unix::fs::FileExt,
    process::{Command, Stdio},
    sync::mpsc,
    thread,
    time::Duration,
};

use tempfile::TempDir;

use crate::process::Started;

/// Lines of the screen between two that are looked at.
const STEP: u64 = 40;
/// For the server to come up.
const PATIENCE: Duration = Duration::from_secs(30);

/// An X server without a display.
pub struct Screen {
    _server: Started,
    display: String,
    frame: Frame,
    _folder: TempDir,
}

/// The server's frame buffer, as the file that it keeps (XWDFile.h, version 7).
struct Frame {
    file: File,
    pixels: u64,
    bytes_per_line: u64,
    lines: u64,
}

impl Screen {
    /// Starts one; it picks a number that is free. It is not set up anew where its last client goes, as it is
    /// by itself: whoever comes in that moment is sent away.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Started::new(
            Command::new("Xvfb")
                .args(["-displayfd", "1", "-noreset", "-nolisten", "tcp"])
                .args(["-screen", "0", "1400x1000x24"])
                .arg("-fbdir")
                .arg(folder.path())
                .stdout(Stdio::piped())
                .stderr(Stdio::null()),
        );
        let output = server.child().stdout.take().unwrap();
        let (sender, number) = mpsc::channel();
        thread::spawn(move || {
            let mut number = String::new();
            let read = BufReader::new(output).read_line(&mut number);
            let _ = sender.send(read.map(|_| number));
        });
        let number = number.recv_timeout(PATIENCE).expect("the X server did not come").unwrap();
        let display = format!(":{}", number.trim());
        let frame = Frame::of(File::open(folder.path().join("Xvfb_screen0")).unwrap());
        Self { _server: server, display, frame, _folder: folder }
    }

    /// Its name, as `DISPLAY` wants it.
    pub fn display(&self) -> &str {
        &self.display
    }

    /// Whether this colour (0xRRGGBB) is somewhere on it, in an area at least 40 lines high.
    pub fn shows(&self, colour: u32) -> bool {
        self.frame.lines().any(|line| line.chunks_exact(4).any(|pixel| rgb(pixel) == colour))
    }

    /// Its windows of this class that can be seen, the uppermost first.
    pub fn windows(&self, class: &str) -> Vec<u32> {
        // As in: 0x200003 "Title": ("instance" "Class")  1100x760+0+0
        let of_class = format!("(\"{class}\" ");
        let asked = self.ask(&["-root", "-children"]);
        let windows = asked.lines().filter(|line| line.contains(&of_class));
        let ids = windows.filter_map(|line| line.split_whitespace().next()?.strip_prefix("0x"));
        let ids = ids.filter_map(|id| u32::from_str_radix(id, 16).ok());
        ids.filter(|id| self.ask(&["-id", &id.to_string()]).contains("IsViewable")).collect()
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let mut command = Command::new("xwininfo");
        let asked = command.args(["-display", &self.display]).args(arguments).output().unwrap();
        String::from_utf8_lossy(&asked.stdout).into_owned()
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

impl Frame {
    fn of(file: File) -> Self {
        let word = |index: u64| {
            let mut bytes = [0; 4];
            file.read_exact_at(&mut bytes, index * 4).unwrap();
            u64::from(u32::from_be_bytes(bytes))
        };
        // Header, then 12 bytes for each colour of the map, then the lines.
        let pixels = word(0) + word(19) * 12;
        let (lines, bits, bytes_per_line) = (word(5), word(11), word(12));
        assert_eq!(bits, 32, "a pixel has four bytes");
        Self { file, pixels, bytes_per_line, lines }
    }

    fn lines(&self) -> impl Iterator<Item = Vec<u8>> {
        (0..self.lines / STEP).map(|index| {
            let mut line = vec![0; usize::try_from(self.bytes_per_line).unwrap()];
            let at = self.pixels + index * STEP * self.bytes_per_line;
            self.file.read_exact_at(&mut line, at).unwrap();
            line
        })
    }
}

/// Blue, green, red, nothing: this machine's order of a TrueColor pixel.
fn rgb(pixel: &[u8]) -> u32 {
    u32::from_le_bytes(pixel.try_into().unwrap()) & 0x00ff_ffff
}

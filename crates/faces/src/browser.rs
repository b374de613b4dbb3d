//! Opens an address in this computer's browser. It must never open anything but an address of the web, nor
//! hand one to a shell.

use std::{
    io,
    process::{Command, Stdio},
    thread,
};

/// Asks the desktop for its browser with this address. Whether one came is not known.
///
/// # Errors
/// It is no address of the web, or this computer has nothing that opens one.
pub fn open(address: &str) -> io::Result<()> {
    let of_the_web = address.starts_with("https://") || address.starts_with("http://");
    if !of_the_web || address.chars().any(|letter| letter.is_control() || letter == ' ') {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "no address of the web"));
    }
    let mut command = opener();
    command.arg(address).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn()?;
    // Waited for elsewhere, so that it does not stay behind; without a thread it does, harmlessly.
    let _ = thread::Builder::new().name("browser".to_owned()).spawn(move || child.wait());
    Ok(())
}

#[cfg(target_os = "macos")]
fn opener() -> Command {
    Command::new("open")
}

/// Not `cmd /c start`, which would read `&` as its own.
#[cfg(windows)]
fn opener() -> Command {
    let mut command = Command::new("rundll32.exe");
    command.arg("url.dll,FileProtocolHandler");
    command
}

#[cfg(not(any(target_os = "macos", windows)))]
fn opener() -> Command {
    Command::new("xdg-open")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_address_of_the_web_is_not_opened() {
        for odd in
            ["", "/etc/passwd", "file:///etc/passwd", "-https://a", "https://a b", "http://a\n"]
        {
            assert_eq!(open(odd).unwrap_err().kind(), io::ErrorKind::InvalidInput, "{odd:?}");
        }
    }
}

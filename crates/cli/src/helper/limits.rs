//! What this process may use: a key can make one of the clients ask for 378 GB. Nothing may be asked
//! of a key before these are set.

use std::io;

/// Address space (bytes); a reading takes about a quarter of it.
#[cfg(unix)]
const MEMORY: u64 = 512 << 20;

/// Processor time (seconds); a reading takes a fraction of the first.
#[cfg(unix)]
const PROCESSOR: u64 = 10;

/// Sets them.
///
/// # Errors
/// The system refused.
#[cfg(unix)]
pub(crate) fn set() -> io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let limit = |most| Rlimit { current: Some(most), maximum: Some(most) };
    setrlimit(Resource::Core, limit(0))?;
    setrlimit(Resource::Cpu, limit(PROCESSOR))?;
    // macOS has the name and does not keep the promise: the deadline is all there is.
    if cfg!(not(target_os = "macos")) {
        setrlimit(Resource::As, limit(MEMORY))?;
    }
    Ok(())
}

/// Windows has job objects, which are not reached without unsafe code: the deadline is all there is.
#[cfg(not(unix))]
pub(crate) fn set() -> io::Result<()> {
    Ok(())
}

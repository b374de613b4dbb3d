//! What FIDO metadata costs, in CPU time: `metadata_speed ROUNDS BLOB ROOT` prints milliseconds for a
//! signed BLOB verified and indexed, with every entry read, and for what the start of the app pays.

use std::{env, error::Error, fs, io::Write};

use enrollment::store::MetadataFile;
use webauthn::{
    Timestamp, TrustAnchor,
    metadata::{MetadataBlob, MetadataRoots, Opening},
};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [rounds, blob, root] = arguments.as_slice() else {
        return Err("usage: metadata_speed ROUNDS BLOB ROOT".into());
    };
    let (rounds, bytes) = (rounds.parse()?, fs::read(blob)?);
    let roots = MetadataRoots::own(vec![TrustAnchor::from_der(&fs::read(root)?)?]);
    let at: Timestamp = "2026-11-20".parse()?;
    let open = || MetadataBlob::open(&bytes, Opening { roots: &roots, at, previous: None });
    let entries = open()?.entries().count();
    let opened = median(rounds, || Ok(open().map(|_| ())?))?;
    let read = median(rounds, || {
        let read = open()?.entries().count();
        if read == entries { Ok(()) } else { Err("an entry went missing".into()) }
    })?;
    let folder = tempfile::tempdir()?;
    let file = MetadataFile::at(&folder.path().join("fido-metadata"));
    file.keep(&bytes, &roots, at)?;
    let start = median(rounds, || {
        let head = file.head()?.ok_or("nothing is kept")?;
        if head.is_due(at) { Err("it is not due".into()) } else { Ok(()) }
    })?;
    writeln!(std::io::stdout(), "{entries} {opened:.3} {read:.3} {start:.3}")?;
    Ok(())
}

/// Milliseconds of CPU time.
fn median(
    rounds: usize,
    mut run: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<f64, Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let before = cpu_time();
        run()?;
        times.push((cpu_time() - before) * 1e3);
    }
    times.sort_by(f64::total_cmp);
    Ok(times.get(times.len() / 2).copied().unwrap_or_default())
}

/// Seconds since some moment, where the system does not say what a process has computed.
#[cfg(not(unix))]
fn cpu_time() -> f64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0.0, |since| since.as_secs_f64())
}

/// Seconds that this process has computed.
#[cfg(unix)]
fn cpu_time() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    let seconds = f64::from(u32::try_from(time.tv_sec).unwrap_or_default());
    seconds + f64::from(u32::try_from(time.tv_nsec).unwrap_or_default()) / 1e9
}

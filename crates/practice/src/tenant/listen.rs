//! The ports on loopback: 127.0.0.1 and ::1 under one number. Nothing here may bind any other address.

use std::{
    io,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener},
};

use crate::PracticeError;

/// How often a free number is looked for that is free on both.
const ATTEMPTS: usize = 16;

/// Both ports, or one where the computer has no IPv6.
pub(super) struct Listening {
    pub(super) listeners: Vec<TcpListener>,
    pub(super) port: u16,
}

impl Listening {
    pub(super) fn on(port: u16) -> Result<Self, PracticeError> {
        let mut attempts = if port == 0 { ATTEMPTS } else { 1 };
        loop {
            attempts -= 1;
            let v4 = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
            let given = v4.local_addr().map_err(PracticeError::Start)?.port();
            let v6 = bind(SocketAddr::from((Ipv6Addr::LOCALHOST, given)));
            let listeners = match v6 {
                Ok(v6) => vec![v4, v6],
                Err(PracticeError::Listen { source, .. })
                    if source.kind() == io::ErrorKind::AddrInUse && attempts > 0 =>
                {
                    continue;
                }
                // A computer without IPv6 has no ::1 that somebody else could answer on.
                Err(PracticeError::Listen { source, .. }) if is_absent(&source) => vec![v4],
                Err(error) => return Err(error),
            };
            return Ok(Self { listeners, port: given });
        }
    }

    pub(super) fn base_urls(&self) -> Vec<String> {
        let addresses = self.listeners.iter().filter_map(|one| one.local_addr().ok());
        addresses.map(|address| format!("http://{address}")).collect()
    }
}

fn is_absent(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::AddrNotAvailable
        || error.kind() == io::ErrorKind::Unsupported
        || error.kind() == io::ErrorKind::PermissionDenied
        // EAFNOSUPPORT of Linux, macOS and Windows has no kind of its own.
        || matches!(error.raw_os_error(), Some(97 | 47 | 10047))
}

fn bind(address: SocketAddr) -> Result<TcpListener, PracticeError> {
    let failed = |source| PracticeError::Listen { address, source };
    let listener = TcpListener::bind(address).map_err(failed)?;
    listener.set_nonblocking(true).map_err(failed)?;
    Ok(listener)
}

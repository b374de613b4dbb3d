//! How a server is known over TLS, and what every agent here has in common. It must never trust anybody
//! whom neither the operating system nor the caller names.

use std::{sync::Arc, time::Duration};

use rustls::crypto::aws_lc_rs;
use ureq::{
    Agent,
    tls::{Certificate, RootCerts, TlsConfig, TlsProvider},
};
use url::Url;

/// For the connection alone.
const CONNECTING: Duration = Duration::from_secs(10);

/// Whose certificates count.
#[derive(Clone, Debug)]
pub enum Trust {
    /// Those that the operating system trusts, a company's own among them.
    System,
    /// These (DER), reached without a proxy.
    Only(Vec<Vec<u8>>),
}

/// The same for the HTTP library.
pub(crate) fn config(trust: &Trust) -> TlsConfig {
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(aws_lc_rs::default_provider()));
    match trust {
        Trust::System => tls.root_certs(RootCerts::PlatformVerifier).build(),
        Trust::Only(roots) => {
            let roots: Vec<_> =
                roots.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
            tls.root_certs(RootCerts::new_with_certs(&roots)).build()
        }
    }
}

/// An agent that asks this origin with secrets: no redirect is followed, no connection kept. `limit` is
/// for one request with its answer.
pub(crate) fn agent(origin: &Url, trust: &Trust, limit: Duration) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        // A redirect would carry the request to somebody else.
        .max_redirects(0)
        .max_redirects_will_error(false)
        // A connection of its own for each: one that died while idle is not told from one that
        // died with the request on it.
        .max_idle_connections(0)
        .timeout_connect(Some(CONNECTING.min(limit)))
        .timeout_global(Some(limit))
        .user_agent(concat!("Touchstone/", env!("CARGO_PKG_VERSION")));
    let near = origin.scheme() != "https" || matches!(trust, Trust::Only(_));
    // The environment's proxy would see what is meant for this computer.
    let config = if near { config.proxy(None) } else { config.https_only(true) };
    config.tls_config(self::config(trust)).build().new_agent()
}

//! Microsoft's clouds, each an authority and a Graph that belong together, and the practice pair. A token
//! of one must never get to another: nothing but a cloud says where either is.

#[cfg(test)]
mod tests;

use std::fmt;

use url::Url;

use crate::{
    endpoint::{Endpoint, EndpointError, loopback},
    tls::Trust,
};

/// An authority and the Graph that takes its tokens.
#[derive(Clone)]
pub struct Cloud {
    kind: CloudKind,
    /// Below it stands the tenant, or for practice the endpoints themselves.
    login: Url,
    graph: Endpoint,
    pub(crate) trust: Trust,
}

/// Which cloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CloudKind {
    /// The worldwide one.
    Worldwide,
    /// US government, L4.
    UsGovernmentL4,
    /// US government, L5 (DoD).
    UsGovernmentL5,
    /// China, operated by 21Vianet.
    China,
    /// The practice tenant on this computer.
    Practice,
}

/// What a cloud does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// Creation options: no key can be registered on behalf of somebody.
    CreationOptions,
}

/// Why there is no practice pair here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloudError {
    /// Graph's address.
    #[error(transparent)]
    Graph(#[from] EndpointError),
    /// The authority's address.
    #[error("the practice authority's address is none of this computer")]
    Authority,
}

impl CloudKind {
    /// Those that are somewhere else.
    pub const NATIONAL: [Self; 4] =
        [Self::Worldwide, Self::UsGovernmentL4, Self::UsGovernmentL5, Self::China];

    /// The word for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worldwide => "worldwide",
            Self::UsGovernmentL4 => "us-government-l4",
            Self::UsGovernmentL5 => "us-government-l5",
            Self::China => "china",
            Self::Practice => "practice",
        }
    }

    /// The cloud of this word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::NATIONAL.into_iter().chain([Self::Practice]).find(|kind| kind.as_str() == word)
    }

    /// Where people look after their own methods (graph.md, section 9). The short address leads to the
    /// page of whichever cloud somebody is of.
    pub fn security_info(self) -> &'static str {
        match self {
            Self::Worldwide | Self::Practice => "https://mysignins.microsoft.com/security-info",
            Self::UsGovernmentL4 | Self::UsGovernmentL5 | Self::China => {
                "https://aka.ms/mysecurityinfo"
            }
        }
    }

    /// What it lacks (graph.md, section 4.1: creation options are worldwide only).
    pub fn lacks(self) -> &'static [Lack] {
        match self {
            Self::Worldwide | Self::Practice => &[],
            Self::UsGovernmentL4 | Self::UsGovernmentL5 | Self::China => &[Lack::CreationOptions],
        }
    }
}

impl Cloud {
    /// One of Microsoft's. `None` for practice, whose addresses change.
    pub fn national(kind: CloudKind) -> Option<Self> {
        // Microsoft Graph, "National cloud deployments".
        let (login, graph) = match kind {
            CloudKind::Worldwide => {
                ("https://login.microsoftonline.com/", "https://graph.microsoft.com/")
            }
            CloudKind::UsGovernmentL4 => {
                ("https://login.microsoftonline.us/", "https://graph.microsoft.us/")
            }
            CloudKind::UsGovernmentL5 => {
                ("https://login.microsoftonline.us/", "https://dod-graph.microsoft.us/")
            }
            CloudKind::China => (
                "https://login.partner.microsoftonline.cn/",
                "https://microsoftgraph.chinacloudapi.cn/",
            ),
            CloudKind::Practice => return None,
        };
        let (login, graph) = (Url::parse(login).ok()?, Endpoint::parse(graph).ok()?);
        Some(Self { kind, login, graph, trust: Trust::System })
    }

    /// The practice tenant: its authority's address, with the secret in it, and Graph's.
    ///
    /// # Errors
    /// One of them is not on this computer.
    pub fn practice(authority: &str, graph: &str) -> Result<Self, CloudError> {
        let graph = Endpoint::parse(graph)?;
        let mut login = Url::parse(authority).map_err(|_| CloudError::Authority)?;
        let plain = login.scheme() == "http"
            && login.username().is_empty()
            && login.password().is_none()
            && login.query().is_none()
            && login.fragment().is_none();
        if !plain || !loopback(&login) || !graph.is_loopback() {
            return Err(CloudError::Authority);
        }
        if !login.path().ends_with('/') {
            login.set_path(&format!("{}/", login.path()));
        }
        Ok(Self { kind: CloudKind::Practice, login, graph, trust: Trust::System })
    }

    /// Which it is.
    pub fn kind(&self) -> CloudKind {
        self.kind
    }

    /// Where its Graph is.
    pub fn graph(&self) -> &Endpoint {
        &self.graph
    }

    /// Where its authority is; for practice with the secret, so not for a log.
    pub fn authority(&self) -> &Url {
        &self.login
    }

    /// Where an administrator agrees to everything that an application asks for, for all its people; `None`
    /// for practice.
    pub fn admin_consent(&self, tenant: &str, client_id: &str) -> Option<Url> {
        if self.kind == CloudKind::Practice {
            return None;
        }
        let mut url = self.login.clone();
        url.path_segments_mut().ok()?.pop_if_empty().extend([tenant, "adminconsent"]);
        url.query_pairs_mut().append_pair("client_id", client_id);
        Some(url)
    }

    /// An endpoint of the authority for this tenant.
    pub(crate) fn oauth(&self, tenant: &str, endpoint: &str) -> Url {
        let mut url = self.login.clone();
        if let Ok(mut path) = url.path_segments_mut() {
            path.pop_if_empty();
            if self.kind != CloudKind::Practice {
                path.push(tenant);
            }
            path.extend(["oauth2", "v2.0", endpoint]);
        }
        url
    }

    /// A permission as its Graph names it.
    pub(crate) fn scope(&self, permission: &str) -> String {
        let resource = match self.kind {
            // The practice authority reads the last segment.
            CloudKind::Practice => "https://graph.microsoft.com",
            CloudKind::Worldwide
            | CloudKind::UsGovernmentL4
            | CloudKind::UsGovernmentL5
            | CloudKind::China => self.graph.as_str().trim_end_matches('/'),
        };
        format!("{resource}/{permission}")
    }
}

/// The practice authority's address has a secret in it.
impl fmt::Debug for Cloud {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Cloud")
            .field("kind", &self.kind)
            .field("graph", &self.graph)
            .finish_non_exhaustive()
    }
}

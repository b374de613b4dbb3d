use super::*;

/// Microsoft Graph, "National cloud deployments"; graph.md §4.1.
#[test]
fn each_cloud_is_a_fixed_pair_and_says_what_it_lacks() {
    for (kind, login, graph, lacks) in [
        (CloudKind::Worldwide, "login.microsoftonline.com", "graph.microsoft.com", 0),
        (CloudKind::UsGovernmentL4, "login.microsoftonline.us", "graph.microsoft.us", 1),
        (CloudKind::UsGovernmentL5, "login.microsoftonline.us", "dod-graph.microsoft.us", 1),
        (
            CloudKind::China,
            "login.partner.microsoftonline.cn",
            "microsoftgraph.chinacloudapi.cn",
            1,
        ),
    ] {
        let cloud = Cloud::national(kind).unwrap();
        let token = cloud.oauth("contoso.example", "token");
        assert_eq!(token.as_str(), format!("https://{login}/contoso.example/oauth2/v2.0/token"));
        assert_eq!(cloud.graph().as_str(), format!("https://{graph}/"));
        assert_eq!(cloud.scope("User.Read"), format!("https://{graph}/User.Read"));
        assert_eq!(kind.lacks().len(), lacks);
        // The worldwide page knows nobody of another cloud (graph.md, section 9).
        let worldwide = kind.security_info() == "https://mysignins.microsoft.com/security-info";
        assert_eq!(worldwide, kind == CloudKind::Worldwide);
        assert_eq!(CloudKind::from_word(kind.as_str()), Some(kind));
    }
    assert!(Cloud::national(CloudKind::Practice).is_none());
}

#[test]
fn practice_is_on_this_computer_only() {
    let cloud = Cloud::practice("http://127.0.0.1:1/secret", "http://127.0.0.1:1").unwrap();
    let token = cloud.oauth("whatever", "token");
    assert_eq!(token.as_str(), "http://127.0.0.1:1/secret/oauth2/v2.0/token");
    for (authority, graph) in [
        ("http://example.org/secret", "http://127.0.0.1:1"),
        ("https://127.0.0.1:1/secret", "http://127.0.0.1:1"),
        ("http://127.0.0.1:1/secret", "https://graph.microsoft.com"),
        ("http://localhost:1/secret", "http://127.0.0.1:1"),
        ("http://x@127.0.0.1:1/secret", "http://127.0.0.1:1"),
    ] {
        assert!(Cloud::practice(authority, graph).is_err(), "{authority} {graph}");
    }
}

#[test]
fn a_tenant_never_becomes_part_of_a_path() {
    let cloud = Cloud::national(CloudKind::Worldwide).unwrap();
    let token = cloud.oauth("../x?y#z", "token");
    assert_eq!(
        token.as_str(),
        "https://login.microsoftonline.com/..%2Fx%3Fy%23z/oauth2/v2.0/token"
    );
}

/// graph.md, section 8.
#[test]
fn an_administrator_agrees_at_the_authority_of_the_cloud() {
    let cloud = Cloud::national(CloudKind::UsGovernmentL4).unwrap();
    let link = cloud.admin_consent("contoso.example", "7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001");
    let wanted = "https://login.microsoftonline.us/contoso.example/adminconsent\
                  ?client_id=7a1c5c1e-6f0b-4d55-9e0e-5f2f0a9d0001";
    assert_eq!(link.unwrap().as_str(), wanted);
    let practice = Cloud::practice("http://127.0.0.1:1/s", "http://127.0.0.1:1").unwrap();
    assert_eq!(practice.admin_consent("a", "b"), None);
}

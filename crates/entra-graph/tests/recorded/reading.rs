//! What the client reads, whatever the dress (graph.md, sections 2 to 6).

use enrollment::{
    readiness::SignInMethods,
    results::audited,
    tenant::{Administration, ChallengeLife, MethodKind, PersonId, Tenant, TenantError, Tree},
};
use entra_graph::answer;
use entra_policy::readiness::{AuditDay, NotRead, Reading};
use serde_json::{Value, json};
use webauthn::Timestamp;

use crate::{
    dress::{dresses, shape, with_one_missing, with_one_word_unknown},
    server::{Directory, Reply},
};

fn robin() -> PersonId {
    PersonId("robin".to_owned())
}

/// Runs a check over a shape in each of its dresses, at this address.
fn whatever_the_dress(line: &'static str, name: &str, check: impl Fn(&Directory)) {
    for document in dresses(&shape(name)) {
        check(&Directory::that_says([(line, document)]));
    }
}

/// The places of a shape that a reader cannot do without.
fn needed<T>(document: &Value, read: impl Fn(&Value) -> Result<T, TenantError>) -> Vec<String> {
    let mut needed = Vec::new();
    for (place, without) in with_one_missing(document) {
        match read(&without) {
            Ok(_) => {}
            Err(TenantError::Malformed { .. }) => needed.push(place),
            Err(other) => panic!("{place}: {other:?}"),
        }
    }
    needed
}

#[test]
fn a_key_is_read_in_its_old_and_its_new_shape() {
    let line = "GET /v1.0/users/robin/authentication/fido2Methods";
    whatever_the_dress(line, "4.1-methods", |directory| {
        let [new, old] = directory.client().fido2_methods(&robin()).unwrap().try_into().unwrap();
        let credential = new.id.credential_id().unwrap();
        assert_eq!(credential.as_bytes(), (0..32).collect::<Vec<u8>>());
        assert_eq!(new.created.unwrap().to_string(), "2026-07-17T09:12:44Z");
        assert_eq!(new.attestation_level.as_deref(), Some("attested"));
        assert_eq!(new.passkey_type.as_deref(), Some("deviceBound"));
        assert_eq!(old.created.unwrap().to_string(), "2020-08-10T06:44:09Z");
        assert!(old.id.credential_id().is_none() && old.passkey_type.is_none());
    });
    let (bare, wrapped) = (shape("4.1-method"), shape("4.1-method-wrapped"));
    assert_eq!(answer::fido2_method(&bare).unwrap(), answer::fido2_method(&wrapped).unwrap());
    assert_eq!(needed(&bare, answer::fido2_method), ["/id"]);
    for (_, unknown) in with_one_word_unknown(&bare, &["attestationLevel", "passkeyType", "aaGuid"])
    {
        answer::fido2_method(&unknown).unwrap();
    }
}

#[test]
fn options_are_read_in_every_envelope_and_each_encoding_of_an_excluded_id() {
    let line = "GET /v1.0/users/robin/authentication/fido2Methods/creationOptions";
    for name in ["4.2-options-capture", "4.2-options-wrapped", "4.2-options-typed"] {
        whatever_the_dress(line, name, |directory| {
            let options =
                directory.client().creation_options(&robin(), ChallengeLife::Standard).unwrap();
            let excluded: Vec<u8> = (0..32).collect();
            let ids = options.excluded_credential_ids();
            assert!(ids.iter().any(|id| id.as_bytes() == excluded), "{name}");
            assert!(options.user.id.as_bytes().starts_with(b"OF:"));
            assert_eq!(options.challenge.as_bytes().len(), 3200, "not cut");
            let until = options.challenge_timeout.unwrap();
            assert_eq!(until.to_string(), "2026-07-17T09:17:44Z");
        });
    }
    let read = |document: &Value| {
        let body = document.to_string().into_bytes();
        answer::creation_options(&answer::Answer { status: 200, body, ..Default::default() })
    };
    let needed = needed(&shape("4.2-options-capture"), read);
    let own = ["/publicKey", "/publicKey/rp", "/publicKey/user", "/publicKey/challenge"];
    assert!(own.iter().all(|place| needed.iter().any(|one| one == place)), "{needed:?}");
    let optional = ["/challengeTimeoutDateTime", "/publicKey/timeout", "/publicKey/extensions"];
    assert!(optional.iter().all(|place| !needed.iter().any(|one| one == place)), "{needed:?}");
}

#[test]
fn an_organisation_a_person_and_groups_are_read() {
    for (organisation, (person, groups)) in dresses(&shape("5-organization"))
        .into_iter()
        .zip(dresses(&shape("5-user")).into_iter().zip(dresses(&shape("5-member-of"))))
    {
        let directory = Directory::that_says([
            ("GET /v1.0/organization", organisation),
            ("GET /v1.0/users/robin%23ext@example.com", person),
            ("GET /v1.0/users/00000010-0000-4000-8000-000000000010/transitiveMemberOf", groups),
        ]);
        let client = directory.client();
        assert_eq!(client.organisation().unwrap().display_name, "An organisation");
        let person = client.person("robin#ext@example.com").unwrap();
        assert_eq!(person.display_name, "Robin Ekdahl");
        // A role among them is no group.
        assert_eq!(person.groups.unwrap().len(), 1);
    }
    assert_eq!(needed(&shape("5-user"), answer::person), ["/id"]);
}

#[test]
fn methods_of_other_kinds_are_counted_and_passes_are_listed() {
    for (name, kind) in [
        ("5-authenticator-methods", MethodKind::MicrosoftAuthenticator),
        ("5-windows-hello-methods", MethodKind::WindowsHelloForBusiness),
        ("5-platform-credential-methods", MethodKind::PlatformCredential),
        ("5-passes", MethodKind::TemporaryAccessPass),
    ] {
        for document in dresses(&shape(name)) {
            let path = format!("GET /v1.0/users/robin/authentication/{}", kind.collection());
            let directory = Directory::that_says([(&*path.leak(), document)]);
            let methods = directory.client().methods(&robin(), kind).unwrap();
            assert_eq!(methods.len(), 1, "{name}");
            assert!(methods[0]["id"].is_string());
        }
    }
    let line = "GET /v1.0/users/robin/authentication/temporaryAccessPassMethods";
    whatever_the_dress(line, "5-passes", |directory| {
        let [pass] = directory.client().access_passes(&robin()).unwrap().try_into().unwrap();
        assert_eq!((pass.lifetime_in_minutes, pass.is_usable), (Some(60), Some(false)));
        assert_eq!(pass.usability_reason.as_deref(), Some("NotYetValid"));
    });
    let line = "POST /v1.0/users/robin/authentication/temporaryAccessPassMethods";
    whatever_the_dress(line, "5-pass-issued", |directory| {
        let pass = directory.client().issue_access_pass(&robin(), Default::default()).unwrap();
        assert_eq!(pass.reveal(), "a-pass-of-a-test");
        assert!(!format!("{pass:?}").contains("a-pass-of-a-test"));
        assert_eq!(directory.sent("POST")[0].1, json!({}));
    });
}

fn hello_devices(directory: &Directory) -> Reading<Vec<String>> {
    let client = directory.client();
    SignInMethods::read(&client, &robin()).hello_devices(&client, &robin())
}

#[test]
fn a_windows_hello_method_names_its_computer_only_where_it_is_asked_for_alone() {
    let all = "GET /v1.0/users/robin/authentication/windowsHelloForBusinessMethods";
    let one: &str = format!("{all}/00000006-0000-4000-8000-000000000006?$expand=device").leak();
    let directory =
        |document| Directory::that_says([(all, shape("5-windows-hello-methods")), (one, document)]);
    for document in dresses(&shape("5-windows-hello-method")) {
        let directory = directory(document);
        let devices = hello_devices(&directory);
        assert_eq!(devices.get().unwrap(), &["00000007-0000-4000-8000-000000000007"]);
        assert_eq!(directory.sent("GET").pop().unwrap().0, one);
    }
    for (place, without) in with_one_missing(&shape("5-windows-hello-method")) {
        let devices = hello_devices(&directory(without));
        let needed = ["/device", "/device/deviceId"].contains(&&*place);
        assert_eq!(devices.get().is_err(), needed, "{place}");
    }
    // One that went meanwhile is no method of another computer.
    let gone = Directory::that_says([(all, shape("5-windows-hello-methods"))]);
    assert_eq!(hello_devices(&gone).get().unwrap_err().why, NotRead::Failed);
}

#[test]
fn the_report_of_registrations_is_read_to_its_last_page_and_keeps_every_word() {
    let first = "GET /v1.0/reports/authenticationMethods/userRegistrationDetails";
    let second =
        "GET /v1.0/reports/authenticationMethods/userRegistrationDetails?$skiptoken=second";
    let pages = dresses(&shape("5-registrations"))
        .into_iter()
        .zip(dresses(&shape("5-registrations-second-page")));
    for (one, two) in pages {
        let directory = Directory::that_says([(first, one), (second, two)]);
        let people = directory.client().registration_details().unwrap();
        let methods = |at: usize| people[at]["methodsRegistered"].as_array().unwrap().len();
        assert_eq!((people.len(), methods(0), methods(1)), (2, 19, 0));
    }
}

/// docs/decisions/0019: the members of `directoryAudit`, with words of its reasons that were seen published.
#[test]
fn the_audit_log_is_asked_for_what_it_is_read_for_and_counted() {
    whatever_the_dress("GET /v1.0/auditLogs/directoryAudits", "audits", |directory| {
        let now: Timestamp = "2026-10-02T09:00:00Z".parse().unwrap();
        let days = audited(&directory.client(), now).unwrap();
        let [day] = &days[..] else { panic!("{days:?}") };
        assert_eq!((day.registered.passkey, day.others), (1, 1));
        let (asked, _) = directory.sent("GET").pop().unwrap();
        let query = asked.split_once('?').unwrap().1.replace("%3A", ":").replace("%27", "'");
        assert_eq!(
            query.replace('+', " ").replace("%20", " "),
            "%24filter=activityDateTime ge 2026-09-02T00:00:00Z and loggedByService eq \
             'Authentication Methods'"
        );
    });
    let document = shape("audits");
    for (_, without) in with_one_missing(&document) {
        let entries = without["value"].as_array().cloned().unwrap_or_default();
        let (days, _) = AuditDay::of(&entries);
        assert!(days.iter().all(|day| day.registered.passkey <= 1), "{days:?}");
    }
}

/// Groups within it, computers and applications are members too, and none of them is a person.
#[test]
fn only_people_are_members_of_a_group() {
    let of = |kind: &str| json!({ "@odata.type": kind, "id": kind });
    let members = json!({ "value": [
        of("#microsoft.graph.group"),
        of("#microsoft.graph.user"),
        of("#microsoft.graph.device"),
        of("#microsoft.graph.servicePrincipal"),
        { "id": "untyped" },
    ] });
    let directory = Directory::that_says([("GET /v1.0/groups/g/transitiveMembers", members)]);
    let people = directory.client().group_members("g").unwrap();
    assert_eq!(people, ["#microsoft.graph.user", "untyped"]);
}

#[test]
fn members_of_a_group_and_both_trees_of_the_policy_are_read() {
    whatever_the_dress("GET /v1.0/groups/g/transitiveMembers", "5-members", |directory| {
        assert_eq!(directory.client().group_members("g").unwrap().len(), 2);
    });
    for (tree, name) in [(Tree::V1, "2-policy-v1"), (Tree::Beta, "2-policy-beta")] {
        for document in dresses(&shape(name)) {
            let line = format!("GET /{}/policies/authenticationMethodsPolicy", tree.as_str());
            let directory = Directory::that_says([(&*line.leak(), document.clone())]);
            // Whole: not a member is lost on the way.
            assert_eq!(directory.client().methods_policy(tree).unwrap(), document);
        }
    }
}

#[test]
fn a_batchs_answers_stand_in_the_order_of_the_questions() {
    whatever_the_dress("POST /v1.0/$batch", "6.1-batch", |directory| {
        let paths = [vec!["users"], vec!["groups"], vec!["me"]];
        let answers = directory.client().read_many(&paths).unwrap();
        let statuses: Vec<u16> = answers.iter().map(|one| one.as_ref().unwrap().status).collect();
        assert_eq!(statuses, [200, 429, 424]);
        assert_eq!(answers[1].as_ref().unwrap().retry_after.unwrap().as_secs(), 7);
    });
}

#[test]
fn refusals_keep_their_words_known_and_unknown() {
    let refused = |status, name: &str| {
        let mut read = dresses(&shape(name)).into_iter().map(|body| {
            let reply = Reply(status, Vec::new(), body);
            let directory = Directory::that_says([("GET /v1.0/organization", reply)]);
            match directory.client().organisation().unwrap_err() {
                TenantError::Refused(refusal) => *refusal,
                other => panic!("{other:?}"),
            }
        });
        let first = read.next().unwrap();
        assert!(read.all(|one| one == first), "{name}");
        assert_eq!(first.request_id.as_deref(), Some("8c2b1a90-0000-4000-8000-000000000001"));
        first
    };
    assert_eq!(refused(403, "6.1-denied").code, "Authorization_RequestDenied");
    assert_eq!(refused(405, "6.1-self").code, "methodNotAllowed");
    let known = refused(400, "6.2-refused").sub_code.unwrap();
    assert_eq!(known, "error_user_group_restriction_policy_failure");
    assert_eq!(refused(400, "6.2-refused-unknown").sub_code.unwrap(), "error_of_next_year");
}

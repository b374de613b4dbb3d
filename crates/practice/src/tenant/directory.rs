//! The people of Harbour & Pine, the practice organisation, and what its policy says at first. None of
//! them may be anybody: the domain is one that nobody can have.

use serde_json::{Value, json};

use super::{
    permissions,
    state::{Group, Organisation, State, User},
};
use crate::models;

/// What the practice organisation is called.
pub const ORGANISATION: &str = "Harbour & Pine";
/// RFC 2606: `.example` is nobody's.
const DOMAIN: &str = "harbourpine.example";
const ALL_STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const BREAK_GLASS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30002";
const KIOSKS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30003";
const NEW_STARTERS: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30004";
/// The default profile's id in every tenant (graph.md, section 3.1).
const OFFICE_KEYS: &str = "00000000-0000-0000-0000-000000000001";

/// Somebody who is in the directory from the start.
#[derive(Clone, Copy, Debug)]
pub struct SeededPerson {
    /// Object id.
    pub id: &'static str,
    /// Name.
    pub display_name: &'static str,
    /// `userPrincipalName`.
    pub user_principal_name: &'static str,
    groups: &'static [&'static str],
    /// What they had registered before anybody practised, in `methodsRegistered`'s words.
    registered: &'static [&'static str],
}

/// Everybody who is in the directory from the start. The first is who uses the practice.
pub const PEOPLE: [SeededPerson; 13] = [
    person(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101",
        "Mira Okafor",
        "mira.okafor@harbourpine.example",
    ),
    person(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90102",
        "Ingrid Solberg",
        "ingrid.solberg@harbourpine.example",
    ),
    person(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90103",
        "Elsa Haugen",
        "elsa.haugen@harbourpine.example",
    ),
    person("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90104", "Mateo Cruz", "mateo.cruz@harbourpine.example"),
    starter("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90105", "Ada Brandt", "ada.brandt@harbourpine.example"),
    starter("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90106", "Tomas Lind", "tomas.lind@harbourpine.example"),
    starter(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90107",
        "Noor El-Amin",
        "noor.el-amin@harbourpine.example",
    ),
    starter(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90108",
        "Jonas Weiss",
        "jonas.weiss@harbourpine.example",
    ),
    starter(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90109",
        "Priya Raman",
        "priya.raman@harbourpine.example",
    ),
    starter(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90110",
        "Leo Marchetti",
        "leo.marchetti@harbourpine.example",
    ),
    starter(
        "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90111",
        "Sofia Duarte",
        "sofia.duarte@harbourpine.example",
    ),
    starter("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90112", "Emil Novak", "emil.novak@harbourpine.example"),
    SeededPerson {
        id: "c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90113",
        display_name: "Front desk kiosk",
        user_principal_name: "front.desk@harbourpine.example",
        groups: &[ALL_STAFF, KIOSKS],
        registered: &["mobilePhone"],
    },
];

/// The directory roles that a person holds.
pub(super) fn roles_of(user: &str) -> &'static [&'static str] {
    ROLES.iter().find(|(id, _)| *id == user).map_or(&[], |(_, roles)| *roles)
}

/// Mira hands out keys, Ingrid looks after administrators and the policy, Elsa may look.
const ROLES: [(&str, &[&str]); 3] = [
    ("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90101", &[permissions::AUTHENTICATION]),
    ("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90102", &[permissions::PRIVILEGED, permissions::POLICY]),
    ("c2b9a7e4-51d0-4e6f-b83a-0d1f5ae90103", &[permissions::READER]),
];

const fn person(id: &'static str, name: &'static str, upn: &'static str) -> SeededPerson {
    let registered = &["windowsHelloForBusiness", "microsoftAuthenticatorPasswordless"];
    let groups = &[ALL_STAFF];
    SeededPerson { id, display_name: name, user_principal_name: upn, groups, registered }
}

/// New starters are nested in all staff.
const fn starter(id: &'static str, name: &'static str, upn: &'static str) -> SeededPerson {
    let (groups, registered) = (&[NEW_STARTERS], &["mobilePhone", "softwareOneTimePasscode"]);
    SeededPerson { id, display_name: name, user_principal_name: upn, groups, registered }
}

impl State {
    /// The directory as it is before anything was done.
    pub(super) fn seeded() -> Self {
        let group = |id: &str, name: &str, nested_in: &[&str]| Group {
            id: id.to_owned(),
            display_name: name.to_owned(),
            nested_in: nested_in.iter().map(|one| (*one).to_owned()).collect(),
        };
        Self {
            schema: Self::SCHEMA,
            organisation: Organisation {
                id: "9d4b1f7a-3c2e-4a68-8f05-71c6d2e40001".to_owned(),
                display_name: ORGANISATION.to_owned(),
                domain: DOMAIN.to_owned(),
            },
            users: PEOPLE
                .iter()
                .map(|one| User {
                    id: one.id.to_owned(),
                    display_name: one.display_name.to_owned(),
                    user_principal_name: one.user_principal_name.to_owned(),
                    groups: one.groups.iter().map(|group| (*group).to_owned()).collect(),
                    registered: one.registered.iter().map(|word| (*word).to_owned()).collect(),
                })
                .collect(),
            groups: vec![
                group(ALL_STAFF, "All staff", &[]),
                group(BREAK_GLASS, "Break-glass accounts", &[]),
                group(KIOSKS, "Reception kiosks", &[]),
                group(NEW_STARTERS, "New starters", &[ALL_STAFF]),
            ],
            policy: policy(),
            fido2: fido2(),
            methods: Vec::new(),
            challenges: Vec::new(),
            passes: Vec::new(),
            audits: Vec::new(),
            apps: Vec::new(),
        }
    }
}

/// Profile "Office keys": device-bound only, attestation enforced, two models.
fn fido2() -> Value {
    let models = models::LISTED.map(|model| model.aaguid);
    let restrictions = json!({
        "isEnforced": true, "enforcementType": "allow", "aaGuids": models,
    });
    json!({
        "@odata.type": "#microsoft.graph.fido2AuthenticationMethodConfiguration",
        "id": "Fido2",
        "state": "enabled",
        "excludeTargets": [target(BREAK_GLASS), target(KIOSKS)],
        "isSelfServiceRegistrationAllowed": true,
        "isAttestationEnforced": true,
        "keyRestrictions": restrictions,
        "defaultPasskeyProfile": OFFICE_KEYS,
        "passkeyProfiles": [{
            "id": OFFICE_KEYS,
            "name": "Office keys",
            "passkeyTypes": "deviceBound",
            "attestationEnforcement": "registrationOnly",
            "keyRestrictions": restrictions,
        }],
        "includeTargets": [{
            "targetType": "group",
            "id": ALL_STAFF,
            "isRegistrationRequired": false,
            "allowedPasskeyProfiles": [OFFICE_KEYS],
        }],
    })
}

fn policy() -> Value {
    json!({
        "id": "authenticationMethodsPolicy",
        "displayName": "Authentication Methods Policy",
        "description": "Which methods people may register and sign in with.",
        "lastModifiedDateTime": "2026-09-02T08:31:55.1234567Z",
        "policyVersion": "1.5",
        "policyMigrationState": null,
        "reconfirmationInDays": null,
        "registrationEnforcement": { "authenticationMethodsRegistrationCampaign": {
            "snoozeDurationInDays": 3,
            "enforceRegistrationAfterAllowedSnoozes": true,
            "state": "enabled",
            "excludeTargets": [target(BREAK_GLASS), target(KIOSKS)],
            "includeTargets": [{
                "id": ALL_STAFF, "targetType": "group", "targetedAuthenticationMethod": "fido2",
            }],
        } },
        "systemCredentialPreferences": {
            "state": "default",
            "excludeTargets": [],
            "includeTargets": [{ "id": "all_users", "targetType": "group" }],
        },
        "reportSuspiciousActivitySettings": {
            "state": "default",
            "includeTarget": { "id": "all_users", "targetType": "group" },
            "voiceReportingCode": 0,
        },
        "authenticationMethodConfigurations": [
            {
                "@odata.type": "#microsoft.graph.microsoftAuthenticatorAuthenticationMethodConfiguration",
                "id": "MicrosoftAuthenticator",
                "state": "enabled",
                "isSoftwareOathEnabled": true,
                "excludeTargets": [],
                "includeTargets": [],
                "featureSettings": {},
            },
            {
                "@odata.type": "#microsoft.graph.temporaryAccessPassAuthenticationMethodConfiguration",
                "id": "TemporaryAccessPass",
                "state": "enabled",
                "defaultLifetimeInMinutes": 60,
                "defaultLength": 8,
                "minimumLifetimeInMinutes": 60,
                "maximumLifetimeInMinutes": 480,
                "isUsableOnce": true,
                "excludeTargets": [],
                "includeTargets": [{
                    "targetType": "group", "id": "all_users", "isRegistrationRequired": false,
                }],
            },
            {
                "@odata.type": "#microsoft.graph.smsAuthenticationMethodConfiguration",
                "id": "Sms",
                "state": "enabled",
                "excludeTargets": [],
                "includeTargets": [{
                    "targetType": "group",
                    "id": "all_users",
                    "isRegistrationRequired": false,
                    "isUsableForSignIn": false,
                }],
            },
        ],
    })
}

fn target(group: &str) -> Value {
    json!({ "id": group, "targetType": "group" })
}

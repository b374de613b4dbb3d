//! The runbook's checks against the directory, and what mends them: made once, only where nobody changed
//! it meanwhile, and looked at afterwards.

use enrollment::{
    readiness::{MendError, SignInMethods, lockout, mend, read_person, read_tenant},
    tenant::{Tenant, TenantError},
};
use entra_policy::readiness::{self, Change, Check, Outcome, TenantFacts, Why, WindowsHello};
use practice::{models::PRACTICE_KEY_C, tenant::faults};
use serde_json::{Value, json};

use crate::support::{FIDO2, MIRA, Practice};

const STAFF: &str = "6f1d2c60-8a3e-4f57-9c41-5a70e1b30001";
const FIDO2_TYPE: &str = "#microsoft.graph.fido2AuthenticationMethodConfiguration";

fn models(_: webauthn::Aaguid) -> Option<entra_policy::PasskeyType> {
    Some(entra_policy::PasskeyType::DeviceBound)
}

fn facts(practice: &Practice) -> TenantFacts {
    read_tenant(&practice.client(), Some(STAFF.parse().unwrap()))
}

fn fix(facts: &TenantFacts, check: Check) -> Change {
    let findings = readiness::tenant(facts, &models);
    findings.into_iter().find(|one| one.check == check).unwrap().fix.unwrap()
}

/// A directory in which nobody can register.
fn closed(practice: Practice) -> Practice {
    practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": false }));
    practice
}

fn script(practice: &Practice, action: Value) {
    let script = json!([{ "match": { "method": "PATCH" }, "action": action }]);
    practice.running().control().set_faults(faults::read(script.to_string().as_bytes()).unwrap());
}

/// How often a change was asked for since the directory runs.
fn changes(practice: &Practice) -> usize {
    let all = practice.running().control().journal();
    all.iter().filter(|one| one.method == "PATCH").count()
}

#[test]
fn every_part_is_read_through_small_pages_too() {
    for practice in Practice::in_each_dress() {
        let facts = facts(&practice);
        assert_eq!(facts.registrations.get().unwrap().len(), 13);
        assert_eq!(facts.pilot.get().unwrap().members.len(), 13);
        let (client, mira) = (practice.client(), practice.mira());
        let methods = SignInMethods::read(&client, &mira.id);
        let mira = read_person(&client, &mira, &methods, None);
        assert_eq!(mira.user_type.get().unwrap().as_deref(), Some("Member"));
        assert_eq!(mira.registered.windows_hello.get(), Ok(&1));
        assert_eq!(mira.registered.authenticator.get(), Ok(&1));
        assert_eq!(mira.registered.fido2.get(), Ok(&0));
        let findings = readiness::person(&facts, &mira, &models);
        let of = |check| findings.iter().find(|one| one.check == check).unwrap().outcome;
        assert_eq!(of(Check::UserInFidoScope), Outcome::Pass);
        assert_eq!(of(Check::UserRegistered), Outcome::Fail);
    }
}

/// What Windows would say of a computer with this id, with a key of the person's.
fn computer(device: &str) -> WindowsHello {
    WindowsHello { key: Some(true), device_id: Some(device.to_owned()), ..WindowsHello::default() }
}

#[test]
fn a_windows_hello_key_is_of_this_computer_or_another_or_cannot_be_told() {
    for practice in Practice::in_each_dress() {
        let of = |upn: &str, device: &str| {
            let client = practice.client();
            let person = client.person(upn).unwrap();
            let methods = SignInMethods::read(&client, &person.id);
            let devices = methods.hello_devices(&client, &person.id);
            let findings = readiness::windows_hello(Some(&computer(device)), &devices);
            findings.into_iter().find(|one| one.check == Check::WhfbKey).unwrap()
        };
        let mira = practice.mira().id.0;
        let own = format!("D0{}", &mira[2..]);
        assert_eq!(of(MIRA, &own).outcome, Outcome::Pass);
        assert_eq!(of(MIRA, &mira).outcome, Outcome::Fail);
        let each = json!([{
            "match": { "path": "*/windowsHelloForBusinessMethods/*" }, "times": "always",
            "action": { "do": "answer", "status": 403 },
        }]);
        practice.running().control().set_faults(faults::read(each.to_string().as_bytes()).unwrap());
        let open = of(MIRA, &own);
        assert_eq!((open.outcome, open.reason.unwrap()), (Outcome::Unknown, Why::Forbidden));
    }
}

#[test]
fn a_change_is_made_and_then_the_check_passes() {
    for practice in Practice::in_each_dress().map(closed) {
        let change = fix(&facts(&practice), Check::FidoSelfService);
        mend(&practice.client(), &change, None).unwrap();
        let findings = readiness::tenant(&facts(&practice), &models);
        let check = findings.iter().find(|one| one.check == Check::FidoSelfService).unwrap();
        assert_eq!(check.outcome, Outcome::Pass);
        // So of a method that is not passkeys.
        let change = fix(&facts(&practice), Check::AuthTargets);
        mend(&practice.client(), &change, None).unwrap();
        let findings = readiness::tenant(&facts(&practice), &models);
        let check = findings.iter().find(|one| one.check == Check::AuthTargets).unwrap();
        assert_eq!(check.outcome, Outcome::Pass);
    }
}

#[test]
fn what_somebody_changed_meanwhile_is_not_overwritten() {
    for practice in Practice::in_each_dress().map(closed) {
        let change = fix(&facts(&practice), Check::FidoSelfService);
        practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": true }));
        let before = changes(&practice);
        let Err(MendError::Conflict(moved)) = mend(&practice.client(), &change, None) else {
            panic!()
        };
        assert_eq!(moved[0].path, "isSelfServiceRegistrationAllowed");
        assert_eq!((&moved[0].before, &moved[0].after), (&json!(true), &json!(false)));
        assert_eq!(changes(&practice), before, "nothing was sent");
    }
}

/// The document decides, whatever became of the answer; nothing is sent twice.
#[test]
fn a_change_that_was_not_answered_is_looked_up_and_never_sent_twice() {
    for practice in Practice::in_each_dress().map(closed) {
        let change = fix(&facts(&practice), Check::FidoSelfService);
        for made in [
            json!({ "do": "cut-after-commit" }),
            json!({ "do": "cut-within-answer" }),
            json!({ "do": "fail-after-commit", "status": 503 }),
        ] {
            practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": false }));
            script(&practice, made.clone());
            let before = changes(&practice);
            mend(&practice.client(), &change, None)
                .unwrap_or_else(|error| panic!("{made}: {error}"));
            assert_eq!(changes(&practice), before + 1);
        }
        for not_made in [json!({ "do": "cut-before" }), json!({ "do": "answer", "status": 503 })] {
            practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": false }));
            script(&practice, not_made.clone());
            let before = changes(&practice);
            let error = mend(&practice.client(), &change, None).unwrap_err();
            // Nobody said that it was taken.
            assert!(matches!(error, MendError::Tenant(_)), "{not_made}: {error:?}");
            assert_eq!(changes(&practice), before + 1);
        }
        practice.patch_fido2(json!({ "isSelfServiceRegistrationAllowed": false }));
        script(&practice, json!({ "do": "answer", "status": 403 }));
        let error = mend(&practice.client(), &change, None).unwrap_err();
        assert!(matches!(error, MendError::Tenant(TenantError::Refused(_))), "{error:?}");
    }
}

#[test]
fn whoever_holds_a_key_that_a_change_refuses_is_named_before_it_is_made() {
    for practice in Practice::in_each_dress() {
        let mira = practice.mira();
        let parcel = practice.parcel(&mira, &PRACTICE_KEY_C);
        practice.client().register(&mira.id, &parcel).unwrap();
        let facts = facts(&practice);
        // Another model's list in the profile's place.
        let mut document = practice.client().fido2_configuration().unwrap();
        let list = &mut document["passkeyProfiles"];
        list[0]["keyRestrictions"]["aaGuids"] = json!(["11111111-2222-3333-4444-555555555501"]);
        let change = Change {
            version: "v1.0",
            path: FIDO2.trim_start_matches("/v1.0/").to_owned(),
            body: json!({ "@odata.type": FIDO2_TYPE, "passkeyProfiles": list }),
            differences: Vec::new(),
        };
        let client = practice.client();
        let preview =
            lockout::preview(&client, &facts, &change, (Some(MIRA), &models), &mut |_| true);
        let (preview, unread) = preview.unwrap().unwrap();
        assert_eq!((preview.locked_out.len(), preview.touched.len(), unread), (1, 0, 0));
        assert_eq!(preview.locked_out[0].name, MIRA);
        // Switching self-service off does nothing at sign-in.
        let harmless = fix_off(&facts);
        let preview =
            lockout::preview(&client, &facts, &harmless, (Some(MIRA), &models), &mut |_| true);
        assert!(preview.is_none(), "nobody needs to be asked");
    }
}

fn fix_off(facts: &TenantFacts) -> Change {
    assert!(facts.policy.get().is_ok());
    Change {
        version: "v1.0",
        path: FIDO2.trim_start_matches("/v1.0/").to_owned(),
        body: json!({ "@odata.type": FIDO2_TYPE, "isSelfServiceRegistrationAllowed": false }),
        differences: Vec::new(),
    }
}

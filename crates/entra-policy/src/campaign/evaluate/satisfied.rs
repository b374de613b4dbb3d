//! Whether somebody has what a campaign asks for already. A passkey that the documents do not place
//! must neither count nor be passed over.

use super::{Case, Setting};
use crate::campaign::{
    board::Board,
    fact::{Fact, Facts},
    facts::Credential,
    kind::CredentialKind,
    matrix::{Place, PlatformMatrix},
    profile::{self, Counts, MayCount},
    rule::Rule,
    tri::Tri,
    word::{Binding, Method},
};

pub(super) fn look(case: &Case<'_>, setting: &Setting, board: &mut Board<'_>) {
    match setting.target {
        Some(Method::MicrosoftAuthenticator) => authenticator(case, board),
        Some(Method::Fido2) => {
            account_wide(case, board);
            if let Some(matrix) = case.rules.matrix()
                && case.rules.lists(Rule::LocalPasskeyMatrix)
            {
                here(case, matrix, board);
            }
        }
        None => {}
    }
}

fn authenticator(case: &Case<'_>, board: &mut Board<'_>) {
    let (push, totp) = (case.user.authenticator_push, case.user.authenticator_totp);
    let mut set_up = Tri::from(push);
    let mut by = Facts::unless_known(Fact::AuthenticatorPush, &push);
    if !case.rules.lists(Rule::TotpOnlyStillNudged) && totp != Some(false) {
        set_up = set_up.or(Tri::Unknown);
        by = by.or(Facts::unless_known(Fact::AuthenticatorTotp, &totp));
    }
    board.put_by(Rule::AuthenticatorPushAlreadySet, set_up, by);
}

fn account_wide(case: &Case<'_>, board: &mut Board<'_>) {
    let but_two = case.rules.lists(Rule::HelloOrPssoAloneDoesNotSatisfy);
    let counts = |credential: &Credential| match credential.kind {
        // Neither of the two is synced.
        None if but_two && credential.binding != Some(Binding::Synced) => Tri::Unknown,
        Some(CredentialKind::WindowsHelloForBusiness | CredentialKind::MacPlatformSso) => {
            Tri::from(!but_two)
        }
        Some(_) | None => Tri::Yes,
    };
    let credentials = case.user.credentials.as_deref();
    let any = any(credentials, counts);
    // Each alone is not enough; of both together the document says nothing.
    let has = |kind| credentials.is_some_and(|all| all.iter().any(|one| one.kind == Some(kind)));
    let both = has(CredentialKind::WindowsHelloForBusiness) && has(CredentialKind::MacPlatformSso);
    if but_two && both && any.is_no() {
        board.open(Rule::AnyPasskeyAccountWide);
    } else {
        board.put_by(Rule::AnyPasskeyAccountWide, any, Facts::only(Fact::Credentials));
    }
}

fn any(credentials: Option<&[Credential]>, counts: impl Fn(&Credential) -> Tri) -> Tri {
    credentials.map_or(Tri::Unknown, |all| Tri::any(all.iter().map(counts)))
}

/// By the matrix, and by the profiles where the document has them count.
fn here(case: &Case<'_>, matrix: &PlatformMatrix, board: &mut Board<'_>) {
    let profiles = case.user.profiles.as_deref();
    let may_count = MayCount::under(case.rules, profiles);
    let context = case.context;
    let place = matrix.place(context.os, context.browser);
    let answers = Counts::ALL.map(|counts| {
        may_count.has(counts).then(|| (counts.rule(), suffices(case, matrix, place, counts)))
    });
    let all = || answers.iter().flatten().map(|(_, answer)| *answer);
    let agreed = all().reduce(Tri::agreed).unwrap_or(Tri::No);
    let by =
        if agreed == Tri::Unknown { blame(case, matrix, place, may_count) } else { Facts::NONE };
    for rule in [
        Rule::ProfileAaguidOneEligibleStopsAll,
        Rule::ProfileAttestedOneEligibleStopsAll,
        Rule::LocalPasskeyMatrix,
    ] {
        let of_rule = answers.iter().flatten().filter(|(one, _)| *one == rule);
        let answer = of_rule.map(|(_, answer)| *answer).reduce(|one, other| {
            // Not so under one profile and not known under another is not known.
            if one.is_no() { other } else { one }
        });
        match answer {
            None => {}
            Some(Tri::No) => board.put(rule, Tri::No),
            Some(_) if agreed == Tri::Yes => board.put(rule, Tri::Yes),
            Some(_) => board.put_by(rule, Tri::Unknown, by),
        }
    }
}

/// The unknown facts on which it hangs whether a passkey counts.
fn blame(case: &Case<'_>, matrix: &PlatformMatrix, place: Place, may_count: MayCount) -> Facts {
    let may = |wanted: &[Counts]| may_count.iter().any(|counts| wanted.contains(&counts));
    let by_type = may(&[Counts::Synced, Counts::DeviceBound]);
    let by_model = may(&[Counts::Listed, Counts::Attested]);
    let by_matrix = by_type || may(&[Counts::Any]);
    let mut by = Facts::NONE;
    let partly = |one: &Credential| {
        let bound = one.binding.or(one.kind.and_then(CredentialKind::binding));
        (by_matrix && one.kind.is_none())
            || (by_model && one.eligible.is_none())
            || (by_type && bound.is_none())
    };
    let credentials = case.user.credentials.as_deref();
    if credentials.is_none_or(|all| all.iter().any(partly)) {
        by = by.or(Facts::only(Fact::Credentials));
    }
    // Profiles that are known leave nothing open but what the document does.
    let profiles = case.user.profiles.as_deref();
    if may_count.iter().count() > 1
        && profiles.is_none_or(|all| all.iter().any(profile::is_partly_known))
    {
        by = by.or(Facts::only(Fact::Profiles));
    }
    // One that the document places nowhere leaves it open wherever the sign-in is, unless another counts.
    let fits = |one: &&Credential| may_count.iter().any(|counts| is_of_type(one, counts));
    let unplaced =
        |all: &[Credential]| all.iter().filter(fits).any(|one| matrix.leaves_out(one.kind));
    let may_count_there =
        |all: &[Credential]| all.iter().filter(fits).any(|one| matrix.may_count(one.kind, place));
    let is_unplaced = by_matrix && credentials.is_some_and(unplaced);
    if is_unplaced {
        by = by.or(Facts::only(Fact::Credentials));
    }
    if by_matrix && (!is_unplaced || credentials.is_none_or(may_count_there)) {
        by = by.or(Facts::unless_known(Fact::Os, &case.context.os));
        by = by.or(Facts::unless_known(Fact::Browser, &case.context.browser));
    }
    by
}

/// Whether a passkey may be of the type that counts by the matrix.
fn is_of_type(one: &Credential, counts: Counts) -> bool {
    let wanted = match counts {
        Counts::Any => return true,
        Counts::Synced => Binding::Synced,
        Counts::DeviceBound => Binding::DeviceBound,
        Counts::Listed | Counts::Attested => return false,
    };
    let bound = one.binding.or(one.kind.and_then(CredentialKind::binding));
    bound.is_none_or(|bound| bound == wanted)
}

/// Whether the person has a passkey that suffices.
fn suffices(case: &Case<'_>, matrix: &PlatformMatrix, place: Place, counts: Counts) -> Tri {
    let credentials = case.user.credentials.as_deref();
    let in_place = |bound: Option<Binding>| {
        // What a document has no column for, it says nothing of.
        if !place.is_covered() {
            return Tri::Unknown;
        }
        any(credentials, |credential| {
            let marked = matrix.counts(credential.kind, place);
            let Some(bound) = bound else { return marked };
            let kind = credential.kind.and_then(CredentialKind::binding);
            marked.and(Tri::of(credential.binding.or(kind), |own| own == bound))
        })
    };
    match counts {
        Counts::Any => in_place(None),
        Counts::Synced => in_place(Some(Binding::Synced)),
        Counts::DeviceBound => in_place(Some(Binding::DeviceBound)),
        Counts::Listed | Counts::Attested => any(credentials, |one| one.eligible.into()),
    }
}

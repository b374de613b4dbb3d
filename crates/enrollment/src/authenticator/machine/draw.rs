//! The view of the machine. It must never show a step as proved that the directory did not prove.

use super::{
    super::{
        Mode, Preference,
        sight::App,
        view::{
            AppView, AuthenticatorMoment, AuthenticatorStep, AuthenticatorView, DefaultMethod,
            Link, LinkTo, StepDoer, StepName, StepProof, StepState,
        },
    },
    At, Machine,
};

impl Machine {
    /// As it is now; whoever draws it counts the revisions.
    pub fn view(&self) -> AuthenticatorView {
        let moment = self.moment();
        AuthenticatorView {
            revision: 0,
            practice: self.practice,
            links: self.links_of(&moment),
            moment,
            steps: self.steps(),
            app: self.about().map(app_view),
            mode: self.terms.map_or(Mode::NotSaid, |terms| terms.mode),
            default_method: match &self.preference {
                Preference::Push => DefaultMethod::Push,
                Preference::System => DefaultMethod::System,
                Preference::Other(word) => DefaultMethod::Other { word: word.clone() },
                Preference::NotSaid => DefaultMethod::NotSaid,
            },
            watch: self.watch(),
            no_browser: self.no_browser,
        }
    }

    /// The app that this is about, or the first that is there.
    fn about(&self) -> Option<&App> {
        let sight = self.sight.as_ref()?;
        match &self.ours {
            Some(ours) => sight.app(ours),
            None if self.at == At::Begin => sight.apps.first(),
            None => None,
        }
    }

    fn moment(&self) -> AuthenticatorMoment {
        let (Some(terms), Some(_)) = (self.terms, self.sight.as_ref()) else {
            return match self.looks.pace.trouble() {
                Some((trouble, _)) => AuthenticatorMoment::NotRead { trouble: trouble.clone() },
                None => AuthenticatorMoment::Reading,
            };
        };
        if self.is_barred() {
            return AuthenticatorMoment::NotAllowed { why: terms.allowed };
        }
        if let Some((problem, said_by)) = self.problem {
            return AuthenticatorMoment::Trouble { problem, said_by };
        }
        match self.at {
            At::Begin => AuthenticatorMoment::SetUpAlready,
            At::GetApp => AuthenticatorMoment::GetApp,
            At::OpenPage => AuthenticatorMoment::OpenPage { opened: self.page_opened },
            At::Scan => AuthenticatorMoment::Scan,
            At::Approve => AuthenticatorMoment::Approve,
            At::PhoneSignIn => AuthenticatorMoment::PhoneSignIn { optional: self.is_optional() },
            At::Done => AuthenticatorMoment::Done,
        }
    }

    fn links_of(&self, moment: &AuthenticatorMoment) -> Vec<Link> {
        let of = |to: &[LinkTo]| {
            self.links.iter().filter(|link| to.contains(&link.to)).cloned().collect()
        };
        match moment {
            AuthenticatorMoment::GetApp => of(&[LinkTo::AppStore, LinkTo::GooglePlay]),
            AuthenticatorMoment::OpenPage { .. } => of(&[LinkTo::SecurityInfo]),
            AuthenticatorMoment::Reading
            | AuthenticatorMoment::NotRead { .. }
            | AuthenticatorMoment::NotAllowed { .. }
            | AuthenticatorMoment::SetUpAlready
            | AuthenticatorMoment::Scan
            | AuthenticatorMoment::Approve
            | AuthenticatorMoment::Trouble { .. }
            | AuthenticatorMoment::PhoneSignIn { .. }
            | AuthenticatorMoment::Done => Vec::new(),
        }
    }

    fn steps(&self) -> Vec<AuthenticatorStep> {
        let own = [
            (StepName::GetApp, StepDoer::Person, At::GetApp),
            (StepName::OpenPage, StepDoer::Browser, At::OpenPage),
            (StepName::Scan, StepDoer::Phone, At::Scan),
            (StepName::Approve, StepDoer::Phone, At::Approve),
        ];
        let registered = self.ours.is_some();
        let place = own.iter().position(|(_, _, at)| *at == self.at);
        let mut steps: Vec<_> = own
            .into_iter()
            .enumerate()
            .map(|(this, (name, doer, _))| AuthenticatorStep {
                name,
                doer,
                proof: StepProof::Word,
                state: match place {
                    _ if registered => StepState::Said,
                    Some(now) if this < now => StepState::Said,
                    Some(now) if this == now => StepState::Now,
                    Some(_) | None => StepState::Ahead,
                },
            })
            .collect();
        let by_directory = |name, doer, state| AuthenticatorStep {
            name,
            doer,
            proof: StepProof::Directory,
            state,
        };
        let listed = if registered { StepState::Proved } else { StepState::Ahead };
        steps.push(by_directory(StepName::Registered, StepDoer::Directory, listed));
        let first = self.first_factor();
        steps.push(by_directory(StepName::DefaultMethod, StepDoer::Directory, first));
        let phone = self.phone_step();
        steps.push(by_directory(StepName::PhoneSignIn, StepDoer::Phone, phone));
        steps
    }

    fn first_factor(&self) -> StepState {
        match &self.preference {
            _ if self.ours.is_none() => StepState::Ahead,
            Preference::Push => StepState::Proved,
            // What the person chose does not count then; no document says what comes first.
            Preference::System => StepState::NotSaid,
            Preference::Other(_) => StepState::NotSo,
            Preference::NotSaid if self.preference_looks == 0 => StepState::Ahead,
            Preference::NotSaid => StepState::NotSaid,
        }
    }

    fn phone_step(&self) -> StepState {
        match (self.offers_phone_sign_in(), self.phone_sign_in()) {
            (_, Some(true)) => StepState::Proved,
            (Some(false), _) => StepState::NotOffered,
            (None, _) => StepState::NotSaid,
            (Some(true), _) if self.at == At::PhoneSignIn => StepState::Now,
            (Some(true), Some(false)) => StepState::NotSo,
            (Some(true), None) if self.ours.is_some() => StepState::NotSaid,
            (Some(true), None) => StepState::Ahead,
        }
    }
}

fn app_view(app: &App) -> AppView {
    AppView {
        phone: app.name.clone(),
        version: app.version_text.clone(),
        too_old: app.version.as_ref().is_some_and(super::super::AppVersion::is_too_old),
        phone_sign_in: app.phone_sign_in,
    }
}

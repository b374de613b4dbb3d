//! The directory watched from a terminal, by the engine that the window has. What the engine shows is said, and
//! nothing may be decided here but who is asked and how long it is waited.

use std::{
    collections::BTreeMap,
    mem,
    sync::{
        Arc,
        mpsc::{self, Receiver, Sender},
    },
    time::{Duration, Instant},
};

use ctap::AuthenticatorId;
use enrollment::{
    oneself::{
        Means, NewPasskey, Oneself, OneselfAct, OneselfMoment, OneselfView, OneselfWatch, Proof,
    },
    tenant::{Person, Tenant, TenantError},
    wizard::TroubleView,
};

use super::{Came, Untold, keys::Keys, proof::Pins};
use crate::{
    command::organisation::AtWork,
    output,
    problem::{DirectoryProblem, Problem},
    terminal::Reply,
    text,
};

/// How long a passkey is waited for.
const LIMIT: Duration = Duration::from_secs(900);
/// How long the keys in hand may take to say whether they hold it.
const SAYING: Duration = Duration::from_secs(20);

/// How many sign-ins in a row are looked after: a directory that wants another one each time is asked no more.
const MOST_SIGN_INS: u8 = 3;

/// Which keys were asked for each with a PIN, and why that came to nothing here.
type Asked = BTreeMap<String, (Vec<AuthenticatorId>, Option<Untold>)>;

/// One that is under way.
pub(super) struct Watch<'w> {
    at_work: &'w AtWork,
    me: &'w Person,
    pub(super) keys: Arc<Keys>,
    pub(super) oneself: Oneself,
    /// For whoever tells the main thread something.
    pub(super) tell: Sender<Told>,
    told: Receiver<Told>,
    came: Vec<NewPasskey>,
    /// What stood in the way of the last look.
    trouble: Option<TroubleView>,
    /// How often a sign-in was wanted meanwhile.
    sign_ins: u8,
}

/// What the main thread is told.
pub(super) enum Told {
    /// Something changed.
    View(Box<OneselfView>),
    /// The person typed something.
    Reply(Reply),
    /// A signal: what is asked of a key ends.
    Stop,
}

impl<'w> Watch<'w> {
    /// Begins, and knows what is there.
    ///
    /// # Errors
    /// The directory cannot be asked.
    pub(super) fn begin(
        (at_work, me): (&'w AtWork, &'w Person),
        keys: Arc<Keys>,
        means: Means,
    ) -> Result<Self, Problem> {
        let (tell, told) = mpsc::channel();
        let views = tell.clone();
        let draw = move |view: &OneselfView| drop(views.send(Told::View(Box::new(view.clone()))));
        let oneself = Oneself::begin(means, draw);
        let (came, trouble) = (Vec::new(), None);
        let mut watch = Self { at_work, me, keys, oneself, tell, told, came, trouble, sign_ins: 0 };
        watch.until(|view| match view.moment {
            OneselfMoment::Reading
            | OneselfMoment::NotRead { .. }
            | OneselfMoment::SignInNeeded => false,
            OneselfMoment::Choose
            | OneselfMoment::Wait
            | OneselfMoment::Came
            | OneselfMoment::Proving { .. }
            | OneselfMoment::Proved
            | OneselfMoment::Listed => true,
        })?;
        Ok(watch)
    }

    /// Waits until something came, and has the keys say whether they hold it. Empty: nothing came in time.
    ///
    /// # Errors
    /// The directory cannot be asked any more, or the terminal does not do as it is told.
    pub(super) fn wait(mut self, pins: &mut Pins) -> Result<Vec<Came>, Problem> {
        self.oneself.act(OneselfAct::OpenPage);
        self.until(|view| !view.came.is_empty())?;
        self.came.iter().for_each(|one| output::say(&text::came(one)));
        let mut asked = Asked::new();
        self.hear_the_keys();
        while let Some((method, hiding)) = self.hidden(&asked) {
            let untold = self.prove(&method, &hiding, pins)?;
            asked.insert(method, (hiding, untold));
            self.hear_the_keys();
        }
        self.oneself.close();
        let came = self.came.into_iter().map(|passkey| {
            let untold = asked.remove(&passkey.listed.method_id).and_then(|(_, untold)| untold);
            Came { passkey, untold }
        });
        Ok(came.collect())
    }

    /// What keys hide until somebody is verified, and who of them; each is asked for once.
    fn hidden(&self, asked: &Asked) -> Option<(String, Vec<AuthenticatorId>)> {
        self.came.iter().find_map(|one| {
            let Proof::Hidden { keys } = &one.proof else { return None };
            let method = &one.listed.method_id;
            // Where one of them turned out not to hold it, another may.
            let goes_on =
                asked.get(method).is_none_or(|(before, untold)| untold.is_none() && before != keys);
            goes_on.then(|| (method.clone(), keys.clone()))
        })
    }

    /// Waits until the directory says so, or the time is over.
    fn until(&mut self, is_it: impl Fn(&OneselfView) -> bool) -> Result<(), Problem> {
        let end = Instant::now() + LIMIT;
        while let Some(told) = self.next(end) {
            let Told::View(view) = told else { continue };
            self.mind(&view)?;
            let is_it = is_it(&view);
            self.take(*view);
            if is_it {
                break;
            }
        }
        Ok(())
    }

    /// Waits until every key in hand has said whether it holds what came.
    fn hear_the_keys(&mut self) {
        let end = Instant::now() + SAYING;
        while self.came.iter().any(|one| one.proof == Proof::Asked) {
            match self.next(end) {
                Some(Told::View(view)) => self.take(*view),
                Some(Told::Reply(_) | Told::Stop) => {}
                None => break,
            }
        }
    }

    pub(super) fn take(&mut self, view: OneselfView) {
        self.came = view.came;
    }

    pub(super) fn next(&self, end: Instant) -> Option<Told> {
        self.told.recv_timeout(end.saturating_duration_since(Instant::now())).ok()
    }

    /// Trouble that passes is waited out, once it is known what was there. What else it is, a look from here says.
    fn mind(&mut self, view: &OneselfView) -> Result<(), Problem> {
        let trouble = match (&view.moment, &view.watch) {
            (OneselfMoment::SignInNeeded, _) => Some(TroubleView::SignInNeeded { stronger: false }),
            (OneselfMoment::NotRead { trouble }, _)
            | (_, OneselfWatch::Failing { trouble, .. }) => Some(trouble.clone()),
            _ => None,
        };
        // One sign-in settles either kind.
        let trouble = trouble.map(|one| {
            let signs_in = matches!(one, TroubleView::SignInNeeded { .. });
            if signs_in { TroubleView::SignInNeeded { stronger: false } } else { one }
        });
        let before = mem::replace(&mut self.trouble, trouble.clone());
        let Some(trouble) = trouble.filter(|now| before.as_ref() != Some(now)) else {
            return Ok(());
        };
        tracing::info!(?trouble, "looked in vain");
        if matches!(trouble, TroubleView::SignInNeeded { .. }) {
            if self.sign_ins == MOST_SIGN_INS {
                return Err(DirectoryProblem::Tenant(TenantError::SignInNeeded).into());
            }
            self.sign_ins += 1;
            self.look()?;
            self.oneself.act(OneselfAct::Look);
            // Where that was not enough it is minded anew.
            self.trouble = None;
            return Ok(());
        }
        let began = !matches!(view.moment, OneselfMoment::NotRead { .. });
        match began && passes(&trouble) {
            false => self.look(),
            true if before.is_some() => Ok(()),
            true => {
                output::say(text::LOOKED_IN_VAIN);
                Ok(())
            }
        }
    }

    /// Looks from here, where somebody can be asked to sign in anew.
    fn look(&self) -> Result<(), Problem> {
        self.at_work.ask(|client| client.fido2_methods(&self.me.id)).map(drop)
    }
}

/// Whether the directory may answer the next time.
fn passes(trouble: &TroubleView) -> bool {
    matches!(
        trouble,
        TroubleView::Unreachable
            | TroubleView::Unanswered
            | TroubleView::Throttled { .. }
            | TroubleView::Failing { .. }
    )
}

//! Calls to the directory, each in a thread of its own. None may hold up the machine, and each gets
//! exactly one answer, whatever becomes of the thread.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Instant,
};

use super::{Runner, since};
use crate::{
    outbox::Waiting,
    tenant::{ChallengeLife, PersonId, Tenant, TenantError},
    wizard::machine::{Input, JobId, Reading},
};

impl Runner {
    /// Reads who it is for, the policy and the options.
    pub(super) fn read(&self, person: String, life: ChallengeLife) {
        let outbox = Arc::clone(&self.means.outbox);
        let read = move |tenant: &dyn Tenant| {
            // Before anything is asked of anybody: a key must not be told what cannot be kept.
            if life != ChallengeLife::Standard && !outbox.seals().unwrap_or(false) {
                return Ok(Input::CannotKeep);
            }
            read(tenant, &person, life)
        };
        self.call("read", read, |read| read.unwrap_or_else(|error| Input::Read(Err(error))));
    }

    /// Sends a response.
    pub(super) fn send(&self, waiting: Arc<Waiting>) {
        let send = move |tenant: &dyn Tenant| tenant.register(&waiting.person, &waiting.parcel);
        self.call("register", send, Input::Sent);
    }

    /// Lists what the directory has.
    pub(super) fn list(&self, job: JobId, person: PersonId) {
        let list = move |tenant: &dyn Tenant| tenant.fido2_methods(&person);
        self.call("list", list, move |methods| Input::Listed(job, methods));
    }

    fn call<T: 'static>(
        &self,
        what: &'static str,
        call: impl FnOnce(&dyn Tenant) -> Result<T, TenantError> + Send + 'static,
        input: impl FnOnce(Result<T, TenantError>) -> Input + Send + 'static,
    ) {
        let inputs = self.inputs.clone();
        let Some(directory) = self.means.directory.clone() else {
            let _ = inputs.send(input(Err(TenantError::SignInNeeded)));
            return;
        };
        let body = move || {
            let begun = Instant::now();
            let answer = catch_unwind(AssertUnwindSafe(|| call(directory.tenant.as_ref())));
            // It may have been carried out before that.
            let fault = || TenantError::Unanswered("the program's own fault, caught".to_owned());
            let answer = answer.unwrap_or_else(|_| Err(fault()));
            tracing::info!(what, ok = answer.is_ok(), ms = since(begun), "asked the directory");
            let _ = inputs.send(input(answer));
        };
        if let Err(error) = thread::Builder::new().name("directory".to_owned()).spawn(body) {
            tracing::error!(%error, "no thread for a call to the directory");
            // Its answer never comes; the person can stop.
        }
    }
}

fn read(tenant: &dyn Tenant, person: &str, life: ChallengeLife) -> Result<Input, TenantError> {
    let organisation = tenant.organisation()?;
    let person = tenant.person(person)?;
    if tenant.is_guest(&person.id) == Some(true) {
        return Ok(Input::Guest);
    }
    let configuration = tenant.fido2_configuration()?;
    let options = tenant.creation_options(&person.id, life)?;
    let ahead = tenant.ahead();
    Ok(Input::Read(Ok(Box::new(Reading { organisation, person, configuration, options, ahead }))))
}

//! A fingerprint sensor that takes three good touches to enroll and then always matches.
//! It stores no images and must not be taken for a model of a real sensor's failures.

use opensk::api::fingerprint::{
    Ctap2EnrollFeedback, Fingerprint, FingerprintCheckError, FingerprintKind,
};
use opensk::ctap::status_code::CtapResult;

const SAMPLES: usize = 3;

/// The sensor and what it has enrolled, by template id.
#[derive(Default)]
pub(crate) struct Fingers {
    enrolled: Vec<Vec<u8>>,
    left: usize,
    next: u8,
}

impl Fingers {
    pub(super) fn add(&mut self, id: Vec<u8>) {
        self.enrolled.push(id);
    }
}

impl Fingerprint for Fingers {
    fn prepare_enrollment(&mut self) -> CtapResult<()> {
        self.left = SAMPLES;
        self.next += 1;
        Ok(())
    }

    fn capture_sample(
        &mut self,
        _: Option<usize>,
    ) -> CtapResult<(Ctap2EnrollFeedback, usize, Option<Vec<u8>>)> {
        // The id goes out with every sample, or OpenSK makes a temporary one for the enrollment.
        let id = vec![self.next];
        self.left = self.left.saturating_sub(1);
        if self.left == 0 {
            self.enrolled.push(id.clone());
        }
        Ok((Ctap2EnrollFeedback::FpGood, self.left, Some(id)))
    }

    fn cancel_enrollment(&mut self) -> CtapResult<()> {
        self.left = 0;
        Ok(())
    }

    fn remove_enrollment(&mut self, id: &[u8]) -> CtapResult<()> {
        self.enrolled.retain(|one| one != id);
        Ok(())
    }

    fn check_fingerprint_init(&mut self) -> CtapResult<()> {
        Ok(())
    }

    fn check_fingerprint(&mut self, _: usize) -> Result<(), FingerprintCheckError> {
        if self.enrolled.is_empty() { Err(FingerprintCheckError::NoMatch) } else { Ok(()) }
    }

    fn check_fingerprint_complete(&mut self) -> CtapResult<()> {
        Ok(())
    }

    fn fingerprint_kind(&self) -> FingerprintKind {
        FingerprintKind::Touch
    }

    fn max_capture_samples_required_for_enroll(&self) -> usize {
        SAMPLES
    }
}

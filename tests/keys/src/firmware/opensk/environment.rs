//! What OpenSK asks of the board it runs on: clock, random numbers, storage, a wire, a person.
//! Storage is memory and lives as long as the key, over power cycles.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use opensk::api::clock::Clock;
use opensk::api::connection::{HidConnection, RecvStatus, UsbEndpoint};
use opensk::api::crypto::software_crypto::SoftwareCrypto;
use opensk::api::customization::{CustomizationImpl, DEFAULT_CUSTOMIZATION};
use opensk::api::key_store;
use opensk::api::persist::{Persist, PersistIter};
use opensk::api::rng::Rng;
use opensk::api::user_presence::{UserPresence, UserPresenceError, UserPresenceWaitResult};
use opensk::ctap::data_formats::EnterpriseAttestationMode;
use opensk::ctap::status_code::{Ctap2StatusCode, CtapResult};
use opensk::env::Env;
use rand::rngs::StdRng;
use rand::{CryptoRng, RngCore, SeedableRng};

use super::fingers::Fingers;
use crate::link::{Link, Nowhere, Report};
use crate::person::Presence;
use crate::{AttestationKind, Options, Person};

/// The board.
pub(crate) struct Environment {
    pub(super) link: Box<dyn Link>,
    pub(super) person: Person,
    random: Random,
    clock: WallClock,
    customization: CustomizationImpl,
    stored: BTreeMap<usize, Vec<u8>>,
    fingers: Fingers,
}

impl Environment {
    pub(super) fn new(options: &Options, person: Person) -> Self {
        let mut customization = DEFAULT_CUSTOMIZATION.clone();
        customization.use_batch_attestation = options.attestation == AttestationKind::Batch;
        customization.default_min_pin_length = options.min_pin_length;
        customization.max_supported_resident_keys = options.max_resident_keys as usize;
        if options.attestation == AttestationKind::Enterprise {
            customization.enterprise_attestation_mode =
                Some(EnterpriseAttestationMode::PlatformManaged);
        }
        Self {
            link: Box::new(Nowhere),
            person,
            random: Random(StdRng::from_entropy()),
            clock: WallClock,
            customization,
            stored: BTreeMap::new(),
            fingers: Fingers::default(),
        }
    }

    /// Enrolls this many fingers, in the sensor and in the key's own list.
    pub(super) fn enroll(&mut self, fingers: u8) {
        for n in 0..fingers {
            let id = vec![100 + n];
            self.fingers.add(id.clone());
            self.store_template_id(id).expect("the template is stored");
        }
    }
}

/// Random numbers from the system.
pub(crate) struct Random(StdRng);

impl RngCore for Random {
    fn next_u32(&mut self) -> u32 {
        self.0.next_u32()
    }
    fn next_u64(&mut self) -> u64 {
        self.0.next_u64()
    }
    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        self.0.fill_bytes(bytes);
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), rand::Error> {
        self.0.try_fill_bytes(bytes)
    }
}

impl CryptoRng for Random {}
impl Rng for Random {}

/// Time as it is.
#[derive(Default)]
pub(crate) struct WallClock;

impl Clock for WallClock {
    type Timer = Option<Instant>;

    fn make_timer(&mut self, milliseconds: usize) -> Self::Timer {
        Some(Instant::now() + Duration::from_millis(milliseconds as u64))
    }

    fn is_elapsed(&mut self, timer: &Self::Timer) -> bool {
        timer.is_none_or(|end| Instant::now() >= end)
    }
}

impl Persist for Environment {
    fn find(&self, key: usize) -> CtapResult<Option<Vec<u8>>> {
        Ok(self.stored.get(&key).cloned())
    }
    fn insert(&mut self, key: usize, value: &[u8]) -> CtapResult<()> {
        self.stored.insert(key, value.to_vec());
        Ok(())
    }
    fn remove(&mut self, key: usize) -> CtapResult<()> {
        self.stored.remove(&key);
        Ok(())
    }
    fn iter(&self) -> CtapResult<PersistIter<'_>> {
        Ok(Box::new(self.stored.keys().map(|key| Ok(*key))))
    }
}

impl HidConnection for Environment {
    fn send(&mut self, report: &Report, _: UsbEndpoint) -> CtapResult<()> {
        self.link.send(report).map_err(|_| Ctap2StatusCode::CTAP2_ERR_VENDOR_HARDWARE_FAILURE)
    }

    fn recv(&mut self, report: &mut Report, timeout_ms: usize) -> CtapResult<RecvStatus> {
        match self.link.recv(Duration::from_millis(timeout_ms as u64)) {
            Ok(Some(got)) => {
                *report = got;
                Ok(RecvStatus::Received(UsbEndpoint::MainHid))
            }
            Ok(None) => Ok(RecvStatus::Timeout),
            Err(_) => Err(Ctap2StatusCode::CTAP2_ERR_VENDOR_HARDWARE_FAILURE),
        }
    }
}

/// How long the key looks at the wire before it looks at the person again.
const GLANCE: Duration = Duration::from_millis(2);

impl UserPresence for Environment {
    fn check_init(&mut self) {
        self.person.start_blinking();
    }

    fn wait_with_timeout(&mut self, report: &mut Report, ms: usize) -> UserPresenceWaitResult {
        let end = Instant::now() + Duration::from_millis(ms as u64);
        loop {
            let answer = match self.person.presence(Duration::ZERO) {
                Presence::Touched => Ok(()),
                Presence::Declined => Err(UserPresenceError::Declined),
                Presence::Cancelled => Err(UserPresenceError::Canceled),
                Presence::Gone => {
                    return Err(Ctap2StatusCode::CTAP2_ERR_VENDOR_HARDWARE_FAILURE);
                }
                Presence::Awaited => Err(UserPresenceError::Timeout),
            };
            let awaited = matches!(answer, Err(UserPresenceError::Timeout));
            let left = end.saturating_duration_since(Instant::now());
            if !awaited || left.is_zero() {
                return Ok((answer, RecvStatus::Timeout));
            }
            let glance = left.min(GLANCE).as_millis().max(1) as usize;
            if let RecvStatus::Received(endpoint) = self.recv(report, glance)? {
                return Ok((answer, RecvStatus::Received(endpoint)));
            }
        }
    }

    fn check_complete(&mut self) {
        self.person.stop_blinking();
    }
}

impl key_store::Helper for Environment {}

impl Env for Environment {
    type Rng = Random;
    type UserPresence = Self;
    type Persist = Self;
    type KeyStore = Self;
    type Write = String;
    type Customization = CustomizationImpl;
    type HidConnection = Self;
    type Clock = WallClock;
    type Crypto = SoftwareCrypto;
    type Fingerprint = Fingers;

    fn rng(&mut self) -> &mut Random {
        &mut self.random
    }
    fn user_presence(&mut self) -> &mut Self {
        self
    }
    fn persist(&mut self) -> &mut Self {
        self
    }
    fn key_store(&mut self) -> &mut Self {
        self
    }
    fn clock(&mut self) -> &mut WallClock {
        &mut self.clock
    }
    fn fingerprint(&mut self) -> &mut Fingers {
        &mut self.fingers
    }
    fn write(&mut self) -> String {
        String::new()
    }
    fn customization(&self) -> &CustomizationImpl {
        &self.customization
    }
    fn hid_connection(&mut self) -> &mut Self {
        self
    }
    fn boots_after_soft_reset(&self) -> bool {
        false
    }
    fn firmware_version(&self) -> Option<u64> {
        Some(1)
    }
}

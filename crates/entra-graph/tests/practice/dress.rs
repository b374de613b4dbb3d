//! Everything in each dress: the shapes of Graph's answers, its two trees, and how an organisation lets somebody
//! ask. No test of what is done with a directory may hold in one of them only.

use entra_graph::Version;
use practice::tenant::{Consent, RefreshReuse, Settings, StepUp, Switches, Throttling};

use crate::support::Practice;

const VERSIONS: [Version; 2] = [Version::V1, Version::Beta];
const THROTTLINGS: [Throttling; 3] =
    [Throttling::Off, Throttling::WithRetryAfter, Throttling::Silent];
/// As usual, and renewed before each request.
const LIVES: [Option<u32>; 2] = [None, Some(60)];
const REUSES: [RefreshReuse; 2] = [RefreshReuse::Refused, RefreshReuse::Accepted];

/// What a directory wears, and by which tree it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Dress {
    pub(crate) switches: Switches,
    pub(crate) version: Version,
}

impl Default for Dress {
    fn default() -> Self {
        Self { switches: Switches::default(), version: Version::V1 }
    }
}

impl Dress {
    /// With what befalls whoever signed in besides: turned away, tokens that end soon.
    fn with_ways(self, at: usize) -> Self {
        let switches = Switches {
            throttling: THROTTLINGS[at % THROTTLINGS.len()],
            token_seconds: LIVES[at % LIVES.len()],
            refresh_reuse: REUSES[at % REUSES.len()],
            ..self.switches
        };
        Self { switches, ..self }
    }
}

/// Whether whoever runs the tests wants all of them.
pub(crate) fn is_every_asked() -> bool {
    std::env::var("TOUCHSTONE_DRESSES").is_ok_and(|asked| asked == "all")
}

/// The few, or with `TOUCHSTONE_DRESSES=all` every one.
pub(crate) fn dresses() -> Vec<Dress> {
    let all = if is_every_asked() { Switches::every() } else { Switches::few().to_vec() };
    let with_version = |(at, switches)| {
        let both: &[Version] = if is_every_asked() {
            &VERSIONS
        } else {
            std::slice::from_ref(&VERSIONS[at % VERSIONS.len()])
        };
        both.iter().map(move |version| Dress { switches, version: *version })
    };
    all.into_iter().enumerate().flat_map(with_version).collect()
}

impl Practice {
    /// A new organisation in each dress, one after the other; which it is, is said of a test that fails.
    pub(crate) fn in_each_dress() -> impl Iterator<Item = Self> {
        dresses().into_iter().map(Self::dressed)
    }

    /// The same with throttling and short tokens besides, for whoever signs in and waits.
    pub(crate) fn in_each_dress_and_way() -> impl Iterator<Item = Self> {
        dresses().into_iter().enumerate().map(|(at, dress)| Self::dressed(dress.with_ways(at)))
    }

    fn dressed(dress: Dress) -> Self {
        println!("{dress:?}");
        let settings = Settings { switches: dress.switches, ..Settings::default() };
        Self { dress, ..Self::with(settings) }
    }
}

fn is_worn<T: PartialEq + std::fmt::Debug>(values: &[T], worn: impl Fn(Dress) -> T) {
    let all = dresses().into_iter().enumerate().map(|(at, dress)| dress.with_ways(at));
    let all: Vec<Dress> = all.collect();
    for value in values {
        assert!(all.iter().any(|dress| worn(*dress) == *value), "{value:?} is worn by none");
    }
}

/// The shapes are whole by what the practice organisation says of itself; the rest is here. Consent of an
/// administrator and step-up forbid something and have tests of their own: sign_in.rs, authority.rs.
#[test]
fn each_value_of_each_switch_is_worn() {
    for shapes in Switches::few() {
        assert!(dresses().iter().any(|dress| dress.switches == shapes), "{shapes:?}");
    }
    is_worn(&VERSIONS, |dress| dress.version);
    is_worn(&THROTTLINGS, |dress| dress.switches.throttling);
    is_worn(&LIVES, |dress| dress.switches.token_seconds);
    is_worn(&REUSES, |dress| dress.switches.refresh_reuse);
    for dress in dresses() {
        assert_eq!(dress.switches.consent, Consent::ByAnyone);
        assert_eq!(dress.switches.step_up, StepUp::Off);
    }
}

use std::sync::Mutex;

use super::*;

/// Time that passes only by waiting.
#[derive(Debug, Default)]
struct Still(Mutex<Duration>);

impl Pace for Still {
    fn now(&self) -> Duration {
        *self.0.lock().unwrap()
    }
    fn wait(&self, time: Duration) {
        *self.0.lock().unwrap() += time;
    }
}

/// graph.md §1 item 8.
#[test]
fn the_sixth_request_waits_for_the_first_to_be_ten_seconds_old() {
    let (bucket, pace) = (Bucket::default(), Still::default());
    for _ in 0..5 {
        bucket.take(&pace, 1);
    }
    assert_eq!(pace.now(), Duration::ZERO);
    pace.wait(Duration::from_secs(4));
    bucket.take(&pace, 1);
    assert_eq!(pace.now(), Duration::from_secs(10));
    for _ in 0..40 {
        bucket.take(&pace, 1);
    }
    // Never more than five in any ten seconds.
    assert_eq!(pace.now(), Duration::from_secs(90));
}

/// graph.md §6.1: every part of a batch counts.
#[test]
fn several_at_once_wait_until_there_is_room_for_all_of_them() {
    let (bucket, pace) = (Bucket::default(), Still::default());
    bucket.take(&pace, 2);
    pace.wait(Duration::from_secs(3));
    bucket.take(&pace, 3);
    assert_eq!(pace.now(), Duration::from_secs(3));
    // The two are too old from ten seconds on, the three from thirteen on.
    bucket.take(&pace, 2);
    assert_eq!(pace.now(), Duration::from_secs(10));
    bucket.take(&pace, 1);
    assert_eq!(pace.now(), Duration::from_secs(13));
    bucket.take(&pace, 0);
    bucket.take(&pace, 2);
    assert_eq!(pace.now(), Duration::from_secs(13));
    bucket.take(&pace, 5);
    assert_eq!(pace.now(), Duration::from_secs(23));
}

#[test]
fn only_authentication_methods_count() {
    let counts =
        |path: &str| Bucket::counts(&Url::parse(&format!("http://127.0.0.1{path}")).unwrap());
    assert!(counts("/v1.0/users/x/authentication/fido2Methods"));
    assert!(counts("/beta/me/authentication/temporaryAccessPassMethods"));
    assert!(!counts("/v1.0/policies/authenticationMethodsPolicy"));
    assert!(!counts("/v1.0/users/authentication%2Fx"));
}

#[test]
fn what_changes_something_is_repeated_only_where_it_was_not_carried_out() {
    for status in [429, 503, 504] {
        assert!(Asked::Get.may_be_repeated(status));
        assert!(!Asked::Post(&[]).may_be_repeated(status));
        assert_eq!(Asked::Delete.may_be_repeated(status), status == 429);
        assert_eq!(Asked::Patch(&[]).may_be_repeated(status), status == 429);
    }
    assert!(!Asked::Get.may_be_repeated(500));
}

#[test]
fn a_token_goes_to_its_own_origin_only() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let proof = Proof::Fixed(Arc::new(BearerToken::new("MARKER".to_owned().into())));
    let endpoint = Endpoint::parse("http://127.0.0.1:1").unwrap();
    let pace = Arc::new(Still::default());
    let exchange = Exchange::new(endpoint, proof, &Trust::System, pace, Settings::default());
    let other = format!("http://{}/v1.0/organization", elsewhere.local_addr().unwrap());
    let error = exchange.ask(Asked::Get, &Url::parse(&other).unwrap()).unwrap_err();
    assert!(matches!(error, TenantError::Unreachable(_)), "{error:?}");
    assert!(elsewhere.accept().is_err(), "somebody came");
}

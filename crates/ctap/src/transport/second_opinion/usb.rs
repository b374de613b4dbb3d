//! USB keys as `ctap-hid-fido2` reads them: names, getInfo, tries left. It panics, prints and waits
//! without end, so each key has a thread that is left behind; none of its types may leave this file.

use std::{collections::BTreeMap, sync::mpsc, thread, time::Duration};

use ctap_hid_fido2::{Cfg, FidoKeyHidFactory, HidInfo, HidParam, get_fidokey_devices};

use super::{Answer, Member, Opinion, OpinionError, Said};
use crate::transport::description::shown;

/// How long one key may take for everything.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) fn ask() -> Result<Vec<Opinion>, OpinionError> {
    let devices = thread::spawn(get_fidokey_devices)
        .join()
        .map_err(|_| OpinionError::Failed("it panicked".to_owned()))?;
    Ok(devices.into_iter().filter_map(opinion).collect())
}

fn opinion(device: HidInfo) -> Option<Opinion> {
    let HidParam::Path(place) = &device.param else { return None };
    Some(Opinion {
        place: place.clone(),
        name: shown(&device.product_string),
        usb: Some((device.vid, device.pid)),
        said: in_a_thread(device.param),
    })
}

/// One at a time: hidapi keeps its last error in one unlocked place (docs/decisions/0003).
fn in_a_thread(device: HidParam) -> Said {
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        let said = read(device).map_or_else(Said::Nothing, Said::Told);
        // Nobody listens where the time was up.
        let _ = tell.send(said);
    });
    told.recv_timeout(PATIENCE).unwrap_or_else(|error| {
        Said::Nothing(match error {
            mpsc::RecvTimeoutError::Timeout => "no answer in time".to_owned(),
            mpsc::RecvTimeoutError::Disconnected => "it panicked".to_owned(),
        })
    })
}

fn read(device: HidParam) -> Result<BTreeMap<Member, Answer>, String> {
    let words = |error: String| shown(&error).unwrap_or_default();
    let key = FidoKeyHidFactory::create_by_params(&[device], &silent())
        .map_err(|error| words(error.to_string()))?;
    let info = key.get_info().map_err(|error| words(error.to_string()))?;
    let is_on = |id: &str| info.options.iter().any(|(name, on)| name == id && *on);
    let tries = |tries: Option<i32>| tries.and_then(Answer::number);
    // Neither asks for a touch or spends a try (CTAP 2.1 §6.5.5.2, §6.5.5.3).
    let pin_retries = tries(is_on("clientPin").then(|| key.get_pin_retries().ok()).flatten());
    let uv_retries = tries(is_on("uv").then(|| key.get_uv_retries().ok()).flatten());
    let algorithms = info.algorithms.iter().filter(|(name, _)| name == "alg");
    let algorithms: Vec<i64> = algorithms.filter_map(|(_, number)| number.parse().ok()).collect();
    let number = |number: u32| Answer::number(number);
    let members = [
        (Member::Versions, Some(Answer::texts(info.versions))),
        (Member::Extensions, Some(Answer::texts(info.extensions))),
        (Member::Aaguid, Some(Answer::Bytes(info.aaguid))),
        (Member::Options, Some(Answer::named(info.options))),
        (Member::MaxMsgSize, Answer::number(info.max_msg_size)),
        (Member::PinUvAuthProtocols, Some(Answer::preferred(info.pin_uv_auth_protocols))),
        (Member::MaxCredentialCountInList, number(info.max_credential_count_in_list)),
        (Member::MaxCredentialIdLength, number(info.max_credential_id_length)),
        (Member::Transports, Some(Answer::texts(info.transports))),
        (Member::Algorithms, Some(Answer::preferred(algorithms))),
        (Member::MaxSerializedLargeBlobArray, number(info.max_serialized_large_blob_array)),
        (Member::ForcePinChange, Some(Answer::Flag(info.force_pin_change))),
        (Member::MinPinLength, number(info.min_pin_length)),
        (Member::FirmwareVersion, number(info.firmware_version)),
        (Member::MaxCredBlobLength, number(info.max_cred_blob_length)),
        (Member::MaxRpidsForSetMinPinLength, number(info.max_rpids_for_set_min_pin_length)),
        (Member::PreferredPlatformUvAttempts, number(info.preferred_platform_uv_attempts)),
        (Member::UvModality, number(info.uv_modality)),
        (Member::Certifications, Some(Answer::named(info.certifications))),
        (Member::RemainingDiscoverableCredentials, number(info.remaining_discoverable_credentials)),
        (
            Member::VendorPrototypeConfigCommands,
            Some(Answer::numbers(info.vendor_prototype_config_commands)),
        ),
        (Member::AttestationFormats, Some(Answer::texts(info.attestation_formats))),
        (Member::UvCountSinceLastPinEntry, number(info.uv_count_since_last_pin_entry)),
        (Member::LongTouchForReset, Some(Answer::Flag(info.long_touch_for_reset))),
        (Member::EncIdentifier, Some(Answer::Bytes(info.enc_identifier))),
        (Member::TransportsForReset, Some(Answer::texts(info.transports_for_reset))),
        (Member::PinComplexityPolicy, Some(Answer::Flag(info.pin_complexity_policy))),
        (Member::PinComplexityPolicyUrl, Some(Answer::Bytes(info.pin_complexity_policy_url))),
        (Member::MaxPinLength, number(info.max_pin_length)),
        (Member::EncCredStoreState, Some(Answer::Bytes(info.enc_cred_store_state))),
        (
            Member::AuthenticatorConfigCommands,
            Some(Answer::numbers(info.authenticator_config_commands)),
        ),
        (Member::PinRetries, pin_retries),
        (Member::UvRetries, uv_retries),
    ];
    Ok(members.into_iter().filter_map(|(member, answer)| Some((member, answer?))).collect())
}

/// It prints a sentence at each keep-alive otherwise.
fn silent() -> Cfg {
    let mut settings = Cfg::init().with_enable_log(false);
    settings.enable_keep_alive_msg = false;
    settings
}

//! Cards on readers as `webauthn-authenticator-rs` reads them: getInfo over its own PC/SC layer. It
//! panics and may abort the process; none of its types may leave this file.

use std::{collections::BTreeMap, thread};

use pcsc::Scope;
use tokio::runtime::Builder;
use webauthn_authenticator_rs::{
    ctap2::{GetInfoResponse, commands::GetInfoRequest},
    nfc::{NFCCard, NFCTransport},
    transport::{Token, Transport},
    types::{CableRequestType, CableState, EnrollSampleStatus},
    ui::UiCallback,
};

use super::{Answer, Member, Opinion, OpinionError, Said};
use crate::transport::description::shown;

pub(super) fn ask() -> Result<Vec<Opinion>, OpinionError> {
    // A thread of its own: a panic ends there.
    thread::spawn(look)
        .join()
        .unwrap_or_else(|_| Err(OpinionError::Failed("it panicked".to_owned())))
}

fn look() -> Result<Vec<Opinion>, OpinionError> {
    let failed = |words: String| OpinionError::Failed(shown(&words).unwrap_or_default());
    let runtime = Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(|error| failed(error.to_string()))?;
    runtime.block_on(async {
        let readers =
            NFCTransport::new(Scope::User).map_err(|error| failed(format!("{error:?}")))?;
        let cards = readers.tokens().await.map_err(|error| failed(format!("{error:?}")))?;
        let mut opinions = Vec::new();
        for card in cards {
            opinions.push(opinion(card).await);
        }
        Ok(opinions)
    })
}

async fn opinion(mut card: NFCCard) -> Opinion {
    let reader = card.reader_name().unwrap_or_default().to_owned();
    let said = match card.transmit(GetInfoRequest {}, &NoPerson).await {
        Ok(info) => Said::Told(answers(info)),
        Err(error) => Said::Nothing(shown(&format!("{error:?}")).unwrap_or_default()),
    };
    // Not `close`: it sends NFCCTAP_CONTROL, which a key may take for the end of the tap.
    Opinion { name: shown(&reader), place: reader, usb: None, said }
}

fn answers(info: GetInfoResponse) -> BTreeMap<Member, Answer> {
    let algorithms = info.algorithms.and_then(|list| {
        // Its CBOR value type is a crate that we do not name; JSON holds all of this member.
        let list = serde_json::to_value(list).ok()?;
        let numbers = list.as_array()?.iter().filter_map(|entry| entry.get("alg")?.as_i64());
        Some(Answer::preferred(numbers))
    });
    let number = |number: Option<u32>| number.and_then(Answer::number);
    let length = |length: Option<usize>| length.and_then(Answer::number);
    let members = [
        (Member::Versions, Some(Answer::texts(info.versions))),
        (Member::Extensions, info.extensions.map(Answer::texts)),
        (Member::Aaguid, info.aaguid.map(|aaguid| Answer::Bytes(aaguid.as_bytes().to_vec()))),
        (Member::Options, info.options.map(Answer::named)),
        (Member::MaxMsgSize, number(info.max_msg_size)),
        (Member::PinUvAuthProtocols, info.pin_protocols.map(Answer::preferred)),
        (Member::MaxCredentialCountInList, number(info.max_cred_count_in_list)),
        (Member::MaxCredentialIdLength, number(info.max_cred_id_len)),
        (Member::Transports, info.transports.map(Answer::texts)),
        (Member::Algorithms, algorithms),
        (Member::MaxSerializedLargeBlobArray, length(info.max_serialized_large_blob_array)),
        (Member::ForcePinChange, Some(Answer::Flag(info.force_pin_change))),
        (Member::MinPinLength, length(info.min_pin_length)),
        (Member::FirmwareVersion, info.firmware_version.and_then(Answer::number)),
        (Member::MaxCredBlobLength, length(info.max_cred_blob_length)),
        (Member::MaxRpidsForSetMinPinLength, number(info.max_rpids_for_set_min_pin_length)),
        (Member::PreferredPlatformUvAttempts, number(info.preferred_platform_uv_attempts)),
        (Member::UvModality, number(info.uv_modality)),
        (Member::Certifications, info.certifications.map(Answer::named)),
        (Member::RemainingDiscoverableCredentials, number(info.remaining_discoverable_credentials)),
        (
            Member::VendorPrototypeConfigCommands,
            info.vendor_prototype_config_commands.map(Answer::numbers),
        ),
    ];
    members.into_iter().filter_map(|(member, answer)| Some((member, answer?))).collect()
}

/// Whom it may ask: nobody. getInfo needs no person, and no PIN is ever here to be given.
#[derive(Debug)]
struct NoPerson;

impl UiCallback for NoPerson {
    fn request_pin(&self) -> Option<String> {
        None
    }
    fn request_touch(&self) {}
    fn processing(&self) {}
    fn fingerprint_enrollment_feedback(&self, _: u32, _: Option<EnrollSampleStatus>) {}
    fn cable_qr_code(&self, _: CableRequestType, _: String) {}
    fn dismiss_qr_code(&self) {}
    fn cable_status_update(&self, _: CableState) {}
}

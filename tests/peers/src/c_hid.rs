//! `c_hid register` makes one registration with resident key and PIN, and nothing else;
//! `c_hid` alone lists keys and what the first says of itself. A peer, never part of the product.

use ctap_hid_fido2::public_key_credential_user_entity::PublicKeyCredentialUserEntity;
use ctap_hid_fido2::{Cfg, FidoKeyHidFactory, get_fidokey_devices};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let first = || FidoKeyHidFactory::create(&Cfg::init());
    match std::env::args().nth(1).as_deref() {
        Some("register") => {
            let user = PublicKeyCredentialUserEntity::new(Some(b"user"), Some("user"), Some("User"));
            first()?.make_credential_rk("example.com", b"challenge", Some("123456"), &user)?;
        }
        None => {
            for device in get_fidokey_devices() {
                println!("{:04x}:{:04x} {}", device.vid, device.pid, device.product_string);
            }
            let info = first()?.get_info()?;
            println!("versions {:?} aaguid {:02x?}", info.versions, info.aaguid);
        }
        Some(other) => return Err(format!("no command {other:?}: c_hid [register]").into()),
    }
    Ok(())
}

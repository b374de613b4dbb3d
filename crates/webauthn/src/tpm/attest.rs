//! `TPMS_ATTEST` (TPM 2.0 part 2 §10.12.12), what a TPM signs. It must never be taken for a TPM's
//! word before magic and signature are.

use super::{StructureError, reader::Reader};

/// `certInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attest<'a> {
    /// `magic`, [`Attest::GENERATED`] where a TPM made the structure.
    pub magic: u32,
    /// `type`, [`Attest::CERTIFY`] for a certified object.
    pub r#type: u16,
    /// `extraData`, what the caller had signed along.
    pub extra_data: &'a [u8],
    /// `clockInfo.safe`: 0 or 1.
    pub clock_safe: u8,
    /// `firmwareVersion`.
    pub firmware_version: u64,
    /// `attested`.
    pub attested: Attested<'a>,
}

/// `TPMU_ATTEST`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attested<'a> {
    /// `TPMS_CERTIFY_INFO`.
    Certify {
        /// The Name of the certified object.
        name: &'a [u8],
        /// Its qualified Name.
        qualified_name: &'a [u8],
    },
    /// The structure of another type, which no statement has.
    Other,
}

impl<'a> Attest<'a> {
    /// `TPM_GENERATED_VALUE`.
    pub const GENERATED: u32 = 0xFF54_4347;
    /// `TPM_ST_ATTEST_CERTIFY`.
    pub const CERTIFY: u16 = 0x8017;

    /// Reads the structure, whatever magic and type say.
    ///
    /// # Errors
    /// See [`StructureError`].
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, StructureError> {
        let mut reader = Reader::new(bytes);
        let magic = reader.u32("magic")?;
        let r#type = reader.u16("type")?;
        reader.sized("qualifiedSigner")?;
        let extra_data = reader.sized("extraData")?;
        reader.u64("clockInfo.clock")?;
        reader.u32("clockInfo.resetCount")?;
        reader.u32("clockInfo.restartCount")?;
        let [clock_safe] = reader.bytes("clockInfo.safe")?;
        let firmware_version = reader.u64("firmwareVersion")?;
        let attested = if r#type == Self::CERTIFY {
            let name = reader.sized("attested.name")?;
            let qualified_name = reader.sized("attested.qualifiedName")?;
            reader.end()?;
            Attested::Certify { name, qualified_name }
        } else {
            Attested::Other
        };
        Ok(Self { magic, r#type, extra_data, clock_safe, firmware_version, attested })
    }
}

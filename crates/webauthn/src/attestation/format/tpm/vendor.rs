//! TPM vendors (TCG TPM Vendor ID Registry 1.08, table 2). A list grows old, so a vendor that is not
//! on it must never be called wrong.

/// What an identifier in a certificate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Vendor {
    Registered(&'static str),
    /// Of FIDO's conformance tools, or of the standard's own vectors.
    ForTests,
    Unknown,
    Malformed,
}

const REGISTRY: [(u32, &str); 30] = [
    (0x414D_4400, "AMD"),
    (0x414E_5400, "Ant Group"),
    (0x4152_4D00, "Arm"),
    (0x4154_4D4C, "Atmel"),
    (0x4252_434D, "Broadcom"),
    (0x4353_434F, "Cisco"),
    (0x464C_5953, "Flyslice Technologies"),
    (0x524F_4343, "Fuzhou Rockchip"),
    (0x474F_4F47, "Google"),
    (0x4850_4900, "HPI"),
    (0x4850_4500, "HPE"),
    (0x4849_5349, "Huawei"),
    (0x4942_4D00, "IBM"),
    (0x4946_5800, "Infineon"),
    (0x494E_5443, "Intel"),
    (0x4C45_4E00, "Lenovo"),
    (0x4D53_4654, "Microsoft"),
    (0x4E53_4D20, "National Semiconductor"),
    (0x4E54_5A00, "Nationz"),
    (0x4E53_4700, "NSING"),
    (0x4E54_4300, "Nuvoton Technology"),
    (0x5143_4F4D, "Qualcomm"),
    (0x534D_534E, "Samsung"),
    (0x5345_4345, "SecEdge"),
    (0x534E_5300, "Sinosun"),
    (0x534D_5343, "SMSC"),
    (0x5354_4D20, "STMicroelectronics"),
    (0x5458_4E00, "Texas Instruments"),
    (0x5745_4300, "Winbond"),
    (0x5345_414C, "Wisekey"),
];

/// FIDO's conformance tools; WebAuthn L3 §16.
const FOR_TESTS: [u32; 2] = [0xFFFF_F1D0, 0];

pub(super) fn of(manufacturer: &str) -> Vendor {
    let digits = manufacturer.strip_prefix("id:").filter(|digits| digits.len() == 8);
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let Some(id) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
        return Vendor::Malformed;
    };
    if FOR_TESTS.contains(&id) {
        return Vendor::ForTests;
    }
    let registered = REGISTRY.into_iter().find(|(known, _)| *known == id);
    registered.map_or(Vendor::Unknown, |(_, name)| Vendor::Registered(name))
}

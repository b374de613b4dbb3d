//! What was reported of a model and when (FIDO MDS v3.1 §3.1.3, §3.1.4). The order of the list says
//! nothing: what is in force must always be told by the dates.

use super::{reader::Reader, words::AuthenticatorStatus};
use crate::Timestamp;

/// One report.
#[derive(Clone, Debug, PartialEq)]
pub struct StatusReport {
    /// `status`.
    pub status: AuthenticatorStatus,
    /// `effectiveDate`. Without one it is in force for as long as it stands there.
    pub effective_date: Option<Timestamp>,
    /// `authenticatorVersion`: the firmware that it is about.
    pub authenticator_version: Option<u64>,
    /// `certificate` or `batchCertificate` in DER, where the report is about one batch.
    pub certificate: Option<Vec<u8>>,
    /// `sunsetDate`: when a certification ends.
    pub sunset_date: Option<Timestamp>,
    /// `url`.
    pub url: Option<String>,
    /// `certificateNumber` of the certification.
    pub certificate_number: Option<String>,
    /// `certificationDescriptor`.
    pub certification_descriptor: Option<String>,
    /// `certificationPolicyVersion`.
    pub certification_policy_version: Option<String>,
    /// `certificationRequirementsVersion`.
    pub certification_requirements_version: Option<String>,
    /// `certificationProfiles`.
    pub certification_profiles: Vec<String>,
    /// Members that are not known here.
    pub others: Vec<String>,
}

/// All reports of a model, oldest first; those without a date last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StatusHistory(Vec<StatusReport>);

/// A report that speaks against a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Adverse<'a> {
    /// It.
    pub report: &'a StatusReport,
    /// The report of firmware that no longer has it, where there is one.
    pub fixed_by: Option<&'a StatusReport>,
}

/// How far a model is certified.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certification<'a> {
    /// It is, at this level, says this report of these.
    Certified(CertificationLevel, Option<&'a str>),
    /// It is not.
    NotCertified,
    /// The vendor says so itself.
    SelfAsserted,
    /// Nothing is said.
    Unstated,
}

/// `FIDO_CERTIFIED*`, lowest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CertificationLevel {
    /// Functional certification, without a level.
    Functional,
    /// L1.
    L1,
    /// L1+.
    L1Plus,
    /// L2.
    L2,
    /// L2+.
    L2Plus,
    /// L3.
    L3,
    /// L3+.
    L3Plus,
}

impl CertificationLevel {
    /// As people write it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Functional => "certified",
            Self::L1 => "L1",
            Self::L1Plus => "L1+",
            Self::L2 => "L2",
            Self::L2Plus => "L2+",
            Self::L3 => "L3",
            Self::L3Plus => "L3+",
        }
    }
}

/// What kind of thing a status says.
enum Kind {
    Level(CertificationLevel),
    NotCertified,
    SelfAsserted,
    Security,
    Aside,
}

impl AuthenticatorStatus {
    fn kind(&self) -> Kind {
        match self {
            Self::FidoCertified => Kind::Level(CertificationLevel::Functional),
            Self::FidoCertifiedL1 => Kind::Level(CertificationLevel::L1),
            Self::FidoCertifiedL1Plus => Kind::Level(CertificationLevel::L1Plus),
            Self::FidoCertifiedL2 => Kind::Level(CertificationLevel::L2),
            Self::FidoCertifiedL2Plus => Kind::Level(CertificationLevel::L2Plus),
            Self::FidoCertifiedL3 => Kind::Level(CertificationLevel::L3),
            Self::FidoCertifiedL3Plus => Kind::Level(CertificationLevel::L3Plus),
            Self::NotFidoCertified => Kind::NotCertified,
            Self::SelfAssertionSubmitted => Kind::SelfAsserted,
            Self::UserVerificationBypass
            | Self::AttestationKeyCompromise
            | Self::UserKeyRemoteCompromise
            | Self::UserKeyPhysicalCompromise
            | Self::Revoked => Kind::Security,
            Self::Fips140CertifiedL1
            | Self::Fips140CertifiedL2
            | Self::Fips140CertifiedL3
            | Self::Fips140CertifiedL4
            | Self::UpdateAvailable
            | Self::Retired
            | Self::Other(_) => Kind::Aside,
        }
    }
}

impl StatusReport {
    fn read(mut reader: Reader<'_, '_>) -> Option<Self> {
        let status = reader.text("status")?;
        let mut certificate =
            |name| reader.text(name).and_then(|text| super::codec::certificate(&text));
        let certificate = certificate("batchCertificate").or_else(|| certificate("certificate"));
        Some(Self {
            status: status.as_str().into(),
            effective_date: reader.date("effectiveDate"),
            authenticator_version: reader.number("authenticatorVersion"),
            certificate,
            sunset_date: reader.date("sunsetDate"),
            url: reader.text("url"),
            certificate_number: reader.text("certificateNumber"),
            certification_descriptor: reader.text("certificationDescriptor"),
            certification_policy_version: reader.text("certificationPolicyVersion"),
            certification_requirements_version: reader.text("certificationRequirementsVersion"),
            certification_profiles: reader.words("certificationProfiles"),
            others: reader.rest(),
        })
    }

    fn is_in_force(&self, at: Timestamp) -> bool {
        self.effective_date.is_none_or(|since| since <= at)
    }
}

impl StatusHistory {
    pub(super) fn read(reader: &mut Reader<'_, '_>) -> Self {
        let mut reports = reader.list("statusReports", "a status report", |path, json, odd| {
            StatusReport::read(Reader::open(path.to_owned(), json, odd)?)
        });
        // The service lists the latest first as often as last.
        reports.sort_by_key(|report| {
            let date = report.effective_date.map_or(i64::MAX, |Timestamp(at)| at);
            // On one day a model that was not certified became so, not the other way round.
            (date, !matches!(report.status.kind(), Kind::NotCertified))
        });
        Self(reports)
    }

    /// All of them, oldest first.
    pub fn reports(&self) -> &[StatusReport] {
        &self.0
    }

    /// Those in force at a time, oldest first.
    pub fn in_force(&self, at: Timestamp) -> impl DoubleEndedIterator<Item = &StatusReport> {
        self.0.iter().filter(move |report| report.is_in_force(at))
    }

    /// How far the model is certified at a time: the highest level since it last was not.
    pub fn certification(&self, at: Timestamp) -> Certification<'_> {
        let mut found = Certification::Unstated;
        for report in self.in_force(at) {
            let over = report.sunset_date.is_some_and(|end| end < at);
            match (report.status.kind(), found) {
                (Kind::Level(_), _) if over => {}
                (Kind::Level(level), Certification::Certified(higher, _)) if higher >= level => {}
                (Kind::Level(level), _) => {
                    let number = report.certificate_number.as_deref();
                    found = Certification::Certified(level, number);
                }
                (Kind::NotCertified, _) => found = Certification::NotCertified,
                (Kind::SelfAsserted, Certification::Unstated) => {
                    found = Certification::SelfAsserted;
                }
                (Kind::SelfAsserted | Kind::Security | Kind::Aside, _) => {}
            }
        }
        found
    }

    /// What speaks against the model at a time. A compromise is fixed where newer firmware was
    /// reported afterwards; a revocation never is.
    pub fn adverse(&self, at: Timestamp) -> impl Iterator<Item = Adverse<'_>> {
        self.in_force(at).enumerate().filter_map(move |(place, report)| {
            matches!(report.status.kind(), Kind::Security).then_some(())?;
            let mut later = self.in_force(at).skip(place + 1);
            let fixed_by = later.find(|later| later.fixes(report));
            let revoked = report.status == AuthenticatorStatus::Revoked;
            Some(Adverse { report, fixed_by: fixed_by.filter(|_| !revoked) })
        })
    }
}

impl StatusReport {
    /// FIDO MDS v3.0 §3.1.4, `UPDATE_AVAILABLE`: an update that fixes what was reported before has a
    /// higher version.
    fn fixes(&self, earlier: &Self) -> bool {
        let versions = self.authenticator_version.zip(earlier.authenticator_version);
        match self.status.kind() {
            Kind::Level(_) => versions.is_some_and(|(fixed, broken)| fixed > broken),
            Kind::Aside => {
                let newer = versions.is_none_or(|(fixed, broken)| fixed > broken);
                self.status == AuthenticatorStatus::UpdateAvailable && newer
            }
            Kind::NotCertified | Kind::SelfAsserted | Kind::Security => false,
        }
    }
}

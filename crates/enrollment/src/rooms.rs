//! What the rooms of a window draw and what they may ask for, besides a registration's own moments.
//! It must never hold a PIN, a token or a sentence for people.

mod activity;
mod computer;
mod diagnose;
mod kept;
mod look;
mod metadata;
mod methods;
mod nudge;
mod open;
mod pin;
mod practice;
mod refusal;
mod settings;
mod sign_in;
mod start;
mod tenant;

pub use activity::{
    ActivityFilter, ActivityView, ChainStanding, ChainView, CutBy, EntryEvent, EntryView,
    ErasedWhy, ExportFormat, OutcomeFilter, Since,
};
pub use computer::{
    BrowserView, ColumnView, ComputerView, EvidenceView, FoundHere, KindRow, KindSeen,
    SeenComputer, SignSource, SignView,
};
pub use diagnose::{
    CertificateFacts, DiagnosisChange, DiagnosisFile, DiagnosisFormat, DiagnosisView,
    FoundRegistration, FoundStanding, GivenMetadata, GivenView, OpenTicket, PolicyChoice,
    PolicyGrounds, RegistrationFacts, ServerAnswer, ShownRegistration,
};
pub use kept::Kept;
pub use look::{About, Account, AccountScene, Appearance, Look, NoTextSize, TextSize};
pub use metadata::{KeptMetadataView, MetadataTrouble, MetadataTroubleKind, MetadataView};
pub use methods::{
    MethodOutcome, MethodsDesk, MethodsView, OtherView, OthersView, PassOutcome, ShownOnce,
};
pub use nudge::{
    FactView, Nudge, NudgeAct, NudgeMethod, NudgeStanding, NudgeView, OtherVerdict, PasskeyWay,
    PracticeMfa, PracticePlace, PracticeSignIn, RuleOutcome, SignInView, SkipsView, TraceLine,
};
pub use open::{Open, Opened, Round};
pub use pin::{Answered, Asker, PinAsk, PinQuestion, PinSlot};
pub use practice::{
    PhoneOutcome, PracticeAct, PracticeDrawer, PracticeKey, PracticePhone, PracticePhoneAct,
};
pub use refusal::{CommandCode, CommandError};
pub use settings::{OpenedOptions, RecordView, RulesView, SettingsChange, SettingsView};
pub use sign_in::{
    ApplicationPart, ApplicationView, AuthoritySaid, SignInCloud, SignInJob, SignInLasts,
    SignInMoment, SignInStanding, SignInState, SignInTrouble, SignInWay, SignInWho, SignInWish,
    SignInWords,
};
pub use start::{
    DirectoryKey, DirectoryKeys, NotToSend, StartView, TakenUp, Unfinished, UnfinishedChoice,
    UnfinishedStanding,
};
pub use tenant::{
    Administered, AssumptionView, CampaignPart, CampaignView, CampaignWish, CheckView, DraftView,
    ForecastFormat, ForecastPart, ForecastView, HandWish, HeldKey, HeldRole, LockoutView,
    LooksHere, OpenTenant, PersonView, ReadOn, Registering, ReviewView, RuleSetView, ScriptView,
    SeenHere, SendOutcome, SentView, TargetView, TargetWish, TenantChange, TenantDesk, TenantView,
    TenantWhat, VerdictCount,
};

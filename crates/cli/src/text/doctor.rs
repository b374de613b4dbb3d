//! What the doctor found, and the fix for it. A fix must be something that the reader can do.

use ctap::transport::nfc::PcscUnavailable;

use super::{metadata::kept_metadata, plain};
use crate::command::doctor::{Finding, Weight};

/// One line for each finding.
pub(crate) fn doctor(findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings {
        let sign = match finding.weight() {
            Weight::Good => "ok   ",
            Weight::Lacking => "lacks",
            Weight::Remark => "note ",
        };
        let fix = fix(finding).map(|fix| format!(" {fix}")).unwrap_or_default();
        text += &format!("{sign}  {}{fix}\n", found(finding));
    }
    text
}

/// What was found.
pub(crate) fn found(finding: &Finding) -> String {
    match finding {
        Finding::NoHidDevices => {
            "This system shows no HID device at all, as in a container.".into()
        }
        Finding::UsbUnavailable(message) => {
            format!("USB keys cannot be looked for: {}.", plain(message))
        }
        Finding::UsbKeys(1) => "One USB key is there and can be opened.".to_owned(),
        Finding::UsbKeys(count) => format!("{count} USB keys are there and can be opened."),
        Finding::NoUsbKey => "No USB key is there; they could be opened as far as is known.".into(),
        Finding::NoRight { name } => {
            format!("{} is there, and you have no right to open it.", plain(name))
        }
        Finding::InUse { name } => format!("{} is in use by another program.", plain(name)),
        Finding::WindowsNeedsAdministrator => {
            "Windows lets only administrators talk to keys over USB.".to_owned()
        }
        Finding::PcscUnavailable(PcscUnavailable::NotRunning) => {
            "NFC: the smart card service is not running.".to_owned()
        }
        Finding::PcscUnavailable(PcscUnavailable::Denied) => {
            "NFC: the smart card service refuses you.".to_owned()
        }
        Finding::PcscUnavailable(PcscUnavailable::Failed(message)) => {
            format!("NFC: the smart card service failed: {}.", plain(message))
        }
        Finding::NoReader => "NFC: the smart card service runs, and no reader is there.".to_owned(),
        Finding::Readers(names) => {
            let names: Vec<_> = names.iter().map(|name| plain(name)).collect();
            format!("NFC: readers that can be asked: {}.", names.join(", "))
        }
        Finding::PhonesElsewhere => {
            "Bluetooth keys and phones are not reached from here.".to_owned()
        }
        Finding::CoreDumpsOff => "Core dumps of this program are off.".to_owned(),
        Finding::CoreDumpsOn => "Core dumps of this program could not be switched off.".to_owned(),
        Finding::TerminalGood => "Questions can be asked in this terminal.".to_owned(),
        Finding::NoTerminal => "Nothing can be asked here: this is no terminal.".to_owned(),
        Finding::LocaleNotUtf8(locale) => format!(
            "The locale {} is not UTF-8, so a PIN with other than English letters may be misread.",
            plain(locale)
        ),
        Finding::Metadata(kept, now) => kept_metadata(kept, *now).trim_end().to_owned(),
        Finding::NoMetadata => "No FIDO metadata are kept here.".to_owned(),
        Finding::MetadataUnusable(why) => {
            format!("The FIDO metadata that are kept cannot be used: {}.", plain(why))
        }
        Finding::StateFolder(folder) => {
            format!("The practice key is kept in {}.", plain(&folder.to_string_lossy()))
        }
        Finding::StateFolderReadOnly(folder) => {
            format!("{} cannot be written to.", plain(&folder.to_string_lossy()))
        }
        Finding::StateFolderUnknown => "Your home folder is unknown.".to_owned(),
    }
}

/// What to do about it.
pub(crate) fn fix(finding: &Finding) -> Option<&'static str> {
    Some(match finding {
        Finding::NoHidDevices => {
            "Run this outside of the container, or pass the key's hidraw device into it."
        }
        Finding::UsbUnavailable(_) => "Look whether udev and the hidraw driver are there.",
        Finding::NoRight { .. } => {
            "Fix: touchstone doctor --udev-rule | sudo tee /etc/udev/rules.d/70-touchstone-fido.rules \
             && sudo udevadm control --reload && sudo udevadm trigger; then put the key in again."
        }
        Finding::InUse { .. } => "Close that program, or let it finish.",
        Finding::NoUsbKey => "Insert one and run this again to be sure.",
        Finding::WindowsNeedsAdministrator => {
            "Run this in a terminal that was started as administrator, or register in the browser."
        }
        Finding::PcscUnavailable(PcscUnavailable::NotRunning) => {
            if cfg!(target_os = "linux") {
                "Only needed for NFC: sudo apt install pcscd, or sudo systemctl start pcscd.socket."
            } else {
                "Only needed for NFC: start the system's smart card service."
            }
        }
        Finding::PcscUnavailable(PcscUnavailable::Denied) => {
            "A polkit rule decides who may ask it: allow org.debian.pcsc-lite.access_pcsc and \
             access_card, or log in at the computer itself."
        }
        Finding::PcscUnavailable(PcscUnavailable::Failed(_)) => {
            "Restart it: sudo systemctl restart pcscd."
        }
        Finding::NoReader => "Only needed for NFC: plug the reader in.",
        Finding::PhonesElsewhere => {
            "Use the browser's own dialog for them; on Linux that takes Bluetooth and a Chromium \
             browser."
        }
        Finding::CoreDumpsOn => "Set the limit yourself before running it: ulimit -c 0.",
        Finding::NoTerminal => "Give the PIN with --pin-fd, or run it in a terminal.",
        Finding::LocaleNotUtf8(_) => "Set LC_ALL=C.UTF-8, for instance.",
        Finding::Metadata(kept, now) if kept.is_due(*now) => {
            "The window fetches it, when it starts or in its settings; nothing is fetched from here."
        }
        Finding::NoMetadata => {
            "Only needed to judge real keys by their models: --mds FILE names one, or the window \
             fetches it."
        }
        Finding::MetadataUnusable(_) => "Remove the file, and let the window fetch it anew.",
        Finding::StateFolderReadOnly(_) => "Name another with --state DIR.",
        Finding::StateFolderUnknown => "Name a folder with --state DIR.",
        Finding::Metadata(..)
        | Finding::UsbKeys(_)
        | Finding::Readers(_)
        | Finding::CoreDumpsOff
        | Finding::TerminalGood
        | Finding::StateFolder(_) => return None,
    })
}

//! What a person does in the real window, from the first start to what a power cut left. Every moment
//! is kept as pictures and held against axe-core, in light and dark, at 100 % and 200 % text.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)] // a test says what it expects by unwrapping
#![cfg(target_os = "linux")]

mod authenticator;
mod device_codes;
mod diagnose;
mod directory;
mod dresses;
mod each_step;
mod faults;
mod hands;
mod lockouts;
mod newcomer;
mod nudges;
mod options;
mod others;
mod own_ways;
mod pins;
mod power_cut;
mod prompts;
mod providers;
mod renewals;
mod secrets;
mod signed_in;
mod steps_up;
mod tenant;
mod touches;
mod unusable;
mod works_later;

//! Tests of the metadata, over BLOBs made and signed here. None must ever need somebody else's data.

mod entry;
mod findings;
mod service;
mod signature;
mod status;

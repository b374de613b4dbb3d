//! Many records one after the other: JSON lines, or one JSON array, judged on all processors and
//! answered in their order. Memory must not grow with their number, nor one bad line end the rest.

mod records;
mod workers;

pub use records::{BatchError, Line, Records};
pub use workers::judge_batch;

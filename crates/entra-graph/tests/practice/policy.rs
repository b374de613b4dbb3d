//! Tests. Empty for now.

//! Big-endian numbers and sized buffers (`TPM2B_`). It must never take a size on trust.

use super::StructureError;

pub(super) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(super) fn bytes<const N: usize>(
        &mut self,
        member: &'static str,
    ) -> Result<[u8; N], StructureError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(StructureError::Truncated(member))?;
        self.0 = rest;
        Ok(*taken)
    }

    pub(super) fn u16(&mut self, member: &'static str) -> Result<u16, StructureError> {
        self.bytes(member).map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self, member: &'static str) -> Result<u32, StructureError> {
        self.bytes(member).map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self, member: &'static str) -> Result<u64, StructureError> {
        self.bytes(member).map(u64::from_be_bytes)
    }

    pub(super) fn sized(&mut self, member: &'static str) -> Result<&'a [u8], StructureError> {
        let size = usize::from(self.u16(member)?);
        let (taken, rest) =
            self.0.split_at_checked(size).ok_or(StructureError::Truncated(member))?;
        self.0 = rest;
        Ok(taken)
    }

    pub(super) fn end(self) -> Result<(), StructureError> {
        if self.0.is_empty() { Ok(()) } else { Err(StructureError::Trailing(self.0.len())) }
    }
}

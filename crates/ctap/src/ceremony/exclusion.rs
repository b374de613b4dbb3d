//! The exclude list in portions that one key can take. It must never leave an ID out that the key
//! could hold.

use std::collections::VecDeque;

use crate::AuthenticatorInfo;

/// The least a key must take (CTAP 2.1 §6.4, maxMsgSize).
const LEAST_MAX_MSG_SIZE: usize = 1024;

/// What of a message is not the list: command, hash, RP ID, token MAC, heads. Generous.
const AROUND_THE_LIST: usize = 160;

/// What a descriptor is besides its ID: map, keys, type, heads.
const AROUND_AN_ID: usize = 26;

/// The IDs still to be asked about, and how many fit into one request.
#[derive(Debug)]
pub struct Exclusion {
    waiting: VecDeque<Vec<u8>>,
    asked: Vec<Vec<u8>>,
    most: usize,
    room: usize,
    takeable: Vec<Vec<u8>>,
    fits_one_request: bool,
}

impl Exclusion {
    /// Leaves out the IDs that are longer than any this key makes, and measures the portions.
    ///
    /// `rp_id_length` is in bytes. A key that does not say how many IDs it takes is asked one by one.
    pub fn new(ids: &[Vec<u8>], info: &AuthenticatorInfo, rp_id_length: usize) -> Self {
        let longest = info.max_credential_id_length.filter(|longest| *longest > 0);
        let fits = |id: &&Vec<u8>| longest.is_none_or(|longest| id.len() <= longest);
        let takeable: Vec<_> = ids.iter().filter(fits).cloned().collect();
        let most = info.max_credential_count_in_list.unwrap_or(1).max(1);
        let room =
            longest_message(info).saturating_sub(AROUND_THE_LIST.saturating_add(rp_id_length));
        let fits_one_request =
            takeable.len() <= most && takeable.iter().map(|id| cost(id)).sum::<usize>() <= room;
        let waiting = takeable.iter().cloned().collect();
        Self { waiting, asked: Vec::new(), most, room, takeable, fits_one_request }
    }

    /// Whether nothing is left to ask.
    pub fn is_done(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The next portion. An ID too long for any message of this key is asked for all the same, alone.
    pub fn next_portion(&mut self) -> &[Vec<u8>] {
        self.asked.clear();
        let mut room = self.room;
        while let Some(id) = self.waiting.front() {
            let rest = room.checked_sub(cost(id));
            if self.asked.len() >= self.most || (rest.is_none() && !self.asked.is_empty()) {
                break;
            }
            room = rest.unwrap_or(0);
            self.asked.extend(self.waiting.pop_front());
        }
        &self.asked
    }

    /// The portion asked about last.
    pub fn asked(&self) -> &[Vec<u8>] {
        &self.asked
    }

    /// The key found the portion too long: it is put back, and portions are half as long from now
    /// on. A single ID that is too long for the key is none of its own, and is left out.
    pub fn shorten(&mut self) {
        if let [one] = self.asked.as_slice() {
            self.takeable.retain(|id| id != one);
            self.asked.clear();
            return;
        }
        self.most = (self.asked.len() / 2).max(1);
        self.fits_one_request = false;
        while let Some(id) = self.asked.pop() {
            self.waiting.push_front(id);
        }
    }

    /// The whole list, less what the key cannot hold, where it can go along with the makeCredential
    /// itself.
    pub fn in_one_request(&self) -> Option<&[Vec<u8>]> {
        self.fits_one_request.then_some(self.takeable.as_slice())
    }
}

/// The longest message that this key takes (bytes).
pub(crate) fn longest_message(info: &AuthenticatorInfo) -> usize {
    info.max_msg_size.max(LEAST_MAX_MSG_SIZE)
}

fn cost(id: &[u8]) -> usize {
    id.len().saturating_add(AROUND_AN_ID)
}

#[cfg(test)]
mod tests {
    use webauthn::cbor::{Value, encode};

    use super::*;

    fn info(count: Option<u64>, longest: Option<u64>, message: u64) -> AuthenticatorInfo {
        let mut members = vec![
            (1, Value::from(vec![Value::from("FIDO_2_1")])),
            (3, Value::from([0u8; 16])),
            (5, Value::from(message)),
        ];
        members.extend(count.map(|count| (7, Value::from(count))));
        members.extend(longest.map(|longest| (8, Value::from(longest))));
        AuthenticatorInfo::parse(&encode(&members.into_iter().collect())).unwrap()
    }

    fn portions(mut exclusion: Exclusion) -> Vec<usize> {
        let mut sizes = Vec::new();
        while !exclusion.is_done() {
            sizes.push(exclusion.next_portion().len());
        }
        sizes
    }

    #[test]
    fn portions_keep_to_the_keys_count() {
        let ids = vec![vec![1; 32]; 20];
        assert_eq!(portions(Exclusion::new(&ids, &info(Some(8), None, 4096), 11)), [8, 8, 4]);
    }

    #[test]
    fn portions_keep_to_the_keys_message_size() {
        // CTAP 2.1 §6.4: maxMsgSize bounds the whole request.
        let ids = vec![vec![1; 64]; 20];
        for size in portions(Exclusion::new(&ids, &info(Some(100), None, 1024), 11)) {
            assert!(size * (64 + AROUND_AN_ID) + AROUND_THE_LIST + 11 <= 1024);
        }
    }

    #[test]
    fn a_key_that_gives_no_count_is_asked_one_by_one() {
        assert_eq!(
            portions(Exclusion::new(&vec![vec![1]; 3], &info(None, None, 1024), 11)),
            [1; 3]
        );
    }

    #[test]
    fn ids_longer_than_the_keys_own_are_left_out_and_zero_means_not_said() {
        let ids = vec![vec![1; 300], vec![2; 16]];
        let exclusion = Exclusion::new(&ids, &info(Some(8), Some(64), 1200), 11);
        assert_eq!(exclusion.in_one_request(), Some(&ids[1..]));
        assert_eq!(portions(exclusion), [1]);
        assert_eq!(portions(Exclusion::new(&ids, &info(Some(8), Some(0), 1200), 11)), [2]);
    }

    #[test]
    fn a_portion_that_was_too_long_is_halved_and_nothing_is_lost() {
        let ids: Vec<_> = (0..8u8).map(|n| vec![n; 16]).collect();
        let mut exclusion = Exclusion::new(&ids, &info(Some(8), None, 4096), 11);
        assert_eq!(exclusion.next_portion().len(), 8);
        exclusion.shorten();
        assert_eq!(exclusion.in_one_request(), None);
        let mut seen = Vec::new();
        while !exclusion.is_done() {
            seen.extend_from_slice(exclusion.next_portion());
        }
        assert_eq!(seen, ids);
    }

    #[test]
    fn a_single_id_that_a_key_finds_too_long_is_left_out_and_the_rest_is_not() {
        let ids = vec![vec![1; 500], vec![2; 16]];
        let mut exclusion = Exclusion::new(&ids, &info(Some(8), None, 1024), 11);
        assert_eq!(exclusion.next_portion().len(), 2);
        exclusion.shorten();
        assert_eq!(exclusion.next_portion(), &ids[..1]);
        exclusion.shorten();
        assert_eq!(exclusion.next_portion(), &ids[1..]);
        assert!(exclusion.is_done());
    }

    #[test]
    fn an_id_too_long_for_any_message_is_still_asked_about() {
        let ids = vec![vec![1; 4000], vec![2; 16]];
        assert_eq!(portions(Exclusion::new(&ids, &info(Some(8), None, 1024), 11)), [1, 1]);
    }
}

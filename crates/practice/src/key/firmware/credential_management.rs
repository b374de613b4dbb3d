//! authenticatorCredentialManagement (CTAP 2.1 §6.8). It must never show or change a credential of
//! another RP than the token is bound to.

use ctap::StatusCode;
use webauthn::cbor::{Value, encode};

use super::{
    Answer, Board, Firmware,
    credential::{CredentialId, Names, Resident, User},
    crypto::sha256,
    get_assertion::Remembered,
    make_credential::read_user,
    pin_uv::Protocol,
    request::{Map, MapRef, Required},
    token::Permissions,
};

/// What an enumeration has still to tell, the next one last.
pub(super) enum Listing {
    Rps(Vec<Rp>),
    Credentials(Vec<CredentialId>),
}

/// A relying party as the key knows it.
pub(super) struct Rp {
    id: String,
    name: Option<String>,
}

impl Firmware {
    pub(super) fn credential_management(
        &mut self,
        map: &Map,
        remembered: Option<Remembered>,
        board: &mut dyn Board,
    ) -> Answer<Option<Value>> {
        let map = map.view();
        let subcommand = map.unsigned(0x01).required()?;
        match subcommand {
            0x01 => self.creds_metadata(map).map(Some),
            0x02 => self.enumerate_rps(map).map(Some),
            0x03 => self.next_rp(remembered).map(Some),
            0x04 => self.enumerate_credentials(map).map(Some),
            0x05 => self.next_credential(remembered).map(Some),
            0x06 => self.delete_credential(map, board).map(|()| None),
            0x07 => self.update_user_information(map, board).map(|()| None),
            _ => Err(StatusCode::InvalidSubcommand),
        }
    }

    /// Verifies the token over `subCommand || subCommandParams`, which strict decoding makes the
    /// very bytes that came.
    fn authorize_management(&mut self, map: MapRef<'_>) -> Answer<()> {
        let param = map.bytes(0x04)?.ok_or(StatusCode::PuatRequired)?;
        let protocol = Protocol::read(map.unsigned(0x03))?;
        let subcommand = map.value(0x01).map(encode).unwrap_or_default();
        let parameters = map.value(0x02).map(encode).unwrap_or_default();
        let needed = Permissions::CREDENTIAL_MANAGEMENT;
        self.tokens.authorize(protocol, &[&subcommand, &parameters], param, needed)
    }

    /// For what concerns all RPs: the token must not be bound to one.
    fn authorize_for_all(&mut self, map: MapRef<'_>) -> Answer<()> {
        self.authorize_management(map)?;
        if self.tokens.bound_to().is_some() { Err(StatusCode::PinAuthInvalid) } else { Ok(()) }
    }

    fn authorize_for_rp(&self, rp_id_hash: &[u8; 32]) -> Answer<()> {
        match self.tokens.bound_to() {
            Some(rp_id) if sha256(rp_id.as_bytes()) != *rp_id_hash => {
                Err(StatusCode::PinAuthInvalid)
            }
            Some(_) | None => Ok(()),
        }
    }

    /// §6.8.2.
    fn creds_metadata(&mut self, map: MapRef<'_>) -> Answer<Value> {
        self.authorize_for_all(map)?;
        let used = self.state.residents.len();
        Ok([(0x01, count(used)), (0x02, count(self.state.slots_left()))].into_iter().collect())
    }

    /// §6.8.3.
    fn enumerate_rps(&mut self, map: MapRef<'_>) -> Answer<Value> {
        self.authorize_for_all(map)?;
        let mut rps: Vec<Rp> = Vec::new();
        for Resident { rp_id, rp_name, .. } in &self.state.residents {
            if !rps.iter().any(|rp| rp.id == *rp_id) {
                rps.push(Rp { id: rp_id.clone(), name: rp_name.clone() });
            }
        }
        rps.reverse();
        let total = count(rps.len());
        let first = rps.pop().ok_or(StatusCode::NoCredentials)?;
        self.remembered = Some(Remembered::Listing(Listing::Rps(rps)));
        Ok(rp_response(&first).into_iter().chain([(0x05, total)]).collect())
    }

    fn next_rp(&mut self, remembered: Option<Remembered>) -> Answer<Value> {
        let Some(Remembered::Listing(Listing::Rps(mut rps))) = remembered else {
            return Err(StatusCode::NotAllowed);
        };
        let next = rps.pop().ok_or(StatusCode::NotAllowed)?;
        self.remembered = Some(Remembered::Listing(Listing::Rps(rps)));
        Ok(rp_response(&next).into_iter().collect())
    }

    /// §6.8.4.
    fn enumerate_credentials(&mut self, map: MapRef<'_>) -> Answer<Value> {
        let parameters = map.map(0x02).required()?;
        let rp_id_hash = parameters.bytes(0x01).required()?;
        let rp_id_hash = rp_id_hash.try_into().map_err(|_| StatusCode::InvalidLength)?;
        self.authorize_management(map)?;
        self.authorize_for_rp(rp_id_hash)?;
        let residents = self.state.residents.iter().rev();
        let of_rp = residents.filter(|one| sha256(one.rp_id.as_bytes()) == *rp_id_hash);
        let mut ids: Vec<CredentialId> = of_rp.map(|one| one.id).collect();
        let total = count(ids.len());
        let first = ids.pop().ok_or(StatusCode::NoCredentials)?;
        let response = self.credential_response(&first)?;
        self.remembered = Some(Remembered::Listing(Listing::Credentials(ids)));
        Ok(response.into_iter().chain([(0x09, total)]).collect())
    }

    fn next_credential(&mut self, remembered: Option<Remembered>) -> Answer<Value> {
        let Some(Remembered::Listing(Listing::Credentials(mut ids))) = remembered else {
            return Err(StatusCode::NotAllowed);
        };
        let next = ids.pop().ok_or(StatusCode::NotAllowed)?;
        let response = self.credential_response(&next)?;
        self.remembered = Some(Remembered::Listing(Listing::Credentials(ids)));
        Ok(response.into_iter().collect())
    }

    fn credential_response(&self, id: &CredentialId) -> Answer<Vec<(i32, Value)>> {
        let resident = self.state.resident(id.as_bytes()).ok_or(StatusCode::NoCredentials)?;
        Ok(vec![
            (0x06, resident.user.to_value(Names::Shown)),
            (0x07, id.descriptor()),
            (0x08, id.signing_key(&self.state.secret)?.public()),
            (0x0A, Value::from(id.protection.level())),
        ])
    }

    /// §6.8.5.
    fn delete_credential(&mut self, map: MapRef<'_>, board: &mut dyn Board) -> Answer<()> {
        let parameters = map.map(0x02).required()?;
        let id = parameters.map(0x02).required()?.bytes("id").required()?;
        self.authorize_management(map)?;
        self.managed(id)?;
        self.commit(board, |state| state.residents.retain(|one| one.id.as_bytes() != id))
    }

    /// §6.8.6.
    fn update_user_information(&mut self, map: MapRef<'_>, board: &mut dyn Board) -> Answer<()> {
        let parameters = map.map(0x02).required()?;
        let id = parameters.map(0x02).required()?.bytes("id").required()?;
        let user = read_user(parameters.map(0x03).required()?)?;
        self.authorize_management(map)?;
        if self.managed(id)?.user.id != user.id {
            return Err(StatusCode::InvalidParameter);
        }
        let given = |name: Option<String>| name.filter(|name| !name.is_empty());
        let (name, display_name) = (given(user.name), given(user.display_name));
        self.commit(board, |state| {
            for one in state.residents.iter_mut().filter(|one| one.id.as_bytes() == id) {
                let id = std::mem::take(&mut one.user.id);
                one.user = User { id, name: name.clone(), display_name: display_name.clone() };
            }
        })
    }

    /// The credential in a slot, where the token may touch it.
    fn managed(&self, id: &[u8]) -> Answer<&Resident> {
        let resident = self.state.resident(id).ok_or(StatusCode::NoCredentials)?;
        self.authorize_for_rp(&sha256(resident.rp_id.as_bytes()))?;
        Ok(resident)
    }
}

fn rp_response(rp: &Rp) -> Vec<(i32, Value)> {
    let mut entity = vec![("id", Value::from(rp.id.as_str()))];
    entity.extend(rp.name.clone().map(|name| ("name", Value::from(name))));
    vec![(0x03, entity.into_iter().collect()), (0x04, Value::from(sha256(rp.id.as_bytes())))]
}

fn count(number: usize) -> Value {
    Value::from(u64::try_from(number).unwrap_or(u64::MAX))
}

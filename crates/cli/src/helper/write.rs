//! The document that `touchstone` reads (second_opinion/read.rs). It must never be more than one
//! line.

use ctap::transport::second_opinion::{Answer, Client, Opinion, OpinionError, Said};
use serde_json::{Map, Value, json};

/// The opinions of a client, or why it has none.
pub(crate) fn document(client: Client, opinions: &Result<Vec<Opinion>, OpinionError>) -> Value {
    match opinions {
        Ok(opinions) => {
            json!({ "client": client.name(), "keys": opinions.iter().map(key).collect::<Value>() })
        }
        Err(OpinionError::Failed(why)) => json!({ "client": client.name(), "failed": why }),
    }
}

fn key(opinion: &Opinion) -> Value {
    let (vendor, product) = opinion.usb.unzip();
    let (told, nothing) = match &opinion.said {
        Said::Told(members) => {
            let members = members.iter().map(|(member, one)| (member.name().into(), answer(one)));
            (Some(members.collect::<Map<String, Value>>()), None)
        }
        Said::Nothing(why) => (None, Some(why)),
    };
    json!({
        "place": opinion.place,
        "name": opinion.name,
        "vendor_id": vendor,
        "product_id": product,
        "told": told,
        "nothing": nothing,
    })
}

/// Numbers are decimal text: some are greater than what JSON readers keep exactly.
fn answer(answer: &Answer) -> Value {
    match answer {
        Answer::Flag(flag) => json!({ "flag": flag }),
        Answer::Number(number) => json!({ "number": number.to_string() }),
        Answer::Bytes(bytes) => json!({ "bytes": bytes }),
        Answer::Numbers(numbers) => {
            json!({ "numbers": numbers.iter().map(i128::to_string).collect::<Vec<_>>() })
        }
        Answer::Texts(texts) => json!({ "texts": texts }),
        Answer::Named(pairs) => {
            let pairs = pairs.iter().map(|(name, number)| json!([name, number.to_string()]));
            json!({ "named": pairs.collect::<Value>() })
        }
    }
}

//! What an administrator reads and changes, over HTTP. A change must be sent once, whatever comes of it.

use enrollment::tenant::{
    AUTHENTICATION_METHODS, Administration, AuditLog, DirectoryObject, Editor, MethodId,
    MethodKind, ObjectKind, OtherKind, OtherMethods, PersonId, SignInPreferences, TenantError,
    Tree,
};
use serde_json::Value;
use url::Url;
use webauthn::Timestamp;

use crate::{
    answer::malformed,
    client::{GraphClient, Version, strip},
};

/// Groups, and people, that a search answers at most.
const MOST_FOUND: usize = 10;
const NAMING: &str = "naming a group or a person";

impl Administration for GraphClient {
    fn methods_policy(&self, tree: Tree) -> Result<Value, TenantError> {
        self.document(tree, "policies/authenticationMethodsPolicy")
    }

    fn registration_details(&self) -> Result<Vec<Value>, TenantError> {
        let path = ["reports", "authenticationMethods", "userRegistrationDetails"];
        self.all(self.url(&path), "report of registrations", "listing registrations")
    }

    fn group_members(&self, group: &str) -> Result<Vec<String>, TenantError> {
        let url = self.url(&["groups", group, "transitiveMembers"]);
        let members = self.all(url, group, "listing members")?;
        let id = |one: &Value| one.get("id").and_then(Value::as_str).map(str::to_owned);
        Ok(members.iter().filter(|one| is_user(one)).filter_map(id).collect())
    }

    fn user_type(&self, person: &PersonId) -> Result<Option<String>, TenantError> {
        let mut url = self.url(&["users", &person.0]);
        url.set_query(Some("$select=id,userType"));
        let user = self.get(&url, &person.0)?.json("describing a person")?;
        Ok(user.get("userType").and_then(Value::as_str).map(str::to_owned))
    }

    fn methods(&self, person: &PersonId, kind: MethodKind) -> Result<Vec<Value>, TenantError> {
        let url = self.url(&["users", &person.0, "authentication", kind.collection()]);
        self.all(url, &person.0, "listing methods")
    }

    fn hello_method(&self, person: &PersonId, method: &str) -> Result<Value, TenantError> {
        let kind = MethodKind::WindowsHelloForBusiness.collection();
        let mut url = self.url(&["users", &person.0, "authentication", kind, method]);
        url.set_query(Some("$expand=device"));
        self.get(&url, method)?.json("naming the computer of a method")
    }

    fn beginning_with(&self, beginning: &str) -> Result<Vec<DirectoryObject>, TenantError> {
        let mut found = self.searched(ObjectKind::Group, beginning)?;
        found.extend(self.searched(ObjectKind::User, beginning)?);
        Ok(found)
    }

    fn display_name(&self, kind: ObjectKind, id: &str) -> Result<String, TenantError> {
        let mut url = self.url(&[collection(kind), id]);
        url.set_query(Some("$select=id,displayName"));
        let found = self.get(&url, id)?.json(NAMING)?;
        let name = found.get("displayName").and_then(Value::as_str).map(str::to_owned);
        name.ok_or_else(|| malformed(NAMING, "it has no name".to_owned()))
    }
}

impl Editor for GraphClient {
    fn document(&self, tree: Tree, path: &str) -> Result<Value, TenantError> {
        self.get(&self.at(tree, path), path)?.json("giving its policy")
    }

    fn patch(&self, tree: Tree, path: &str, body: &Value) -> Result<(), TenantError> {
        let mut body = body.clone();
        strip(&mut body);
        self.patch_at(&self.at(tree, path), body.to_string().as_bytes(), path)
    }
}

impl OtherMethods for GraphClient {
    fn delete_other(
        &self,
        person: &PersonId,
        kind: OtherKind,
        method: &MethodId,
    ) -> Result<(), TenantError> {
        let collection = kind.kind().collection();
        let url = self.url(&["users", &person.0, "authentication", collection, &method.0]);
        self.delete(&url, &method.0)
    }
}

impl AuditLog for GraphClient {
    fn method_audits(&self, since: Timestamp) -> Result<Vec<Value>, TenantError> {
        let mut url = self.url(&["auditLogs", "directoryAudits"]);
        let filter = format!(
            "activityDateTime ge {since} and loggedByService eq '{AUTHENTICATION_METHODS}'"
        );
        url.query_pairs_mut().append_pair("$filter", &filter);
        self.all(url, "audit log", "listing changes of sign-in methods")
    }
}

impl SignInPreferences for GraphClient {
    fn sign_in_preferences(&self, person: &PersonId) -> Result<Value, TenantError> {
        let path = ["users", &person.0, "authentication", "signInPreferences"];
        self.get(&self.url_in(Version::Beta, &path), &person.0)?.json("naming a preference")
    }
}

/// Members are of many types: groups within groups, devices and applications beside people. One without a
/// type may be a person.
fn is_user(member: &Value) -> bool {
    let named = member.get("@odata.type").and_then(Value::as_str);
    named.is_none_or(|named| named.eq_ignore_ascii_case("#microsoft.graph.user"))
}

const fn collection(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Group => "groups",
        ObjectKind::User => "users",
    }
}

impl GraphClient {
    /// The first page of those whose names begin like this.
    fn searched(
        &self,
        kind: ObjectKind,
        beginning: &str,
    ) -> Result<Vec<DirectoryObject>, TenantError> {
        // OData 4.01 ABNF, SQUOTE-in-string: an apostrophe is written twice.
        let quoted = format!("'{}'", beginning.replace('\'', "''"));
        let begins = |name: &str| format!("startswith({name},{quoted})");
        let (filter, select) = match kind {
            ObjectKind::Group => (begins("displayName"), "id,displayName"),
            ObjectKind::User => (
                [begins("displayName"), begins("userPrincipalName")].join(" or "),
                "id,displayName,userPrincipalName",
            ),
        };
        let mut url = self.url(&[collection(kind)]);
        url.query_pairs_mut()
            .append_pair("$filter", &filter)
            .append_pair("$select", select)
            .append_pair("$top", &MOST_FOUND.to_string());
        let found = self.first(MOST_FOUND, url, collection(kind), NAMING)?;
        let text =
            |one: &Value, name: &str| one.get(name).and_then(Value::as_str).map(str::to_owned);
        let object = |one: &Value| {
            let account = text(one, "userPrincipalName").filter(|_| kind == ObjectKind::User);
            Some(DirectoryObject {
                kind,
                id: text(one, "id")?,
                name: text(one, "displayName")?,
                account,
            })
        };
        Ok(found.iter().filter_map(object).collect())
    }

    fn at(&self, tree: Tree, path: &str) -> Url {
        let version = match tree {
            Tree::V1 => Version::V1,
            Tree::Beta => Version::Beta,
        };
        self.url_in(version, &path.split('/').collect::<Vec<_>>())
    }
}

//! What an administrator reads and changes, over HTTP. A change must be sent once, whatever comes of it.

use enrollment::tenant::{Administration, Editor, MethodKind, PersonId, TenantError, Tree};
use serde_json::Value;
use url::Url;

use crate::client::{GraphClient, Version, strip};

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
        Ok(members.iter().filter_map(id).collect())
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

impl GraphClient {
    fn at(&self, tree: Tree, path: &str) -> Url {
        let version = match tree {
            Tree::V1 => Version::V1,
            Tree::Beta => Version::Beta,
        };
        self.url_in(version, &path.split('/').collect::<Vec<_>>())
    }
}

// What the judge looked at, what it found, and what follows. Keyed by the codes of the findings.
import type { Finding } from "../../bindings/Finding";
import type { AttestationType } from "../../bindings/AttestationType";
import type { Check } from "../../bindings/Check";
import type { Outcome } from "../../bindings/Outcome";
import type { Reason } from "../../bindings/Reason";
import type { Verdict } from "../../bindings/Verdict";
import type { Sentence } from "./said";

/** The links of the chain, in the order of proof. */
export type Link = "clientData" | "authenticatorData" | "statement" | "certificate" | "anchor" | "metadata" | "policy";

export const linkOf: Record<Check, Link> = {
  "client-data": "clientData",
  challenge: "clientData",
  origin: "clientData",
  "rp-id": "authenticatorData",
  flags: "authenticatorData",
  "attested-data": "authenticatorData",
  "credential-id": "authenticatorData",
  "public-key": "authenticatorData",
  algorithm: "authenticatorData",
  "statement-structure": "statement",
  "statement-signature": "statement",
  certificate: "certificate",
  "certificate-aaguid": "certificate",
  chain: "anchor",
  metadata: "metadata",
  "metadata-status": "metadata",
  "metadata-requirements": "metadata",
  "policy-method": "policy",
  "policy-scope": "policy",
  "policy-profile": "policy",
  "policy-aaguid": "policy",
  "policy-passkey-type": "policy",
  "policy-attestation": "policy",
};

/** Bit 2 of the flags (WebAuthn L3 §6.1). */
const verified = (flags: unknown): boolean => typeof flags === "number" && (flags & 4) !== 0;
const always = (holds: string) => () => holds;

function seen(findings: Finding[]): string {
  const flags = findings.find(({ check }) => check === "flags")?.evidence["flags"];
  return verified(flags)
    ? "Right site, person present and verified, sound key."
    : "Right site, person present but not verified, sound key.";
}

/** What each link is called, and what it says where it holds. It claims no more than was found. */
export const links: Record<Link, { name: string; holds: (findings: Finding[]) => string }> = {
  clientData: { name: "Client data", holds: always("Right challenge, right origin.") },
  authenticatorData: { name: "Authenticator data", holds: seen },
  statement: { name: "Statement", holds: always("The key’s statement about itself is signed as it should be.") },
  certificate: { name: "Certificate", holds: always("It is one for attestation, and names this model.") },
  anchor: { name: "Anchor", holds: always("The chain ends at a root that we trust.") },
  metadata: { name: "Metadata", holds: always("Nothing is held against this model.") },
  policy: { name: "Policy line", holds: always("The policy allows it.") },
};

/** What was seen, by the names that it has in the findings document; of any other name, the name. */
export const evidence: Record<string, string | undefined> = {
  aaguid: "AAGUID",
  alg: "Algorithm (COSE)",
  anchor: "Anchor",
  anchors: "Anchors given",
  authenticatorData: "Key says",
  certificate: "Certificate says",
  certificates: "Certificates",
  compared: "Compared",
  credentialIdLength: "Length of the id",
  crossOrigin: "Cross-origin",
  deviations: "Departures",
  error: "In the program’s words",
  expected: "Expected",
  flags: "Flags",
  fmt: "Format",
  found: "Found",
  length: "Length",
  model: "Model",
  name: "Name",
  path: "Line of the policy",
  profile: "Profile",
  requested: "Asked for",
  requirement: "Lacks",
  rpId: "RP ID",
  statement: "Part of the compound",
  subject: "Subject",
  topOrigin: "Top origin",
  type: "Type",
  x5c: "Certificates (x5c)",
};

export const checks: Record<Check, string> = {
  "client-data": "Client data can be read",
  challenge: "The challenge is ours",
  origin: "The origin is right",
  "rp-id": "The site is right",
  flags: "Present, verified, backup",
  "attested-data": "A new credential is in it",
  "credential-id": "The credential’s id",
  "public-key": "The public key is sound",
  algorithm: "The algorithm was asked for",
  "statement-structure": "The statement’s form",
  "statement-signature": "The statement’s signature",
  certificate: "The certificate’s fields",
  "certificate-aaguid": "The model in the certificate",
  chain: "The chain to a root",
  metadata: "An entry of the FIDO metadata",
  "metadata-status": "The model’s status reports",
  "metadata-requirements": "The model’s properties",
  "policy-method": "Passkeys are switched on",
  "policy-scope": "The person is in scope",
  "policy-profile": "The profile that applies",
  "policy-aaguid": "The list of models",
  "policy-passkey-type": "Device-bound or synced",
  "policy-attestation": "Attestation is enforced",
};

export const outcomes: Record<Outcome, { word: string; tone: "pass" | "fail" | "warn" | "unknown" }> = {
  pass: { word: "Holds", tone: "pass" },
  fail: { word: "Breaks here", tone: "fail" },
  warn: { word: "Holds, with a remark", tone: "warn" },
  unknown: { word: "Not decided", tone: "unknown" },
  skipped: { word: "Not asked", tone: "unknown" },
};

export const verdicts: Record<Verdict, Sentence> = {
  admitted: { says: "Everything that was checked holds.", next: "It can be sent." },
  refused: {
    says: "The key’s answer is genuine, but the policy does not allow it.",
    next: "Use a key that the policy allows.",
  },
  invalid: {
    says: "The key’s answer does not verify.",
    next: "Use another key, and show this one to its supplier.",
  },
  undetermined: {
    says: "Nothing failed, but not everything could be decided.",
    next: "Decide whether it is sent all the same.",
  },
};

export const attestations: Record<AttestationType, string> = {
  basic: "by the maker’s certificate",
  self: "by the new key itself",
  attca: "by an attestation CA",
  anonca: "by an anonymising CA",
  none: "none",
  unverified: "not verified",
};

const supplier = "Use another key, and show this one to its supplier.";
const oncemore = "Try once more. If it stays so, use another key.";
const asks = "Ask whoever looks after the policy.";

export const reasons: Record<Reason, Sentence> = {
  "client-data-malformed": { says: "The client data cannot be read.", next: oncemore },
  "client-data-type": { says: "The client data is not of a registration.", next: oncemore },
  "challenge-mismatch": { says: "The answer is to another challenge than ours.", next: oncemore },
  "origin-mismatch": { says: "The answer is for another origin.", next: "Check from which site the options are." },
  "cross-origin": { says: "The answer was made inside another site’s page.", next: "Register from the site itself." },
  "rp-id-mismatch": { says: "The answer is for another site.", next: "Check from which site the options are." },
  "user-not-present": { says: "The key does not say that it was touched.", next: oncemore },
  "user-not-verified": { says: "The key does not say that it checked who you are.", next: "Try once more with the PIN." },
  "backup-flags-inconsistent": { says: "The key contradicts itself about backups.", next: supplier },
  "flags-reserved": { says: "The key sets a flag that has no meaning yet.", next: "Nothing to do; the supplier may want to know." },
  "attested-data-missing": { says: "The answer holds no new credential.", next: oncemore },
  "authenticator-data-malformed": { says: "The authenticator data cannot be read.", next: supplier },
  "trailing-bytes": { says: "Something follows where the answer should end.", next: supplier },
  "cbor-malformed": { says: "The answer is not well-formed CBOR.", next: supplier },
  "cbor-not-canonical": { says: "The answer is not in CTAP2’s canonical form.", next: "Most services accept it. Tell the key’s supplier." },
  "cbor-duplicate-key": { says: "The answer says one thing twice.", next: supplier },
  "credential-id-too-long": { says: "The credential’s id is longer than the standard allows.", next: supplier },
  "credential-id-too-short": { says: "The credential’s id is shorter than the standard wants.", next: supplier },
  "credential-id-mismatch": { says: "Two ids are given for one credential.", next: oncemore },
  "public-key-malformed": { says: "The public key cannot be read.", next: supplier },
  "public-key-not-on-curve": { says: "The public key is not a point of its curve.", next: supplier },
  "public-key-private-part": { says: "The key gave away its private part.", next: "Do not use this passkey. Show the key to its supplier." },
  "algorithm-not-requested": { says: "The key used an algorithm that was not asked for.", next: supplier },
  "algorithm-unsupported": { says: "This version cannot check the algorithm.", next: "Update Touchstone, or have the answer checked elsewhere." },
  "algorithm-weak": { says: "The signature is of a kind that is no longer worth much.", next: "Prefer a key with a newer algorithm." },
  "format-unsupported": { says: "This version cannot check the statement’s format.", next: "Update Touchstone, or have the answer checked elsewhere." },
  "statement-malformed": { says: "The key’s statement about itself cannot be read.", next: supplier },
  "statement-algorithm-mismatch": { says: "Statement and certificate name different algorithms.", next: supplier },
  "statement-signature-invalid": { says: "The signature under the key’s statement is wrong.", next: supplier },
  "certificate-malformed": { says: "The key’s certificate cannot be read.", next: supplier },
  "certificate-requirements": { says: "The key’s certificate is not one for attestation.", next: supplier },
  "certificate-expired": { says: "The key’s certificate has run out.", next: "Check this computer’s clock; else ask the supplier." },
  "certificate-not-yet-valid": { says: "The key’s certificate is not valid yet.", next: "Check this computer’s clock." },
  "certificate-aaguid-mismatch": { says: "The certificate is for another model than the key says it is.", next: supplier },
  "certificate-aaguid-missing": { says: "The certificate names no model.", next: "Most services accept it where the chain is trusted." },
  "chain-untrusted": { says: "The certificate’s chain ends at no root that we trust.", next: "Use a key of a known maker, or have its root added." },
  "chain-broken": { says: "A certificate in the chain does not follow from the next.", next: supplier },
  "anchor-unreadable": { says: "The metadata list a root for this model that cannot be read.", next: "Fetch the metadata again; else ask the supplier." },
  "credential-key-mismatch": { says: "The certificate speaks of another key than the one that was made.", next: supplier },
  "aaguid-not-zero": { says: "A U2F key names a model, which it must not.", next: supplier },
  "aaguid-unproved": { says: "The key names its model, and nothing proves it.", next: "Enforce attestation if the list of models shall be reliable." },
  "tpm-structure": { says: "The TPM’s statement cannot be read.", next: supplier },
  "tpm-name-mismatch": { says: "The TPM speaks of another key.", next: supplier },
  "tpm-certificate": { says: "The TPM’s certificate is not as it must be.", next: supplier },
  "tpm-vendor-unknown": { says: "The TPM’s maker is not known.", next: asks },
  "key-description": { says: "Android’s description of the key is not as it must be.", next: supplier },
  "nonce-mismatch": { says: "Apple’s statement is about something else.", next: oncemore },
  "safetynet-response": { says: "The SafetyNet response does not hold.", next: supplier },
  "none-with-statement": { says: "There is a statement where none was announced.", next: supplier },
  "method-disabled": { says: "Passkeys are switched off in this organisation.", next: asks },
  "user-not-in-scope": { says: "Passkeys are not switched on for this person.", next: asks },
  "user-excluded": { says: "This person is in a group that is left out.", next: asks },
  "self-service-off": { says: "Nobody may register keys by themselves here.", next: "Ask the help desk to register it for you." },
  "aaguid-not-allowed": { says: "Its model is not on the list.", next: "Use a model that is on the list." },
  "aaguid-blocked": { says: "Its model is on the list of blocked models.", next: "Use another model." },
  "passkey-type-not-allowed": { says: "This kind of passkey, device-bound or synced, is not allowed.", next: "Use a key of the kind that is allowed." },
  "attestation-required": { says: "The policy wants the model proved, and it is not.", next: "Use a key that attests its model." },
  "key-requirements": { says: "The key lacks something that the policy asks for.", next: "Use a model that has it." },
  "aaguid-unknown": { says: "The key does not say which model it is.", next: "Use a key that does." },
  "scope-unknown": { says: "Whether this person is in scope could not be read.", next: "Try again later, or ask whoever looks after the policy." },
  "policy-unknown": { says: "The policy says something that this version does not know.", next: "Update Touchstone." },
  "metadata-missing": { says: "There is no metadata of this model at hand.", next: "Update the FIDO metadata." },
  "metadata-stale": { says: "The metadata at hand is older than its own date says.", next: "Update the FIDO metadata." },
  "metadata-signature": { says: "The metadata is not signed by FIDO.", next: "Fetch it again." },
  "metadata-revoked": { says: "This model’s certification was revoked.", next: "Do not use this model." },
  "metadata-compromised": { says: "Keys of this model are known to be compromised.", next: "Do not use this model." },
  "metadata-update-available": { says: "There is newer firmware for this model.", next: "It can be used; a newer key is better." },
  "metadata-retired": { says: "The maker no longer stands behind this model.", next: "It can be used; a newer key is better." },
  "metadata-attestation-type": { says: "The metadata know this model for another type of attestation.", next: supplier },
  "metadata-requirements": { says: "The model’s metadata does not show all that Microsoft writes a key must have.", next: supplier },
  "expectation-missing": { says: "There was nothing to compare it with.", next: "Give what was asked together with the answer." },
};

// SimpleWebAuthn as a verifier; JSON lines in and out as in contract.py. See README.md.
// usage: node simplewebauthn.mjs CACHE-DIR      (the folder that install.sh filled)
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const PACKAGE = "@simplewebauthn/server";
const FORMATS = ["packed", "fido-u2f", "tpm", "android-key", "android-safetynet", "apple"];
const EVERY_ALGORITHM = [-7, -8, -35, -36, -37, -38, -39, -257, -258, -259, -65535];

const cache = pathToFileURL(resolve(process.argv[2] ?? ".") + "/");
const { verifyRegistrationResponse, SettingsService } = await import(
  pathToFileURL(createRequire(cache).resolve(PACKAGE))
);
const { version } = JSON.parse(
  readFileSync(new URL(`node_modules/${PACKAGE}/package.json`, cache), "utf8"),
);

/** PEM of a root given as PEM or as base64 or base64url of DER. */
function pem(root) {
  if (root.startsWith("-----")) return root;
  const der = Buffer.from(root.replaceAll("-", "+").replaceAll("_", "/"), "base64");
  const lines = der.toString("base64").match(/.{1,64}/g).join("\n");
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

async function verify(request) {
  const certificates = (request.trust_roots ?? []).map(pem);
  for (const identifier of FORMATS) {
    SettingsService.setRootCertificates({ identifier, certificates });
  }
  const { verified, registrationInfo } = await verifyRegistrationResponse({
    response: request.response,
    expectedChallenge: request.challenge.replace(/=+$/, ""),
    expectedOrigin: request.origin,
    expectedRPID: request.rp_id,
    requireUserVerification: Boolean(request.require_uv),
    supportedAlgorithmIDs: request.algs ?? EVERY_ALGORITHM,
  });
  if (!verified) throw new Error("not verified");
  return {
    fmt: registrationInfo.fmt,
    aaguid: registrationInfo.aaguid,
    credential_id: registrationInfo.credential.id,
    uv: registrationInfo.userVerified,
  };
}

for (const line of readFileSync(0, "utf8").split("\n")) {
  if (!line.trim()) continue;
  const request = JSON.parse(line);
  const verdict = { verifier: "simplewebauthn", version, id: request.id };
  try {
    Object.assign(verdict, { ok: true, error: null }, await verify(request));
  } catch (refusal) {
    const cause = refusal.cause ? ` <- ${refusal.cause.message ?? refusal.cause}` : "";
    const error = `${refusal.name}: ${refusal.message}${cause}`.slice(0, 400);
    Object.assign(verdict, { ok: false, error });
  }
  console.log(JSON.stringify(verdict));
}

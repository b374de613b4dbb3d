#!/usr/bin/env python3
"""python-fido2 as a second client of the card in the reader.

usage: card.py info                 what it says of itself, as JSON
       card.py register PIN [RP]    one discoverable credential, after a long exclude list
       card.py held PIN             PIN tries left and what it holds, as JSON
       card.py absent               succeeds when there is no reader to be had
"""
import json
import sys
import time

from fido2.attestation.packed import PackedAttestation
from fido2.client import DefaultClientDataCollector, Fido2Client, UserInteraction
from fido2.ctap2 import ClientPin, CredentialManagement, Ctap2
from fido2.pcsc import CtapPcscDevice

# Seconds to wait for a card that is there.
PATIENCE = 5


class Person(UserInteraction):
    def __init__(self, pin: str):
        self.pin = pin

    def request_pin(self, permissions, rp_id):
        return self.pin


def card() -> CtapPcscDevice:
    """The card, once the client before us has let go of it: pcscd may still be powering it up."""
    end = time.monotonic() + PATIENCE
    while True:
        found = next(iter(CtapPcscDevice.list_devices()), None)
        if found is not None:
            return found
        if time.monotonic() > end:
            sys.exit("card.py: no card with a FIDO applet")
        time.sleep(0.1)


def info() -> None:
    said = Ctap2(card()).info
    print(json.dumps({"versions": said.versions, "aaguid": str(said.aaguid), "options": said.options}))


def register(pin: str, rp: str = "example.com") -> None:
    collector = DefaultClientDataCollector(f"https://{rp}")
    client = Fido2Client(card(), collector, user_interaction=Person(pin))
    result = client.make_credential(
        {
            "rp": {"id": rp, "name": "Example"},
            "user": {"id": b"user", "name": "user", "displayName": "User"},
            "challenge": b"c" * 32,
            "pubKeyCredParams": [{"type": "public-key", "alg": -7}],
            "authenticatorSelection": {"residentKey": "required", "userVerification": "required"},
            "attestation": "direct",
            "excludeCredentials": [
                {"type": "public-key", "id": bytes([n]) * 64} for n in range(12)
            ],
        }
    )
    object_ = result.response.attestation_object
    client_data_hash = result.response.client_data.hash
    PackedAttestation().verify(object_.att_stmt, object_.auth_data, client_data_hash)
    print(json.dumps({"fmt": object_.fmt, "flags": int(object_.auth_data.flags)}))


def held(pin: str) -> None:
    ctap = Ctap2(card())
    client = ClientPin(ctap)
    retries = client.get_pin_retries()[0]
    token = client.get_pin_token(pin, ClientPin.PERMISSION.CREDENTIAL_MGMT)
    management = CredentialManagement(ctap, client.protocol, token)
    credentials = []
    if management.get_metadata()[CredentialManagement.RESULT.EXISTING_CRED_COUNT] > 0:
        for rp in management.enumerate_rps():
            for credential in management.enumerate_creds(rp[CredentialManagement.RESULT.RP_ID_HASH]):
                user = credential[CredentialManagement.RESULT.USER]
                rp_id = rp[CredentialManagement.RESULT.RP]["id"]
                credentials.append({"rp": rp_id, "user": user.get("name")})
    print(json.dumps({"tries": retries, "credentials": credentials}))


def absent() -> None:
    try:
        found = list(CtapPcscDevice.list_devices())
    except Exception as error:
        print(f"no PC/SC: {type(error).__name__}")
        return
    if found:
        sys.exit("card.py: there is a card")


if __name__ == "__main__":
    commands = {one.__name__: one for one in (info, register, held, absent)}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])

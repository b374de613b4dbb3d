#!/usr/bin/env python3
"""Raw APDUs against the card in the reader: each way that CTAP 2.1 section 11.3 has.

usage: raw.py basics [--short]     selection, chaining, extended length (refused with --short), 61xx
       raw.py waiting              9100 with a status byte until $CARD is told to touch; then cancel
       raw.py removed              the card is pulled out in mid-request, and comes back
The card must not touch itself for the last two (vkey --touch never).
"""
import os
import sys
import time

from fido2 import cbor
from smartcard.CardConnection import CardConnection
from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.System import readers

SELECT = bytes.fromhex("00A4040008A0000006472F0001")
GET_RESPONSE = bytes.fromhex("8011000000")
CANCEL = bytes.fromhex("8011110000")


def connect():
    link = readers()[0].createConnection()
    link.connect(CardConnection.T1_protocol)
    return link


def send(link, apdu: bytes) -> tuple[bytes, int]:
    data, sw1, sw2 = link.transmit(list(apdu))
    return bytes(data), sw1 << 8 | sw2


def tell(line: str) -> None:
    with open(os.environ["CARD"], "w") as card:
        card.write(line + "\n")


def chained(link, request: bytes, p1: int) -> tuple[bytes, int]:
    while len(request) > 250:
        part, request = request[:250], request[250:]
        assert send(link, bytes([0x90, 0x10, p1, 0, 250]) + part) == (b"", 0x9000)
    data, status = send(link, bytes([0x80, 0x10, p1, 0, len(request)]) + request + b"\0")
    while status >> 8 == 0x61:
        more, status = send(link, bytes([0x80, 0xC0, 0, 0, status & 0xFF]))
        data += more
    return data, status


def make_credential() -> bytes:
    return b"\x01" + cbor.encode(
        {
            1: b"h" * 32,
            2: {"id": "example.com", "name": "Example"},
            3: {"id": b"u", "name": "u"},
            4: [{"alg": -7, "type": "public-key"}],
            5: [{"id": bytes([n]) * 64, "type": "public-key"} for n in range(10)],
        }
    )


def basics(*options: str) -> None:
    link = connect()
    assert send(link, bytes.fromhex("00A4040008A000000647FFFFFF"))[1] == 0x6A82
    assert send(link, bytes.fromhex("80108000010400"))[1] == 0x6985, "no applet is selected"
    assert send(link, SELECT) == (b"U2F_V2", 0x9000)
    assert send(link, bytes.fromhex("80FF000000"))[1] == 0x6D00

    whole, status = chained(link, b"\x04", 0)
    assert (whole[:1], status) == (b"\0", 0x9000) and len(whole) > 256, "61xx was followed"
    made, status = chained(link, make_credential(), 0)
    assert (made[:1], status) == (b"\0", 0x9000)

    request = make_credential()
    extended = bytes([0x80, 0x10, 0, 0, 0]) + len(request).to_bytes(2, "big") + request + b"\0\0"
    data, status = send(link, extended)
    if "--short" in options:
        assert (data, status) == (b"", 0x6700), "only short APDUs are taken"
    else:
        assert (data[:1], status) == (b"\0", 0x9000)
    print("raw: selection, chaining, extended length, 61xx: as in the standard")


def begin(link):
    assert send(link, SELECT)[1] == 0x9000
    return chained(link, make_credential(), 0x80)


def waiting() -> None:
    link = connect()
    assert begin(link) == (b"\x02", 0x9100), "a touch is waited for"
    for _ in range(3):
        assert send(link, GET_RESPONSE) == (b"\x02", 0x9100)
    tell("touch")
    data, status = send(link, GET_RESPONSE)
    while status == 0x9100:
        data, status = send(link, GET_RESPONSE)
    assert data[:1] == b"\0" and status >> 8 in (0x61, 0x90)

    assert begin(link) == (b"\x02", 0x9100)
    assert send(link, CANCEL) == (b"\x2d", 0x9000), "CTAP2_ERR_KEEPALIVE_CANCEL"
    assert send(link, GET_RESPONSE)[1] == 0x6985, "nothing is under way"
    print("raw: 9100, touch, cancel: as in the standard")


def removed() -> None:
    link = connect()
    assert begin(link) == (b"\x02", 0x9100)
    tell("pull")
    start = time.monotonic()
    try:
        while send(link, GET_RESPONSE)[1] == 0x9100:
            assert time.monotonic() < start + 5, "the card is still there"
        raise AssertionError("a card that is gone has answered")
    except CardConnectionException as error:
        print(f"raw: gone after {time.monotonic() - start:.1f} s: {error}")
    tell("insert")
    while True:
        # Its end resets the card, which the next connection must not see.
        link.disconnect()
        try:
            link = connect()
            assert send(link, SELECT)[1] == 0x9000
            break
        except (NoCardException, CardConnectionException):
            assert time.monotonic() < start + 10, "the card did not come back"
            time.sleep(0.1)
    assert chained(link, b"\x04", 0x80)[0][:1] == b"\0"
    print("raw: back, and answers")


if __name__ == "__main__":
    commands = {one.__name__: one for one in (basics, waiting, removed)}
    if len(sys.argv) < 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])

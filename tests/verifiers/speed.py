"""What python libraries take, in CPU time: the median of ROUNDS rounds.

usage: speed.py registrations ROUNDS <REQUESTS    microseconds of py_webauthn for each request
       speed.py metadata ROUNDS BLOB ROOT         milliseconds of python-fido2 for a BLOB, verified and indexed
       speed.py sign PAYLOAD BLOB ROOT            signs a payload by a CA of its own, for that
"""
import statistics
import sys
import time
from typing import Callable


def median(rounds: int, run: Callable[[], None]) -> float:
    """Seconds of CPU time."""
    times = []
    for _ in range(rounds):
        began = time.process_time()
        run()
        times.append(time.process_time() - began)
    return statistics.median(times)


def registrations(rounds: int) -> None:
    import json

    from cryptography.hazmat.primitives.serialization import Encoding
    from webauthn import verify_registration_response
    from webauthn.helpers.structs import AttestationFormat

    from contract import certificate, decoded

    requests = [json.loads(line) for line in sys.stdin]
    # What a server has before a response comes is made before the clock runs.
    roots = {root for request in requests for root in request.get("trust_roots", [])}
    pem = [certificate(root).public_bytes(Encoding.PEM) for root in roots]
    trusted = {format_: pem for format_ in AttestationFormat} if pem else None
    prepared = [(request["response"], decoded(request["challenge"])) for request in requests]

    def run() -> None:
        for response, challenge in prepared:
            verify_registration_response(
                credential=response,
                expected_challenge=challenge,
                expected_rp_id="example.org",
                expected_origin="https://example.org",
                pem_root_certs_bytes_by_fmt=trusted,
            )

    print(f"{median(rounds, run) * 1e6 / len(prepared):.1f}")


def metadata(rounds: int, blob: str, root: str) -> None:
    from pathlib import Path

    from fido2.mds3 import MdsAttestationVerifier, parse_blob

    signed, anchor = Path(blob).read_bytes(), Path(root).read_bytes()
    # The verifier is what indexes the entries.
    print(f"{median(rounds, lambda: MdsAttestationVerifier(parse_blob(signed, anchor))) * 1e3:.1f}")


def sign(payload: str, blob: str, root: str) -> None:
    """One entry of no. 291 lacks two members, for which python-fido2 gives the whole BLOB up: it gets them."""
    import base64
    import datetime
    import gzip
    import json
    from pathlib import Path

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding, rsa
    from cryptography.hazmat.primitives.serialization import Encoding

    from contract import encoded

    document = json.loads(gzip.decompress(Path(payload).read_bytes()))
    for entry in document["entries"]:
        statement = entry.get("metadataStatement", {})
        statement.setdefault("userVerificationDetails", [[{"userVerificationMethod": "none"}]])
        statement.setdefault("attachmentHint", ["internal"])

    def certificate(name: str, key, issuer: str, by, is_authority: bool) -> x509.Certificate:
        def named(text: str) -> x509.Name:
            return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])

        builder = x509.CertificateBuilder(named(issuer), named(name), key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(datetime.datetime(2026, 1, 1))
        builder = builder.not_valid_after(datetime.datetime(2036, 1, 1))
        constraints = x509.BasicConstraints(ca=is_authority, path_length=None)
        return builder.add_extension(constraints, critical=True).sign(by, hashes.SHA256())

    authority, signer = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    anchor = certificate("Speed Root", authority, "Speed Root", authority, True)
    leaf = certificate("Speed Signer", signer, "Speed Root", authority, False)
    x5c = [base64.b64encode(leaf.public_bytes(Encoding.DER)).decode()]
    header = json.dumps({"alg": "RS256", "typ": "JWT", "x5c": x5c}).encode()
    signed = f"{encoded(header)}.{encoded(json.dumps(document).encode())}"
    signature = signer.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256())
    Path(blob).write_text(f"{signed}.{encoded(signature)}")
    Path(root).write_bytes(anchor.public_bytes(Encoding.DER))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["registrations", rounds]:
            registrations(int(rounds))
        case ["sign", payload, blob, root]:
            sign(payload, blob, root)
        case ["metadata", rounds, blob, root]:
            metadata(int(rounds), blob, root)
        case _:
            sys.exit(__doc__)

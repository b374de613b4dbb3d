"""py_webauthn as a verifier. See contract.py and README.md."""
from cryptography.hazmat.primitives.serialization import Encoding
from webauthn import verify_registration_response
from webauthn.helpers import decode_credential_public_key
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AttestationFormat

from contract import certificate, decoded, encoded, run

KNOWN = {algorithm.value: algorithm for algorithm in COSEAlgorithmIdentifier}


def verify(request: dict) -> dict:
    algorithms = [KNOWN[alg] for alg in request.get("algs") or KNOWN if alg in KNOWN]
    roots = None
    if request.get("trust_roots"):
        pem = [certificate(root).public_bytes(Encoding.PEM) for root in request["trust_roots"]]
        roots = {format_: pem for format_ in AttestationFormat}
    verified = verify_registration_response(
        credential=request["response"],
        expected_challenge=decoded(request["challenge"]),
        expected_rp_id=request["rp_id"],
        expected_origin=request["origin"],
        require_user_verification=bool(request.get("require_uv")),
        supported_pub_key_algs=algorithms,
        pem_root_certs_bytes_by_fmt=roots,
    )
    return {
        "fmt": getattr(verified.fmt, "value", verified.fmt),
        "aaguid": verified.aaguid,
        "credential_id": encoded(verified.credential_id),
        "alg": int(decode_credential_public_key(verified.credential_public_key).alg),
        "uv": verified.user_verified,
    }


if __name__ == "__main__":
    run("py_webauthn", "webauthn", verify)

"""python-fido2 as a verifier. See contract.py and README.md."""
from cryptography.hazmat.primitives.serialization import Encoding
from fido2.attestation import Attestation, AttestationVerifier
from fido2.attestation.base import verify_x509_chain
from fido2.server import Fido2Server
from fido2.webauthn import (
    PublicKeyCredentialParameters,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    RegistrationResponse,
)

from contract import certificate, decoded, encoded, origins, run


class Roots(AttestationVerifier):
    """Trusts the given roots, by the issuer's name and then by the chain's signatures."""

    def __init__(self, roots: list[str]):
        super().__init__()
        self.roots = [certificate(root) for root in roots]

    def ca_lookup(self, attestation_result, auth_data):
        path = [certificate(encoded(der)) for der in attestation_result.trust_path]
        for root in self.roots:
            if any(root == one or root.subject == one.issuer for one in path):
                return root.public_bytes(Encoding.DER)
        return None


def verify(request: dict) -> dict:
    roots = request.get("trust_roots")

    def attestation(object_, client_data_hash):
        if roots:
            Roots(roots)(object_, client_data_hash)
            return
        statement = Attestation.for_type(object_.fmt)()
        result = statement.verify(object_.att_stmt, object_.auth_data, client_data_hash)
        if result.trust_path:
            verify_x509_chain(result.trust_path)

    allowed = origins(request)
    server = Fido2Server(
        PublicKeyCredentialRpEntity(id=request["rp_id"], name="verifier"),
        attestation="direct",  # it looks at no statement otherwise
        verify_origin=lambda origin: origin in allowed,
        verify_attestation=attestation,
    )
    algorithms = request.get("algs")
    if algorithms:
        server.allowed_algorithms = [
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=alg)
            for alg in algorithms
        ]
    state = {
        "challenge": encoded(decoded(request["challenge"])),
        "user_verification": "required" if request.get("require_uv") else None,
    }
    response = RegistrationResponse.from_dict(request["response"])
    data = server.register_complete(state, response)
    credential = data.credential_data
    algorithm = credential.public_key.get(3)
    if algorithms and algorithm not in algorithms:  # the library does not look
        raise ValueError(f"algorithm {algorithm} was not offered")
    return {
        "fmt": response.response.attestation_object.fmt,
        "aaguid": str(credential.aaguid),
        "credential_id": encoded(credential.credential_id),
        "alg": algorithm,
        "uv": data.is_user_verified(),
    }


if __name__ == "__main__":
    run("python-fido2", "fido2", verify)

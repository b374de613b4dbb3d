"""What the Python wrappers share: reading requests, writing verdicts, certificates and base64.

A wrapper gives `run` its name, its package, and a function from request to what it found; whatever
that function raises is the library's refusal.
"""
import base64
import importlib.metadata
import json
import sys
import warnings
from typing import Callable

from cryptography import x509


def decoded(text: str) -> bytes:
    """base64 or base64url, padded or not."""
    plain = text.replace("-", "+").replace("_", "/").rstrip("=")
    return base64.b64decode(plain + "=" * (-len(plain) % 4))


def encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def certificate(text: str) -> x509.Certificate:
    """PEM, or base64 of DER."""
    if text.startswith("-----"):
        return x509.load_pem_x509_certificate(text.encode())
    return x509.load_der_x509_certificate(decoded(text))


def origins(request: dict) -> list[str]:
    origin = request["origin"]
    return origin if isinstance(origin, list) else [origin]


def run(name: str, package: str, verify: Callable[[dict], dict]) -> None:
    """One verdict for each line of stdin."""
    warnings.filterwarnings("ignore")
    version = importlib.metadata.version(package)
    for line in filter(str.strip, sys.stdin):
        request = json.loads(line)
        verdict = {"verifier": name, "version": version, "id": request.get("id")}
        try:
            verdict |= {"ok": True, "error": None} | verify(request)
        except Exception as refusal:  # each library has its own family of errors
            verdict |= {"ok": False, "error": f"{type(refusal).__name__}: {str(refusal)[:300]}"}
        print(json.dumps(verdict), flush=True)

"""An authenticator in software, for what no real one would do: sign for another site, twice, or without looking."""

import json
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

UP, UV, AT = (AuthenticatorData.FLAG.UP, AuthenticatorData.FLAG.UV, AuthenticatorData.FLAG.AT)
HOST = "localhost"
ORIGIN = f"http://{HOST}"


@dataclass
class Authenticator:
    """Hold one key; what it says about itself can be bent for each answer."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: token_bytes(32))
    counter: int = 0

    def made(self, options, *, origin=ORIGIN, flags=UP | UV) -> str:
        """Return the answer to being asked for a new passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())
        data = AttestedCredentialData.create(bytes(16), self.credential_id, public)
        told = AuthenticatorData.create(self.site(options["publicKey"]["rp"]["id"]), flags | AT, self.counter, data)
        client = self.client("webauthn.create", options, origin)
        response = {"attestationObject": websafe_encode(AttestationObject.create("none", told, {}))}
        return self.packed(client, response)

    def proved(self, options, *, origin=ORIGIN, flags=UP | UV, kind="webauthn.get", used=1) -> str:
        """Return the answer to being asked for a proof; each use raises the counter by `used`."""
        self.counter += used
        told = AuthenticatorData.create(self.site(options["publicKey"]["rpId"]), flags, self.counter)
        client = self.client(kind, options, origin)
        signature = self.key.sign(bytes(told) + client.hash, ec.ECDSA(SHA256()))
        return self.packed(client, {"authenticatorData": websafe_encode(told), "signature": websafe_encode(signature)})

    def client(self, kind, options, origin) -> CollectedClientData:
        """Return what the browser says it was asked."""
        challenge = websafe_decode(options["publicKey"]["challenge"])
        return CollectedClientData.create(kind, challenge, origin)

    def packed(self, client, response) -> str:
        """Return an answer as the page sends it."""
        name = websafe_encode(self.credential_id)
        response = {"clientDataJSON": websafe_encode(client), **response}
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    @staticmethod
    def site(name) -> bytes:
        """Return the hash of a site's name."""
        return sha256(name.encode()).digest()

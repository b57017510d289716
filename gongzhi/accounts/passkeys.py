"""Passkeys (WebAuthn): what a browser is asked, and whether what its authenticator answers is genuine."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

NAME = "共治"
# The authenticator asks for fingerprint, face or PIN, so that a passkey is two factors by itself (NIST SP 800-63B-4).
VERIFIED = UserVerificationRequirement.REQUIRED

State = Mapping[str, object]
Answer = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Site:
    """Hold the address under which a browser sees this site; a passkey belongs to its host."""

    scheme: str
    host: str  # with the port

    @property
    def name(self) -> str:
        """Return the host without its port."""
        return self.host.rpartition(":")[0] if ":" in self.host.rpartition("]")[2] else self.host

    @property
    def takes_passkeys(self) -> bool:
        """Tell whether browsers offer passkeys here: https, or this very machine; and a name, not a bare address."""
        try:
            ipaddress.ip_address(self.name.strip("[]"))
        except ValueError:
            is_this_machine = self.name == "localhost" or self.name.endswith(".localhost")
            return self.scheme == "https" or is_this_machine
        return False

    @property
    def server(self) -> Fido2Server:
        """Return what asks and checks for this site."""
        origin = f"{self.scheme}://{self.host}"
        return Fido2Server(
            PublicKeyCredentialRpEntity(id=self.name, name=NAME), verify_origin=lambda told: told == origin
        )


@dataclass(frozen=True, slots=True)
class Made:
    """Hold a passkey as an authenticator made it: its id, id and public key as WebAuthn packs them, its counter."""

    credential_id: bytes
    packed: bytes
    counter: int


def descriptors(ids: Sequence[bytes]) -> list[PublicKeyCredentialDescriptor]:
    """Return passkeys as a browser is told of them."""
    return [PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=each) for each in ids]


def ask_for_new(
    site: Site, *, handle: bytes, username: str, name: str, known: Sequence[bytes]
) -> tuple[dict[str, object], State]:
    """Return what a browser is asked in order to make a passkey, and what the answer is held against."""
    user = PublicKeyCredentialUserEntity(id=handle, name=username, display_name=name)
    options, state = site.server.register_begin(
        user,
        credentials=descriptors(known),
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=VERIFIED,
    )
    return dict(options), state


def ask_for_proof(site: Site, *, known: Sequence[bytes]) -> tuple[dict[str, object], State]:
    """Return what a browser is asked in order to prove one of these passkeys, or any it holds where none is named."""
    options, state = site.server.authenticate_begin(descriptors(known) or None, user_verification=VERIFIED)
    return dict(options), state


def made(site: Site, *, answer: Answer, state: State) -> Made | None:
    """Return the passkey that an answer brings; None when it is not genuine."""
    try:
        data = site.server.register_complete(state, RegistrationResponse.from_dict(answer))
    except (ValueError, TypeError, KeyError, AttributeError):  # whatever is wrong in bytes a stranger sent
        return None
    credential = data.credential_data
    return Made(credential.credential_id, bytes(credential), data.counter) if credential else None


def id_in(answer: Answer) -> bytes:
    """Return the id of the passkey that an answer speaks of, empty when it speaks of none."""
    try:
        return AuthenticationResponse.from_dict(answer).raw_id
    except (ValueError, TypeError, KeyError, AttributeError):
        return b""


def counter_in(site: Site, *, answer: Answer, state: State, packed: bytes) -> int | None:
    """Return how often the authenticator was used, as an answer proves; None when the proof is not genuine."""
    try:
        response = AuthenticationResponse.from_dict(answer)
        site.server.authenticate_complete(state, [AttestedCredentialData(packed)], response)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return response.response.authenticator_data.counter


def is_copied(*, last: int, given: int) -> bool:
    """Tell whether a counter shows a second copy of a key (WebAuthn 3, 6.1.1); keys that sync always say 0."""
    return (last > 0 or given > 0) and given <= last

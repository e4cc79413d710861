"""A directory on loopback that behaves as a real one: OpenID Connect Core 1.0, Discovery 1.0, PKCE (RFC 7636).

Its people are invented. What it sends can be bent by a test: `bend` changes the ID token's claims, `description` what
it tells of itself, `signing_key` and `signing` how it signs.
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse

ANALYSTS, OFFICERS, FENMOOR = "crime analysts", "neighbourhood officers", "fenmoor liaison"
CLIENT, SECRET = "saferplan", "the client's own secret"
_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class FakeDirectory:
    person: dict = field(default_factory=dict)
    bend: Callable[[dict], dict] = lambda claims: claims
    description: dict = field(default_factory=dict)
    userinfo: dict | None = None
    answers_with_issuer: str | None = None
    signing_key: object = _key
    signing: str = "RS256"
    without_id_token: bool = False
    codes: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    def __post_init__(self) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                outer.answer(self, None)

            def do_POST(self):
                outer.answer(self, self.rfile.read(int(self.headers["Content-Length"])).decode())

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request: BaseHTTPRequestHandler, body: str | None) -> None:
        parts = urlsplit(request.path)
        self.asked.append(parts.path)
        given = {key: values[0] for key, values in parse_qs(parts.query if body is None else body).items()}
        match parts.path:
            case "/.well-known/openid-configuration":
                send(request, self.tells())
            case "/authorize":
                self.authorize(request, given)
            case "/token":
                self.token(request, given)
            case "/keys":
                send(request, {"keys": [self.public_key()]})
            case "/userinfo":
                self.tell_userinfo(request)
            case _:
                send(request, {}, 404)

    def tells(self) -> dict:
        here = self.issuer
        return {
            "issuer": here,
            "authorization_endpoint": f"{here}/authorize",
            "token_endpoint": f"{here}/token",
            "jwks_uri": f"{here}/keys",
            "userinfo_endpoint": f"{here}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        } | self.description

    def authorize(self, request: BaseHTTPRequestHandler, given: dict) -> None:
        """The person has signed in there already."""
        assert given["response_type"] == "code"
        assert given["client_id"] == CLIENT
        assert given["code_challenge_method"] == "S256"
        assert "openid" in given["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        answer = {"code": code, "state": given["state"]}
        if self.answers_with_issuer:
            answer["iss"] = self.answers_with_issuer
        request.send_response(302)
        request.send_header("Location", f"{given['redirect_uri']}?{urlencode(answer)}")
        request.end_headers()

    def token(self, request: BaseHTTPRequestHandler, given: dict) -> None:
        asked = self.codes.pop(given.get("code"), None)
        verifier = given.get("code_verifier", "")
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
        right = (
            asked
            and (given.get("client_id"), given.get("client_secret")) == (CLIENT, SECRET)
            and given.get("redirect_uri") == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )
        if not right:
            send(request, {"error": "invalid_grant"}, 400)
            return
        sent = {"access_token": "for userinfo", "token_type": "Bearer", "expires_in": 300}
        if not self.without_id_token:
            sent["id_token"] = self.id_token(asked["nonce"])
        send(request, sent)

    def id_token(self, nonce: str) -> str:
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": nonce} | self.person
        return jwt.encode(self.bend(claims), self.signing_key, algorithm=self.signing, headers={"kid": "one"})

    def public_key(self) -> dict:
        told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(_key.public_key()))
        return told | {"kid": "one", "use": "sig", "alg": "RS256"}

    def tell_userinfo(self, request: BaseHTTPRequestHandler) -> None:
        if request.headers.get("Authorization") != "Bearer for userinfo":
            send(request, {}, 401)
            return
        send(request, self.person if self.userinfo is None else self.userinfo)


def send(request: BaseHTTPRequestHandler, document: dict, status: int = 200) -> None:
    body = json.dumps(document).encode()
    request.send_response(status)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    request.wfile.write(body)


def there_and_back(client: Client, **more) -> str:
    """The address at which the directory sends the browser back."""
    away = client.post(reverse("openid_connect_login", args=["police"]), more)
    back = requests.get(away.url, allow_redirects=False, timeout=10).headers["Location"]
    parts = urlsplit(back)
    return f"{parts.path}?{parts.query}"

"""People of an agency sign in by its directory: who is believed, and who is not."""

import time
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from fake_directory import there_and_back

from saferplan.web.people.actions import register_person
from saferplan.web.people.models import Member, User
from site_people import a_member

REFUSED = 401
PAT = "pat.provan@police.example"


def is_signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_the_page_of_signing_in_offers_the_directory(client, directory):
    page = client.get(reverse("account_login")).content.decode()

    assert "Sign in with Chalkshire Police" in page


def test_the_browser_may_be_sent_there_and_nowhere_else(directory):
    assert directory.origin == directory.issuer


def test_a_person_of_a_group_is_in_without_a_second_factor_of_ours(client, come, partnership):
    answer = come(next=reverse("partnerships:overview", args=[partnership.slug]))

    assert client.get(answer.url).status_code == 200
    member = partnership.members.get(user__email=PAT)
    assert (member.user.name, member.agency.name) == ("Pat Provan", "Chalkshire Police")
    assert not member.user.has_usable_password()


def test_the_question_carries_what_protects_the_answer(client, directory):
    away = client.post(reverse("openid_connect_login", args=["police"]))

    asked = parse_qs(urlsplit(away.url).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) == 64
    assert asked["state"]
    assert asked["redirect_uri"] == ["http://testserver" + reverse("openid_connect_callback", args=["police"])]


def test_each_attempt_has_its_own_nonce_and_secret(client, directory):
    first, second = (
        parse_qs(urlsplit(client.post(reverse("openid_connect_login", args=["police"])).url).query) for _ in range(2)
    )

    for part in ("nonce", "state", "code_challenge"):
        assert first[part] != second[part]


def test_a_link_alone_sends_nobody_there(client, directory):
    assert client.get(reverse("openid_connect_login", args=["police"])).status_code == 200


def test_nothing_that_the_directory_says_is_kept_but_who_it_is(come):
    come()

    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("8f2c-pat", {})


def test_the_same_person_comes_again_even_with_a_new_address(come, fake, partnership):
    come()
    fake.person |= {"email": "pat.newname@police.example"}

    come(Client())

    assert partnership.members.get(user__email=PAT)
    assert User.objects.filter(email__contains="pat").count() == 1


def expired(claims):
    return claims | {"iat": time.time() - 900, "exp": time.time() - 300}


def not_yet(claims):
    return claims | {"iat": time.time() + 900, "nbf": time.time() + 900}


@pytest.mark.parametrize(
    "bend",
    [
        lambda claims: claims | {"nonce": "of another attempt"},
        lambda claims: {key: value for key, value in claims.items() if key != "nonce"},
        lambda claims: claims | {"aud": "another-client"},
        lambda claims: claims | {"aud": ["another-client", "a-third"]},
        lambda claims: claims | {"aud": ["saferplan", "another-client"]},
        lambda claims: claims | {"aud": ["saferplan", "another-client"], "azp": "another-client"},
        lambda claims: claims | {"iss": "https://login.elsewhere.example"},
        lambda claims: claims | {"iss": claims["iss"] + "/"},
        expired,
        not_yet,
        lambda claims: {key: value for key, value in claims.items() if key != "exp"},
        lambda claims: {key: value for key, value in claims.items() if key != "sub"},
        lambda claims: claims | {"sub": 7},
    ],
    ids=[
        "another nonce",
        "no nonce",
        "for another client",
        "for others",
        "for several, party not named",
        "for several, another party",
        "another issuer",
        "nearly the issuer",
        "expired",
        "not yet",
        "never expires",
        "nobody",
        "a number for a name",
    ],
)
def test_a_token_that_is_not_for_this_is_refused(bend, client, come, fake):
    fake.bend = bend

    assert come().status_code == REFUSED
    assert not is_signed_in(client)
    assert not User.objects.filter(email=PAT).exists()


class TestSignatures:
    def test_of_another_key(self, client, come, fake):
        fake.signing_key = rsa.generate_private_key(public_exponent=65537, key_size=2048)

        assert come().status_code == REFUSED
        assert not is_signed_in(client)

    def test_none(self, client, come, fake):
        fake.signing_key, fake.signing = None, "none"

        assert come().status_code == REFUSED
        assert not is_signed_in(client)

    def test_by_the_clients_secret(self, client, come, fake):
        fake.signing_key, fake.signing = "the client's own secret, which both sides know", "HS256"

        assert come().status_code == REFUSED
        assert not is_signed_in(client)

    def test_no_token_at_all(self, client, come, fake):
        fake.without_id_token = True

        assert come().status_code == REFUSED
        assert not is_signed_in(client)


class TestAnswersOfOthers:
    def test_a_description_of_another_issuer(self, client, directory, fake):
        fake.description = {"issuer": "https://login.elsewhere.example"}

        answer = client.post(reverse("openid_connect_login", args=["police"]))

        assert answer.status_code == REFUSED

    @pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint", "jwks_uri"])
    def test_a_description_that_leads_into_the_open(self, name, client, directory, fake):
        fake.description = {name: "ftp:no-host"}

        assert client.post(reverse("openid_connect_login", args=["police"])).status_code == REFUSED

    def test_an_answer_that_names_another_issuer(self, client, come, fake):
        fake.answers_with_issuer = "https://login.elsewhere.example"

        assert come().status_code == REFUSED
        assert "/token" not in fake.asked

    def test_an_answer_that_leaves_out_the_issuer_that_was_promised(self, come, fake):
        fake.description = {"authorization_response_iss_parameter_supported": True}

        assert come().status_code == REFUSED

    def test_an_answer_that_names_the_right_issuer(self, client, come, fake):
        fake.answers_with_issuer = fake.issuer
        come()

        assert is_signed_in(client)

    def test_an_answer_in_another_browser(self, client, directory):
        """Nobody is signed in as somebody else by a link that they were sent."""
        sent = there_and_back(client)
        victim = Client()

        assert victim.get(sent).status_code == REFUSED
        assert not is_signed_in(victim)

    def test_an_answer_twice(self, client, directory):
        sent = there_and_back(client)
        client.get(sent)
        client.logout()

        assert client.get(sent).status_code == REFUSED
        assert not is_signed_in(client)

    def test_an_answer_to_another_attempt(self, client, directory):
        first = parse_qs(urlsplit(there_and_back(client)).query)
        second = there_and_back(client).split("?")[0]
        third = parse_qs(urlsplit(there_and_back(client)).query)

        answer = client.get(second, {"code": first["code"][0], "state": third["state"][0]})

        assert answer.status_code == REFUSED

    def test_userinfo_of_another_person(self, client, come, fake):
        fake.userinfo = fake.person | {"sub": "somebody else"}

        assert come().status_code == REFUSED
        assert not is_signed_in(client)

    def test_userinfo_that_is_asked_for_in_clear(self, client, directory, fake):
        """The access token would go there."""
        fake.description = {"userinfo_endpoint": "http://elsewhere.example.org/userinfo"}

        assert client.post(reverse("openid_connect_login", args=["police"])).status_code == REFUSED

    def test_a_directory_that_does_not_answer(self, client, directory, fake):
        fake.stop()

        assert client.post(reverse("openid_connect_login", args=["police"])).status_code == REFUSED

    def test_a_directory_that_there_is_not(self, client, directory):
        assert client.post(reverse("openid_connect_login", args=["elsewhere"])).status_code == 404
        assert client.get(reverse("openid_connect_callback", args=["elsewhere"])).status_code == 404

    def test_what_the_person_cancelled(self, client, directory):
        state = parse_qs(urlsplit(there_and_back(client)).query)["state"][0]
        place = reverse("openid_connect_callback", args=["police"])

        answer = client.get(place, {"error": "access_denied", "state": state}, follow=True)

        assert "You did not sign in" in answer.content.decode()


class TestTakingOver:
    """Nobody becomes somebody else by what a directory says of an address."""

    @pytest.fixture
    def known(self, partnership) -> User:
        user = register_person(email=PAT, name="Pat Provan", password="correct horse battery")
        Member.objects.filter(pk=a_member(partnership, "administrator").pk).update(user=user)
        return user

    @pytest.mark.parametrize("verified", [False, None, "true", 1, "false"])
    def test_by_an_address_that_is_not_proved(self, verified, client, come, fake, known):
        fake.person |= {"email_verified": verified}

        assert come().status_code == 403
        assert not is_signed_in(client)
        assert not SocialAccount.objects.exists()

    @pytest.mark.parametrize(
        "email", ["pat@council.example", "pat@police.example.evil.example", "pat@sub.police.example", "police.example"]
    )
    def test_by_an_address_of_another_domain(self, email, client, come, fake):
        victim = register_person(email=email, name="V", password="correct horse battery")
        fake.person |= {"email": email}

        assert come().status_code == 403
        assert not is_signed_in(client)
        assert not SocialAccount.objects.filter(user=victim).exists()

    def test_by_the_address_of_who_has_another_account_there(self, client, come, fake, known):
        come(Client())
        fake.person |= {"sub": "another account with the same address"}

        assert come().status_code == 403
        assert SocialAccount.objects.get().uid == "8f2c-pat"

    def test_by_connecting_an_account_to_who_is_signed_in(self, client, come, known):
        client.force_login(known)

        assert come(process="connect").status_code == 403
        assert not SocialAccount.objects.exists()

    def test_who_was_known_by_password_is_recognised_by_a_proved_address(self, client, come, known):
        come()

        assert client.session["_auth_user_id"] == str(known.pk)

    def test_and_signs_in_by_the_directory_alone_from_then_on(self, client, come, known):
        come(Client())

        answer = client.post(reverse("account_login"), {"login": PAT, "password": "correct horse battery"})

        assert answer.status_code == 403
        assert "Sign in with Chalkshire Police" in answer.content.decode()
        assert not is_signed_in(client)

    def test_and_by_password_again_when_the_directory_is_no_longer_configured(self, client, come, known, settings):
        come(Client())
        settings.DIRECTORIES = {}

        client.post(reverse("account_login"), {"login": PAT, "password": "correct horse battery"})

        assert is_signed_in(client)

    def test_a_directory_whose_operator_vouches_need_not_say_that_it_is_proved(
        self, client, come, fake, known, directory, settings
    ):
        settings.DIRECTORIES = {"police": replace(directory, vouches_for_email=True)}
        del fake.person["email_verified"]

        come()

        assert is_signed_in(client)

    def test_who_is_closed_here_stays_out(self, client, come, known):
        User.objects.filter(pk=known.pk).update(is_active=False)

        come()

        assert not is_signed_in(client)


def test_more_scopes_are_not_taken_from_the_address(client, directory):
    place = reverse("openid_connect_login", args=["police"]) + "?scope=offline_access&auth_params=prompt=none"

    asked = parse_qs(urlsplit(client.post(place).url).query)

    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    assert "prompt" not in asked


def test_it_leads_nowhere_else_afterwards(client, come):
    answer = come(next="https://evil.example/")

    assert "evil" not in answer.url

"""What is believed of what a provider of OpenID Connect says."""

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.test import RequestFactory, override_settings

from gelijkop.web import environment
from gelijkop.web.accounts import oidc
from gelijkop.web.accounts.commands import add_account, switch
from gelijkop.web.accounts.models import Account

ISSUER = "https://inloggen.example.nl"
TOKEN = {"iss": ISSUER, "aud": "gelijkop", "sub": "s-1", "exp": 2_000_000_000, "iat": 1_900_000_000}
GOOD = "een-lang-genoeg-wachtwoord"


def told(**more):
    return TOKEN | {"email": "jansen@example.nl", "email_verified": True} | more


@pytest.mark.parametrize("audience", ["gelijkop", ["gelijkop"]])
def test_a_token_of_the_issuer_for_this_client_is_believed(audience):
    oidc.check_claims(TOKEN | {"aud": audience}, issuer=ISSUER, client="gelijkop")


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://inloggen.example.com"},
        {"iss": ISSUER + "/"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": []},
        {"aud": ["gelijkop", "another"]},
        {"aud": ["gelijkop", "another"], "azp": "another"},
        {"azp": "another"},
    ],
    ids=str,
)
def test_a_token_of_another_or_for_another_is_not_believed(wrong):
    with pytest.raises(SuspiciousOperation):
        oidc.check_claims(TOKEN | wrong, issuer=ISSUER, client="gelijkop")


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "exp", "iat"])
def test_a_token_without_a_required_claim_is_not_believed(missing):
    with pytest.raises(SuspiciousOperation):
        oidc.check_claims({k: v for k, v in TOKEN.items() if k != missing}, issuer=ISSUER, client="gelijkop")


@pytest.mark.usefixtures("accounts_database")
class TestAccount:
    @pytest.fixture(autouse=True)
    def provider(self):
        with override_settings(OIDC_ISSUER=ISSUER, OIDC_UNKNOWN="refuse", OIDC_ROLE_CLAIM="", OIDC_ROLES={}):
            yield

    def test_is_found_by_a_verified_address_once_and_by_subject_after_that(self):
        add_account("jansen", "school", school="00AB01", email="Jansen@example.nl", password=GOOD)
        assert oidc.account_for(told()).name == "jansen"
        assert oidc.account_for(told(email="nieuw@example.nl")).name == "jansen"

    def test_is_not_found_by_an_address_that_is_not_verified(self):
        add_account("jansen", "visitor", email="jansen@example.nl", password=GOOD)
        for verified in (False, None, "true", 1):
            assert oidc.account_for(told(email_verified=verified)) is None

    def test_of_one_person_is_not_taken_by_another_with_the_same_address(self):
        add_account("jansen", "visitor", email="jansen@example.nl", password=GOOD)
        oidc.account_for(told())
        assert oidc.account_for(told(sub="s-2")) is None

    def test_with_an_empty_address_is_nobodys(self):
        add_account("beheer", "administrator", password=GOOD)
        assert oidc.account_for(told(email="")) is None
        assert oidc.account_for(told(email=None)) is None

    def test_of_someone_unknown_is_made_as_a_visitor_when_the_settings_say_so(self):
        with override_settings(OIDC_UNKNOWN="visitor"):
            account = oidc.account_for(told())
        assert (account.name, account.role, account.has_usable_password()) == ("jansen@example.nl", "visitor", False)

    def test_never_gets_the_name_of_an_account_that_is_there(self):
        add_account("jansen@example.nl", "administrator", password=GOOD)
        with override_settings(OIDC_UNKNOWN="visitor"):
            account = oidc.account_for(told())
        assert account.name.startswith("oidc-")
        assert account.role == "visitor"

    def test_keeps_its_role_whatever_the_provider_says_without_a_setting(self):
        add_account("jansen", "visitor", email="jansen@example.nl", password=GOOD)
        assert oidc.account_for(told(role="administrator", groups=["administrator"])).role == "visitor"

    @pytest.mark.parametrize(
        ("groups", "role"),
        [
            ("beheer", "administrator"),
            (["x", "team", "beheer"], "administrator"),
            (["team"], "coordinator"),
            ([], "visitor"),
            (None, "visitor"),
        ],
    )
    def test_gets_the_highest_role_that_the_settings_take_from_a_claim(self, groups, role):
        add_account("jansen", "coordinator", email="jansen@example.nl", password=GOOD)
        with override_settings(OIDC_ROLE_CLAIM="groups", OIDC_ROLES={"team": "coordinator", "beheer": "administrator"}):
            assert oidc.account_for(told(groups=groups)).role == role

    def test_of_a_school_stays_of_that_school(self):
        add_account("jansen", "school", school="00AB01", email="jansen@example.nl", password=GOOD)
        with override_settings(OIDC_ROLE_CLAIM="groups", OIDC_ROLES={"beheer": "administrator"}):
            assert oidc.account_for(told(groups="beheer")).role == "school"

    def test_that_is_switched_off_is_not_found_by_its_session(self):
        add_account("jansen", "visitor", email="jansen@example.nl", password=GOOD)
        switch("jansen", active=False)
        with override_settings(OIDC_RP_CLIENT_ID="x", OIDC_RP_CLIENT_SECRET="y", OIDC_RP_SIGN_ALGO="RS256"):
            assert oidc.Backend().get_user(Account.objects.get().pk) is None


def test_a_sign_in_by_password_with_a_code_of_the_provider_in_its_address_asks_the_provider_nothing():
    request = RequestFactory().post("/inloggen/?code=c&state=s")
    with override_settings(OIDC_RP_CLIENT_ID="x", OIDC_RP_CLIENT_SECRET="y", OIDC_RP_SIGN_ALGO="RS256", OIDC_ISSUER=""):
        assert oidc.Backend().authenticate(request, username="jansen", password=GOOD) is None


SETTINGS = {
    "GELIJKOP_OIDC_ISSUER": ISSUER,
    "GELIJKOP_OIDC_CLIENT": "gelijkop",
    "GELIJKOP_OIDC_SECRET": "geheim",
    "GELIJKOP_OIDC_ROLE_CLAIM": "groups",
}


def test_the_settings_of_a_provider_are_read_from_the_environment():
    found = environment.provider(SETTINGS | {"GELIJKOP_OIDC_ROLES": "team=coordinator, baas=administrator"})
    assert found.roles == {"team": "coordinator", "baas": "administrator"}
    assert (found.name, found.unknown, found.algorithm) == ("inloggen.example.nl", "refuse", "RS256")
    assert "geheim" not in repr(found)


def test_without_an_issuer_there_is_no_provider():
    assert environment.provider({}) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"GELIJKOP_OIDC_ISSUER": "http://inloggen.example.nl"},
        {"GELIJKOP_OIDC_SECRET": ""},
        {"GELIJKOP_OIDC_CLIENT": ""},
        {"GELIJKOP_OIDC_ROLES": "team=school"},
        {"GELIJKOP_OIDC_ROLES": "=administrator"},
        {"GELIJKOP_OIDC_ROLES": "administrator"},
        {"GELIJKOP_OIDC_ROLE_CLAIM": ""},
        {"GELIJKOP_OIDC_UNKNOWN": "administrator"},
        {"GELIJKOP_OIDC_ALGORITHM": "none"},
        {"GELIJKOP_OIDC_ALGORITHM": "HS256"},
    ],
    ids=str,
)
def test_settings_of_a_provider_that_would_not_be_safe_are_refused(wrong):
    good = SETTINGS | {"GELIJKOP_OIDC_ROLES": "team=coordinator"}
    assert environment.provider(good) is not None
    with pytest.raises(ImproperlyConfigured):
        environment.provider(good | wrong)

"""What pages may load: the same for all, composed once, looser in the CMS alone."""

import pytest
from csp.utils import build_policy

from tests.factories.outcomes import a_person

HEADER = "Content-Security-Policy"


def parts(policy):
    return {part.strip() for part in policy.split(";")}


@pytest.mark.parametrize("address", ["/accounts/login/", "/about/privacy/", "/nowhere/"])
def test_pages_have_the_policy_of_the_settings(client, address):
    policy = client.get(address)[HEADER]
    assert parts(policy) == parts(build_policy())
    assert "unsafe" not in policy


def test_the_cms_may_run_what_it_writes_inline(client, settings):
    client.force_login(a_person(is_superuser=True))
    policy = parts(client.get("/cms/")[HEADER])
    assert policy == parts(build_policy(settings.CMS_CONTENT_SECURITY_POLICY))
    assert policy != parts(client.get("/about/privacy/")[HEADER])


def test_an_excluded_address_has_none(client, settings):
    settings.CONTENT_SECURITY_POLICY = {
        **settings.CONTENT_SECURITY_POLICY,
        "EXCLUDE_URL_PREFIXES": ("/about/",),
    }
    assert HEADER not in client.get("/about/privacy/")

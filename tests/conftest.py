import warnings

import pytest

with warnings.catch_warnings():
    # mitmproxy's own imports (pyparsing, ldap3 with pyasn1) warn of what they will have to change.
    warnings.simplefilter("ignore", DeprecationWarning)
    import mitmproxy.addons  # noqa: F401


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-pictures", action="store_true", help="write the README's pictures into docs/")

import warnings

with warnings.catch_warnings():
    # mitmproxy's own imports (pyparsing, ldap3 with pyasn1) warn of what they will have to change.
    warnings.simplefilter("ignore", DeprecationWarning)
    import mitmproxy.addons  # noqa: F401

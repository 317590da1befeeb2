"""The barest add-on that passes every connection through: `mitmdump -s bench/bare/ignore.py`."""

from mitmproxy import tls


def tls_clienthello(data: tls.ClientHelloData) -> None:
    """Leave the connection alone."""
    data.ignore_connection = True

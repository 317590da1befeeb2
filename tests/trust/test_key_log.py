"""Row T21. The proxy does not start where TLS keys would be written to a file; here is that they would."""

from pathlib import Path

import pytest
from mitmproxy.net.tls import MasterSecretLogger

from tests.flow.chain import FACEBOOK, device_on, stage_with
from tests.flow.proxy_here import ProxyHere


@pytest.mark.trust("T21", control=True)
def test_where_a_key_log_is_let_through_the_keys_of_a_reminder_stand_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As mitmproxy does at its import by itself, where the environment says so."""
    keys = MasterSecretLogger(tmp_path / "keys")
    monkeypatch.setattr("mitmproxy.net.tls.log_master_secret", keys)
    with stage_with(tmp_path) as stage, ProxyHere(device_on(stage), stage) as proxy:
        assert proxy.traveller().ask(FACEBOOK).status == 302
    keys.close()
    assert "CLIENT_TRAFFIC_SECRET_0" in (tmp_path / "keys").read_text()

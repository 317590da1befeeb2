// A service worker that answers each navigation by what the browser itself asked for meanwhile.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => {
  event.waitUntil(registration.navigationPreload.enable().then(() => clients.claim()));
});
addEventListener("fetch", (event) => {
  if (event.request.mode === "navigate") event.respondWith(event.preloadResponse.then((it) => it || fetch(event.request)));
});

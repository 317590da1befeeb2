// Asks the site in data-of for one sub-resource of every kind, one after the other, and writes down how each went.
const output = document.getElementById("outcomes");
const of = output.dataset.of;

const element = (name, properties) =>
  new Promise((resolve, reject) => {
    const it = Object.assign(document.createElement(name), properties);
    it.onload = () => resolve("ok");
    it.onerror = () => reject(new Error("error event"));
    document.body.append(it);
  });
const answered = async (answer) => (answer.ok || answer.type === "opaque" ? "ok" : "status " + answer.status);
const json = { "Content-Type": "application/json" };
const socket = () =>
  new Promise((resolve, reject) => {
    const it = new WebSocket(of.replace("https:", "wss:") + "/ws");
    it.onopen = () => { it.close(); resolve("ok"); };
    it.onerror = () => reject(new Error("error event"));
  });

const attempts = {
  image: () => element("img", { src: of + "/pixel.png" }),
  "image with CORS": () => element("img", { crossOrigin: "anonymous", src: of + "/pixel.png?cors" }),
  script: () => element("script", { src: of + "/script.js" }),
  "no-cors fetch": () => fetch(of + "/data", { mode: "no-cors" }).then(answered),
  "CORS fetch": () => fetch(of + "/shared-data").then(answered),
  "CORS fetch with credentials": () => fetch(of + "/shared-data", { credentials: "include" }).then(answered),
  "CORS post": () => fetch(of + "/shared-data", { method: "POST", body: "text" }).then(answered),
  "preflighted post": () => fetch(of + "/shared-data", { method: "POST", headers: json, body: "{}" }).then(answered),
  "CORS fetch refused by the site": () => fetch(of + "/data").then(answered),
  beacon: async () => (navigator.sendBeacon(of + "/beacon", "text") ? "ok" : "not queued"),
  WebSocket: socket,
};

(async () => {
  const outcomes = {};
  for (const [name, attempt] of Object.entries(attempts)) {
    outcomes[name] = await attempt().catch(() => "failed");
  }
  output.textContent = JSON.stringify(outcomes);
})();

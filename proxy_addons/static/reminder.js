// Spares people a step in the history. The page does all it must without this script.
"use strict";

(() => {
  const NOTHING_HAPPENED = 300; // ms after which a step back is taken to lead nowhere
  const PATIENCE = 5000; // ms for the proxy, which answers from memory
  const SECOND_PRESS = 3000; // ms in which another press means the first one

  const goBack = document.querySelector("a.go-back");
  const form = document.querySelector("form");
  let pressed = false;
  let plainly = false;
  let onwards = 0;

  // Also after a step back in the history has brought this very page again.
  const startAfresh = () => {
    pressed = false;
    plainly = false;
    window.clearTimeout(onwards);
    onwards = 0;
  };
  window.addEventListener("pageshow", startAfresh);
  // What a browser kept whole may be of an hour ago: asked for anew, it leads on where own time has begun since.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) window.location.reload();
  });

  // Takes a step that may lead nowhere: where no page is being left soon after, follows the link.
  const leaveBy = (step) => {
    onwards = window.setTimeout(() => window.location.assign(goBack.href), NOTHING_HAPPENED);
    for (const leaving of ["beforeunload", "pagehide"]) {
      window.addEventListener(leaving, () => window.clearTimeout(onwards), { once: true });
    }
    step();
  };

  goBack.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const openedByAPage = window.opener !== null || document.referrer !== "";
    const ownWindow = window.history.length === 1 && openedByAPage;
    if (!ownWindow && !("history" in goBack.dataset)) return;
    event.preventDefault();
    if (onwards === 0) leaveBy(() => (ownWindow ? window.close() : window.history.back()));
  });

  const carryOn = async (choice) => {
    const fields = new URLSearchParams(new FormData(form));
    fields.set(choice.name, choice.value);
    const answer = await fetch(form.action, {
      method: "POST",
      body: fields,
      headers: { Accept: "application/json" },
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE),
    });
    if (!answer.ok) throw new Error("not accepted");
    const target = new URL((await answer.json()).location);
    if (!["https:", "http:"].includes(target.protocol)) throw new Error("no web address");
    target.hash = window.location.hash; // browsers keep it across the redirect to this page, and tell it to no server
    window.location.replace(target);
  };

  form.addEventListener("submit", (event) => {
    if (plainly) return;
    event.preventDefault();
    if (pressed) return;
    pressed = true;
    window.setTimeout(startAfresh, SECOND_PRESS);
    const choice = event.submitter;
    carryOn(choice).catch(() => {
      plainly = true;
      form.requestSubmit(choice);
    });
  });
})();

// Shows what the command says, and takes a code down at its end even if nobody says so.
"use strict";

const at = (id) => document.getElementById(id);
const SIGNS = { waiting: "…", code: "", linked: "✓", failed: "✕", gone: "✕" };
const TRIES = 4;

let deadline = null; // of the code on show, by both clocks: one may stand still or be set
let lifetime = 1;

function show(state) {
  at("frame").dataset.phase = state.phase;
  at("sign").textContent = SIGNS[state.phase] ?? "";
  at("lines").textContent = state.lines.join("\n");
  at("instance").textContent = state.instance ?? at("instance").textContent;
  at("steps").hidden = !["waiting", "code"].includes(state.phase);
  document.title = { linked: "Linked", failed: "Not linked", gone: "Ended" }[state.phase] ?? "Link a phone";
  if (state.phase === "code") putUp(state);
  else takeDown();
}

function putUp(state) {
  const left = state.expires_in * 1000;
  deadline = { steady: performance.now() + left, wall: Date.now() + left };
  lifetime = state.lifetime * 1000;
  const code = at("code");
  const picture = `code-${state.number}.png`;
  if (code.getAttribute("src") !== picture) code.src = picture;
  code.alt = `QR code ${state.number}, to be scanned with WhatsApp`;
  code.hidden = false;
  at("time").hidden = false;
  tick();
}

function takeDown() {
  deadline = null;
  const code = at("code");
  code.hidden = true;
  code.removeAttribute("src");
  code.alt = "";
  at("time").hidden = true;
}

function tick() {
  if (!deadline) return;
  const left = Math.min(deadline.steady - performance.now(), deadline.wall - Date.now());
  if (left <= 0) {
    takeDown();
    at("frame").dataset.phase = "waiting";
    at("sign").textContent = SIGNS.waiting;
    return;
  }
  at("left").value = left / lifetime;
  at("seconds").textContent = `It can be scanned for ${Math.ceil(left / 1000)} s.`;
}

async function follow() {
  let version = 0;
  for (let failures = 0; failures < TRIES; ) {
    try {
      const answer = await fetch(`state?after=${version}`, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const state = await answer.json();
      version = state.version;
      failures = 0;
      show(state);
      if (state.phase === "linked" || state.phase === "failed") return;
    } catch {
      failures += 1;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
  show({ phase: "gone", lines: ["The command has ended, and this page with it."] });
}

setInterval(tick, 200);
document.addEventListener("visibilitychange", tick);
follow();

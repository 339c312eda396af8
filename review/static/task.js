// One task after the other by keyboard. The next one is in the page before it is asked for.
"use strict";

const desk = document.getElementById("desk");
const now = document.getElementById("now");
const ahead = document.getElementById("ahead");
const showPaper = paperIn(document.getElementById("paper"));
const PLAIN_ACTS = ["illegible", "field", "document", "split"];
const BY_KEY = new Map(
  [...document.querySelectorAll("[data-act]")].map((button) => [
    button.getAttribute("aria-keyshortcuts"),
    button.dataset.act,
  ]),
);

let sent = null; // what was sent and is not answered yet: its section, and that which followed
let held = null; // what was asked for meanwhile
const passed = [];

const section = () => now.querySelector(".task");
const field = () => inputOf(now);

// --- what is shown -------------------------------------------------------------------------

function show(next) {
  now.replaceChildren(next);
  if (next.dataset.paper) {
    const box = next.dataset.box ? next.dataset.box.split(",").map(Number) : null;
    showPaper(next.dataset.paper, box, Number(next.dataset.turn));
  }
  const input = field();
  if (input) {
    input.focus();
    select(input, doubts(input)[0] ?? [0, input.value.length]);
  } else {
    now.querySelector(".typed")?.focus();
  }
}

function preload() {
  const next = ahead.querySelector(".task");
  if (next?.dataset.paper) new Image().src = paperUrl(next.dataset.paper);
}

function waitingFor() {
  const empty = document.createElement("section");
  empty.className = "task";
  empty.setAttribute("aria-busy", "true");
  return empty;
}

// --- what is sent --------------------------------------------------------------------------

function send(act, more = "") {
  const task = section();
  if (!task?.dataset.task) return;
  if (sent) {
    held = () => send(act, more);
    return;
  }
  const next = ahead.querySelector(".task");
  const path = { later: "/later", skip: "/skip" }[act] ?? "";
  const values = {
    act,
    more,
    typed: field() ? typed(field()) : "",
    version: task.dataset.version,
    number: task.dataset.number,
    ahead: next?.dataset.task ?? "",
    passed: passed.join(","),
  };
  if (act === "later") passed.push(task.dataset.task);
  sent = { task, next };
  desk.setAttribute("aria-busy", "true");
  show(next ?? waitingFor());
  document.getElementById("notice").replaceChildren();
  const address = `/task/${task.dataset.task}${path}${desk.dataset.query}`;
  htmx.ajax("POST", address, { source: ahead, target: ahead, swap: "innerHTML", values });
}

function over() {
  sent = null;
  desk.removeAttribute("aria-busy");
}

function answered() {
  const { next } = sent;
  over();
  if (!next) show(ahead.querySelector(".task"));
  preload();
  const again = held;
  held = null;
  if (again) again();
}

function refused() {
  if (!sent) return;
  const { task, next } = sent;
  over();
  held = null;
  ahead.replaceChildren(...(next ? [next] : []));
  show(task); // as it was left: an input keeps what was typed into it
}

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt !== ahead) return;
  const { xhr, successful } = event.detail;
  // 401, or 403 with a new token: it is repeated once somebody has logged in.
  if (xhr.status === 401 || xhr.getResponseHeader("X-Form-Token")) return;
  if (!successful) refused();
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === ahead && sent) answered();
});

function undo() {
  if (sent) {
    held = undo; // the last word is the one that is on its way
    return;
  }
  htmx.ajax("POST", `/task/undo${desk.dataset.query}`, { source: desk, target: desk });
}

// --- acts ----------------------------------------------------------------------------------

function act(name) {
  if (name === "help") document.getElementById("keys").showModal();
  else if (name === "undo") undo();
  else if (name === "later") send("later");
  else if (PLAIN_ACTS.includes(name)) send(name);
  else document.getElementById(`ask-${name}`).showModal();
}

document.querySelectorAll("[data-act]").forEach((button) => {
  button.addEventListener("click", () => act(button.dataset.act));
});

document.querySelectorAll("dialog[data-ask]").forEach((dialog) => {
  const chosen = (more) => {
    dialog.close();
    send(dialog.dataset.ask, more);
  };
  dialog.querySelectorAll(".choose button").forEach((button) => {
    button.addEventListener("click", () => chosen(button.value));
  });
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const input = event.target.elements.more;
    if (input.value.trim()) chosen(input.value);
    input.value = "";
  });
  dialog.addEventListener("keydown", (event) => {
    if (event.isComposing || event.target.matches("input")) return;
    const button = dialog.querySelectorAll(".choose button")[Number(event.key) - 1];
    if (button) {
      event.preventDefault();
      chosen(button.value);
    }
  });
});

now.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.more !== undefined) send("accept", button.dataset.more);
  else if (button?.closest(".offers")) take(section(), button);
});

// --- keys ----------------------------------------------------------------------------------

function inInput(event, input) {
  if (event.key === "Enter") send("accept");
  else if (event.key === "Tab" && !event.shiftKey) send("later");
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") jump(input, event.key === "ArrowUp");
  else if (event.key === "Escape") reset(section());
  else if (event.key === "F5") pickIn(input);
  else return false;
  return true;
}

document.addEventListener("keydown", (event) => {
  if (composing(event) || event.ctrlKey || event.metaKey) return;
  if (document.querySelector("dialog[open]")) return;
  const offer = offerOf(section(), event);
  const name = BY_KEY.get(event.key);
  let ours = true;
  if (offer) offer.click();
  else if (name && /^F\d/.test(event.key)) act(name);
  else if (!event.altKey && event.target.matches("#now .typed")) {
    const input = field();
    if (input) ours = inInput(event, input);
    else if (event.key === "Tab" && !event.shiftKey && section().dataset.task) send("later");
    else ours = false;
  } else ours = false;
  if (ours) event.preventDefault();
});

show(section());
preload();

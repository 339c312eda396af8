// Fields one under the other: what is keyed into a line is kept as the next line is entered.
"use strict";

const lines = [...document.querySelectorAll(".line")];
const waitingLines = new Map(); // what was sent and is not answered yet, by line

const MOST_PASSED = 26 * 100; // letters of the ids of tasks that are left for later

const lineOf = (element) => element.closest(".line");
const isDone = (line) => line.classList.contains("kept") || line.classList.contains("passed");

function enter(line) {
  const input = inputOf(line);
  input.focus();
  line.scrollIntoView({ block: "nearest" });
}

// To the next line that is left; to the next lines of the queue after the last.
function goOn(after) {
  const left = lines.filter((line) => !isDone(line) && !waitingLines.has(line));
  const next = left.find((line) => lines.indexOf(line) > lines.indexOf(after)) ?? left[0];
  if (next) enter(next);
  else if (waitingLines.size === 0) nextLines();
}

function nextLines() {
  const earlier = new URLSearchParams(window.location.search).get("passed") ?? "";
  const now = lines.filter((line) => line.classList.contains("passed"));
  const passed = [earlier, ...now.map((line) => line.dataset.task)].filter(Boolean).join(",");
  const address = document.getElementById("on").href;
  window.location.assign(passed ? `${address}?passed=${passed.slice(-MOST_PASSED)}` : address);
}

function send(line, act) {
  if (waitingLines.has(line) || isDone(line)) return;
  const ahead = lines.filter((one) => one !== line && !isDone(one) && !waitingLines.has(one));
  const values = {
    act,
    typed: typed(inputOf(line)),
    version: line.dataset.version,
    number: line.dataset.number,
    ahead: ahead.map((one) => one.dataset.task).join(","),
  };
  waitingLines.set(line, act);
  htmx.ajax("POST", `/keying/task/${line.dataset.task}`, { source: line, target: line, values });
  goOn(line);
}

document.addEventListener("htmx:afterRequest", (event) => {
  const line = event.detail.elt;
  const act = waitingLines.get(line);
  if (!act) return;
  const { xhr, successful } = event.detail;
  // 401, or 403 with a new token: it is repeated once somebody has logged in.
  if (xhr.status === 401 || xhr.getResponseHeader("X-Form-Token")) return;
  waitingLines.delete(line);
  if (successful) {
    line.classList.add(act === "later" ? "passed" : "kept");
    inputOf(line).readOnly = true;
    document.getElementById("notice").replaceChildren();
    if (lines.every(isDone)) goOn(line);
  } else enter(line);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest(".offers button");
  if (button) take(lineOf(button), button);
});

document.addEventListener("keydown", (event) => {
  const line = event.target.matches("input.typed") && lineOf(event.target);
  if (!line || composing(event) || event.ctrlKey || event.metaKey) return;
  const offer = offerOf(line, event);
  let ours = true;
  if (offer) take(line, offer);
  else if (event.key === "Enter") send(line, "accept");
  else if (event.key === "F2") send(line, "illegible");
  else if (event.key === "Tab" && !event.shiftKey) send(line, "later");
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    jump(inputOf(line), event.key === "ArrowUp");
  } else if (event.key === "F5") pickIn(inputOf(line));
  else ours = false;
  if (ours) event.preventDefault();
});

if (lines.length) enter(lines[0]);

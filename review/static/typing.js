// Inputs for what stands on paper: doubtful characters, offers, and what is filed of it.
// A section `.asked` has an `input.typed`, offers, and a place `.filed`.
"use strict";

const LIVE_MS = 120; // after the last letter, before it is asked what it is filed as

const inputOf = (section) => section.querySelector("input.typed");

// What is sent: the value that is filed where the input still shows it, else what was typed.
function typed(input) {
  const same = input.value === input.dataset.shown && input.dataset.value !== undefined;
  return same ? input.dataset.value : input.value;
}

function select(input, [first, last]) {
  input.setSelectionRange(first, last);
}

function doubts(input) {
  if (input.value.length !== input.dataset.shown.length) return [];
  const spans = input.dataset.doubtful.trim().split(" ").filter(Boolean);
  return spans.map((span) => span.split("-").map(Number));
}

// To the next doubtful character, or word where there is none; back to the first after the last.
function jump(input, back) {
  const words = [...input.value.matchAll(/\S+/g)].map((m) => [m.index, m.index + m[0].length]);
  const marked = doubts(input);
  const places = marked.length ? marked : words;
  const at = input.selectionStart;
  const whole = input.selectionEnd - at === input.value.length;
  const next = back
    ? places.findLast(([first]) => first < at)
    : places.find(([first]) => first > at || (whole && first === at));
  const place = next ?? (back ? places.at(-1) : places[0]);
  if (place) select(input, place);
}

function take(section, offer) {
  const input = inputOf(section);
  input.first ??= { ...input.dataset };
  input.value = offer.dataset.shown;
  input.dataset.shown = offer.dataset.shown;
  input.dataset.value = offer.dataset.value;
  input.dataset.doubtful = "";
  input.focus();
  select(input, [input.value.length, input.value.length]);
  tell(section);
}

// Back to what was read.
function reset(section) {
  const input = inputOf(section);
  input.value = input.defaultValue;
  const { shown, value, doubtful } = input.first ?? input.dataset;
  Object.assign(input.dataset, { shown, doubtful });
  if (value === undefined) delete input.dataset.value;
  else input.dataset.value = value;
  select(input, [0, input.value.length]);
  tell(section);
}

let live = 0;
async function tell(section) {
  const mine = (live += 1);
  const value = typed(inputOf(section));
  const body = new URLSearchParams({ kind: section.dataset.kind, typed: value });
  const headers = { "X-Form-Token": meta("form-token").content };
  const answer = await fetch("/task/normal", { method: "POST", headers, body }).catch(() => null);
  // A session that has ended is told when the answer is sent.
  if (!answer?.ok || mine !== live) return;
  section.querySelector(".filed").innerHTML = await answer.text();
}

let pause = 0;
document.addEventListener("input", (event) => {
  const section = event.target.closest(".asked");
  if (!section || !event.target.matches("input.typed")) return;
  clearTimeout(pause);
  pause = setTimeout(() => tell(section), LIVE_MS);
});

// The offer that a key stands for: Alt and a digit; the digit alone where values are few.
function offerOf(section, event) {
  if (!event.altKey && !section.hasAttribute("data-few")) return null;
  const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
  return digit ? section.querySelectorAll(".offers button")[Number(digit) - 1] : null;
}

// What an input method is composing is none of ours.
const composing = (event) => event.isComposing || event.keyCode === 229;

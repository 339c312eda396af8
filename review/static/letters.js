// To any character of an input: each is shown above the keys that lead to it.
"use strict";

// Keys by their place. No vowel, d or w is among them, so that no input method for Vietnamese
// makes anything of what is pressed; and no input has the focus meanwhile.
const LEADING = [
  ...[..."BCFGHJKLMNPQRSTVXZ"].map((letter) => `Key${letter}`),
  ...[..."1234567890"].map((digit) => `Digit${digit}`),
];

const letters = document.getElementById("letters");
let picking = null; // {input, places, base, long, pressed, was}

// How many keys lead to each of so many characters, and how many different ones.
function ways(many) {
  let long = 1;
  while (LEADING.length ** long < many) long += 1;
  return { long, base: Math.min(LEADING.length, Math.ceil(many ** (1 / long))) };
}

function keysTo(place, { long, base }) {
  const every = Array.from({ length: long }, (_, nth) => Math.floor(place / base ** nth) % base);
  return every.reverse().map((one) => LEADING[one]);
}

function pickIn(input) {
  const places = [...new Intl.Segmenter().segment(input.value)];
  if (!places.length) return;
  const was = [input.selectionStart, input.selectionEnd];
  picking = { input, places, ...ways(places.length), pressed: [], was };
  letters.replaceChildren(...places.map(cell));
  input.after(letters);
  letters.hidden = false;
  letters.focus();
}

function cell({ segment }, place) {
  const [made, character, keys] = ["span", "b", "kbd"].map((name) => document.createElement(name));
  character.textContent = segment.trim() ? segment : "␣";
  keys.textContent = keysTo(place, picking).map((code) => code.at(-1).toLowerCase()).join("");
  made.append(character, keys);
  return made;
}

// Leaves off, with a character selected, or what was selected before.
function picked(place) {
  const { input, places, was } = picking;
  const at = places[place];
  stopPicking();
  input.focus();
  select(input, at ? [at.index, at.index + at.segment.length] : was);
}

function stopPicking() {
  picking = null;
  letters.hidden = true;
}

function press(code) {
  const { places, pressed, long } = picking;
  pressed.push(code);
  const open = places.map((_, place) =>
    pressed.every((one, nth) => one === keysTo(place, picking)[nth]),
  );
  if (!open.includes(true)) pressed.pop();
  else if (pressed.length === long) picked(open.indexOf(true));
  else [...letters.children].forEach((one, place) => one.classList.toggle("off", !open[place]));
}

letters.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  if (event.key === "Escape" || event.key === "F5") picked();
  else if (LEADING.includes(event.code)) press(event.code);
});

letters.addEventListener("click", (event) => {
  const place = [...letters.children].indexOf(event.target.closest("span"));
  if (place >= 0) picked(place);
});

letters.addEventListener("focusout", () => {
  if (picking) stopPicking();
});

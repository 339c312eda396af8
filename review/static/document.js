// A document beside its pages: the viewer, its boxes, drawing one, and the keys.
"use strict";

const desk = document.querySelector(".document");
const own = desk.dataset;
const byId = (id) => document.getElementById(id);
const sheets = [...desk.querySelectorAll("[data-sheet]")];
const numbers = sheets.map((sheet) => Number(sheet.dataset.sheet));
const WIDTH = 2200; // pixels of a page in the viewer
const STEP = 0.01; // how far an arrow key moves a box, as a share of the page

let number = Number(own.number);
let ratio = 1; // the page's height over its width
let chosen = null; // the field or form whose ink is shown
let drawn = null; // the box being drawn: {left, top, right, bottom, element}
let place = ""; // what a box is drawn for, as in medications.new
let next = null; // the path of the field to go on to after a word

const { viewer, show } = viewerIn(byId("viewer"), {
  animationTime: 0.25,
  maxZoomPixelRatio: 3,
  visibilityRatio: 0.3,
});

// Pages

function go(to) {
  if (!numbers.includes(to)) return;
  number = to;
  stopDrawing();
  show(`/paper/${own.sha256}/${number}.jpg?width=${WIDTH}`);
  byId("where").textContent = byId("where").dataset.text.replace("#", String(number));
  document.querySelectorAll("[data-number][name]").forEach((field) => {
    field.value = number;
  });
  for (const sheet of sheets) {
    const here = Number(sheet.dataset.sheet) === number;
    if (here) sheet.setAttribute("aria-current", "page");
    else sheet.removeAttribute("aria-current");
    if (here) sheet.scrollIntoView({ block: "nearest" });
  }
}

viewer.addHandler("open", async () => {
  const size = viewer.world.getItemAt(0).getContentSize();
  ratio = size.y / size.x;
  const asked = number;
  const answer = await fetch(`/document/${own.document}/lies?number=${asked}`);
  if (answer.ok && asked === number) rotate(-(await answer.json()).turn, true);
  draw();
});

function rotate(degrees, anew) {
  const now = anew ? 0 : viewer.viewport.getRotation(true);
  const angle = (((now + degrees) % 360) + 360) % 360;
  viewer.viewport.setRotation(angle, true);
  if (anew) viewer.viewport.goHome(true);
  document.querySelectorAll("[data-degrees]").forEach((field) => {
    field.value = (360 - angle) % 360;
  });
}

function step(by) {
  const at = numbers.indexOf(number) + by;
  if (at >= 0 && at < numbers.length) go(numbers[at]);
}

// What is scrolled past is not fetched: only pages on which somebody stays for a moment.
const passing = new Map();
const seen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    clearTimeout(passing.get(target));
    if (!isIntersecting) continue;
    const fetch = () => {
      target.src = target.dataset.src;
      seen.unobserve(target);
    };
    passing.set(target, setTimeout(fetch, 200));
  }
}, { root: desk.querySelector(".strip"), rootMargin: "100px" });
desk.querySelectorAll(".strip img").forEach((image) => seen.observe(image));

// Boxes

const edges = (element) => (element.dataset.box || "").split(",").map(Number);

function rect(box) {
  return new OpenSeadragon.Rect(box[0], box[1] * ratio, box[2] - box[0], (box[3] - box[1]) * ratio);
}

function draw() {
  viewer.clearOverlays();
  if (!viewer.isOpen()) return;
  const marks = new Map(); // what several fields were read from is marked once
  for (const field of document.querySelectorAll("[data-box][data-page]")) {
    if (Number(field.dataset.page) !== number || !field.dataset.box) continue;
    marks.set(field.dataset.box, rect(edges(field)));
  }
  for (const [box, location] of marks) {
    const element = document.createElement("div");
    element.className = box === chosen?.dataset.box ? "mark chosen" : "mark";
    viewer.addOverlay({ element, location });
  }
  if (chosen?.dataset.box && Number(chosen.dataset.page) === number) look(edges(chosen));
  if (drawn) viewer.addOverlay({ element: drawn.element, location: rect(list(drawn)) });
}

// Shows ink with what stands around it.
function look(box) {
  const around = rect(box);
  const wide = Math.max(around.width * 1.6, 0.45);
  const high = Math.max(around.height * 3, 0.2);
  const centre = around.getCenter();
  const seen = new OpenSeadragon.Rect(centre.x - wide / 2, centre.y - high / 2, wide, high);
  viewer.viewport.fitBoundsWithConstraints(seen);
}

function choose(element) {
  if (chosen === element) return;
  chosen = element;
  const page = Number(element.dataset.page);
  if (page && page !== number && numbers.includes(page)) go(page);
  else draw();
}

// Returns the field whose ink lies at a point; of several the one with the least of it.
function fieldAt(point) {
  const at = viewer.viewport.pointFromPixel(point);
  const area = (field) => rect(edges(field)).width * rect(edges(field)).height;
  return [...document.querySelectorAll(".field[data-box]")]
    .filter((field) => {
      const here = Number(field.dataset.page) === number && field.dataset.box;
      return here && rect(edges(field)).containsPoint(at);
    })
    .sort((one, other) => area(one) - area(other))[0];
}

viewer.addHandler("canvas-click", (event) => {
  if (!event.quick || drawn || own.writes === undefined) return;
  event.preventDefaultAction = true;
  const field = fieldAt(event.position);
  if (field) field.focus();
  else {
    const at = fraction(event.position);
    read({ left: at.x, top: at.y, right: at.x, bottom: at.y });
  }
});

// Drawing

const list = (box) => [box.left, box.top, box.right, box.bottom];
const held = (value) => Math.min(1, Math.max(0, value));

function fraction(pixel) {
  const at = viewer.viewport.pointFromPixel(pixel);
  return { x: held(at.x), y: held(at.y / ratio) };
}

function startDrawing(what) {
  if (own.writes === undefined || !viewer.isOpen()) return;
  stopDrawing();
  place = what || "";
  const centre = viewer.viewport.getCenter(true);
  const [x, y] = [held(centre.x), held(centre.y / ratio)];
  const element = document.createElement("div");
  element.className = "mark drawn";
  drawn = { left: held(x - 0.12), top: held(y - 0.012), right: held(x + 0.12), bottom: held(y + 0.012), element };
  viewer.addOverlay({ element, location: rect(list(drawn)) });
  viewer.setMouseNavEnabled(false);
  byId("draw").setAttribute("aria-pressed", "true");
  byId("drawing").hidden = false;
  viewer.canvas.focus();
}

function stopDrawing() {
  if (drawn) viewer.removeOverlay(drawn.element);
  drawn = null;
  viewer.setMouseNavEnabled(true);
  byId("draw")?.setAttribute("aria-pressed", "false");
  byId("drawing").hidden = true;
}

function size(box) {
  Object.assign(drawn, box);
  viewer.updateOverlay(drawn.element, rect(list(drawn)));
}

// Caught before the viewer sees them: it would move the page.
function pointed(event) {
  if (!drawn) return;
  const element = byId("viewer");
  const { left, top } = element.getBoundingClientRect();
  const at = fraction(new OpenSeadragon.Point(event.clientX - left, event.clientY - top));
  event.stopPropagation();
  if (event.type === "pointerdown") {
    drawn.from = at;
    element.setPointerCapture(event.pointerId);
  } else if (drawn.from && event.type === "pointermove") {
    const { from } = drawn;
    size({
      left: Math.min(from.x, at.x),
      right: Math.max(from.x, at.x),
      top: Math.min(from.y, at.y),
      bottom: Math.max(from.y, at.y),
      moved: true,
    });
  } else if (drawn.from && event.type === "pointerup") {
    const big = drawn.moved && drawn.right - drawn.left > 0.004 && drawn.bottom - drawn.top > 0.003;
    drawn.from = null;
    if (big) finish();
  }
}

for (const kind of ["pointerdown", "pointermove", "pointerup"]) {
  byId("viewer").addEventListener(kind, pointed, true);
}

function finish() {
  const { left, top, right, bottom } = drawn;
  stopDrawing();
  read({ left, top, right, bottom });
}

function read(box) {
  const values = { number, place, box: list(box).map((edge) => edge.toFixed(6)).join(",") };
  place = "";
  htmx.ajax("POST", `/document/${own.document}/ink`, { target: "#adding", swap: "innerHTML", values, source: byId("adding") });
}

function drawingKey(event) {
  const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] || [0, 0];
  if (event.key === "Enter") finish();
  else if (event.key === "Escape") stopDrawing();
  else if (!x && !y) return;
  else if (event.shiftKey) {
    size({ right: held(Math.max(drawn.left + STEP, drawn.right + x * STEP)), bottom: held(Math.max(drawn.top + STEP / 2, drawn.bottom + (y * STEP) / 2)) });
  } else {
    const across = Math.min(Math.max(x * STEP, -drawn.left), 1 - drawn.right);
    const down = Math.min(Math.max((y * STEP) / 2, -drawn.top), 1 - drawn.bottom);
    size({ left: drawn.left + across, right: drawn.right + across, top: drawn.top + down, bottom: drawn.bottom + down });
  }
  event.preventDefault();
  event.stopPropagation();
}

// Words on fields

const fields = () => [...document.querySelectorAll(".field, form.edit[data-path]")];

function after(element) {
  const every = fields();
  const at = every.findIndex((one) => one.dataset.path === element.dataset.path);
  return (every[at + 1] || every[at])?.dataset.path || null;
}

function say(field, kind) {
  const item = field.dataset.path.split(".");
  const path = kind === "remove" && item.length > 2 ? item.slice(0, 2).join(".") : field.dataset.path;
  const values = { path, kind, seen: byId("fields").dataset.seen };
  next = after(field);
  htmx.ajax("POST", `/document/${own.document}/say`, { target: "#fields", swap: "outerHTML", values, source: byId("adding") });
}

// By the place of a key: an input method for Vietnamese may hold its letter back.
const WORDS = { KeyV: "right", KeyX: "wrong", KeyI: "illegible", Delete: "remove" };

function fieldKey(event, field) {
  const every = fields();
  const at = every.indexOf(field);
  if (event.key === "ArrowDown") every[at + 1]?.focus();
  else if (event.key === "ArrowUp") every[at - 1]?.focus();
  else if (WORDS[event.code] && own.writes !== undefined) say(field, WORDS[event.code]);
  else return;
  event.preventDefault();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (drawn) {
    drawingKey(event);
    return;
  }
  const form = event.target.closest("form.edit");
  if (event.key === "Escape" && form) form.querySelector("[data-leave], [data-close]").click();
  if (event.target.matches("input, select, textarea")) return;
  if (event.key === "PageDown" || event.key === "PageUp") {
    step(event.key === "PageDown" ? 1 : -1);
    event.preventDefault();
  } else if (event.code === "KeyB") startDrawing("");
  else if (event.target.matches(".field")) fieldKey(event, event.target);
}, true);

document.addEventListener("focusin", (event) => {
  const element = event.target.closest(".field, form.edit");
  if (element) choose(element);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const { sheet, go: by, zoom, rotate: angle, draw: what } = button.dataset;
  if (sheet) go(Number(sheet));
  if (by) step(Number(by));
  if (zoom) viewer.viewport.zoomBy(Number(zoom));
  if (angle) rotate(Number(angle), false);
  if (what) startDrawing(what);
  if (button.id === "draw") drawn ? stopDrawing() : startDrawing("");
  if (button.matches("[data-leave]")) next = button.closest("form").dataset.path;
  if (button.matches("[data-close]")) {
    byId("adding").replaceChildren();
    draw();
  }
});

let spoken = false; // whether something was said here that is to be filed
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig.verb === "post") spoken = true;
});
window.addEventListener("pagehide", () => {
  if (!spoken) return;
  const headers = { "X-Form-Token": meta("form-token").content };
  fetch(`/document/${own.document}/leave`, { method: "POST", headers, keepalive: true });
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt;
  if (form.matches?.("form.edit[data-path]")) next = after(form);
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (event.detail.xhr.status >= 400) return;
  if (target.id === "fields") {
    if (event.detail.requestConfig?.elt?.matches?.("[data-closes]")) byId("adding").replaceChildren();
    chosen = null;
    const field = next && document.querySelector(`.field[data-path="${CSS.escape(next)}"]`);
    next = null;
    if (field) field.focus();
    else draw();
    return;
  }
  const form = target.matches("li, #adding") && target.querySelector("form.edit");
  if (form) {
    choose(form);
    const typed = form.querySelector("[autofocus]");
    typed?.focus();
    typed?.select?.();
  }
});

go(number);
const wanted = own.path && document.querySelector(`.field[data-path="${CSS.escape(own.path)}"]`);
if (wanted) wanted.focus();

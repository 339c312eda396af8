// The token that forms bring along, and the login over a page whose session has ended.
"use strict";

const meta = (name) => document.querySelector(`meta[name="${name}"]`);
const dialog = () => document.getElementById("login-dialog");
let waiting = null; // the request that was refused, to be repeated after the login

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = meta("form-token").content;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status !== 401) return;
  if (requestConfig.path !== "/login") {
    const { elt, verb, path, parameters, target } = requestConfig;
    const swap = elt.closest("[hx-swap]")?.getAttribute("hx-swap") || undefined;
    waiting = { verb, path, context: { source: elt, values: parameters, target, swap } };
  }
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.xhr.status !== 401) return;
  const fresh = dialog().querySelector('input[name="form_token"]');
  if (fresh) hand(fresh.value);
  dialog().querySelector('input[name="name"]').value = meta("account").content;
  if (!dialog().open) dialog().showModal();
  dialog().querySelector('input[name="password"]').focus();
});

document.addEventListener("signed-in", (event) => {
  hand(event.detail.form_token);
  dialog().close();
  if (event.detail.account !== meta("account").content) {
    window.location.reload();
    return;
  }
  const again = waiting;
  waiting = null;
  if (again) htmx.ajax(again.verb, again.path, again.context);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches("form[data-clears]")) form.reset();
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("input.once")) event.target.select();
});

function hand(token) {
  meta("form-token").content = token;
  document.querySelectorAll('input[name="form_token"]').forEach((field) => {
    field.value = token;
  });
}

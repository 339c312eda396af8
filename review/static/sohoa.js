// The token that forms bring along, and the login over a page whose session has ended.
"use strict";

const meta = (name) => document.querySelector(`meta[name="${name}"]`);
const dialog = () => document.getElementById("login-dialog");
let waiting = null; // the request that was refused, to be repeated after the login

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-Form-Token"] = meta("form-token").content;
});

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr, requestConfig, etc } = event.detail;
  // With a 403 comes a new token where the person logged in anew in another window.
  const fresh = xhr.status === 403 && xhr.getResponseHeader("X-Form-Token");
  if (requestConfig.path === "/login" || (xhr.status !== 401 && !fresh)) return;
  const { elt, verb, path, parameters, target } = requestConfig;
  const swap = etc.swapOverride ?? elt.closest("[hx-swap]")?.getAttribute("hx-swap") ?? undefined;
  waiting = { verb, path, context: { source: elt, values: parameters, target, swap } };
  if (fresh) {
    event.preventDefault();
    goOn(fresh, xhr.getResponseHeader("X-Account"));
  }
});

// Dialog and notice stay, however the answer was to be put in that did not come.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status >= 400) event.detail.swapOverride = "innerHTML";
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
  dialog().close();
  goOn(event.detail.form_token, event.detail.account);
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt;
  if (event.detail.successful && form.matches("form[data-clears]")) form.reset();
});

document.addEventListener("focusin", (event) => {
  if (event.target.matches("input.once")) event.target.select();
});

// Repeats what was refused, unless it would be done in another person's name.
function goOn(token, account) {
  hand(token);
  if (account !== meta("account").content) {
    window.location.reload();
    return;
  }
  const again = waiting;
  waiting = null;
  if (again) htmx.ajax(again.verb, again.path, again.context);
}

function hand(token) {
  meta("form-token").content = token;
  document.querySelectorAll('input[name="form_token"]').forEach((field) => {
    field.value = token;
  });
}

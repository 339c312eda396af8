// Ticks all tasks of a page of the queue at once.
"use strict";

document.addEventListener("change", (event) => {
  if (event.target.id !== "every") return;
  document.querySelectorAll('input[name="task"]').forEach((box) => {
    box.checked = event.target.checked;
  });
});

// Arrow keys walk from the search field through the results and back; Escape returns to the field.
document.addEventListener("keydown", function (event) {
  const picker = event.target.closest(".gz-picker");
  if (!picker) return;
  const field = picker.querySelector("input[type=search]");
  const results = Array.from(picker.querySelectorAll(".gz-picker-list a"));
  const at = results.indexOf(document.activeElement);
  let next = null;
  if (event.key === "ArrowDown") next = results[at + 1];
  else if (event.key === "ArrowUp" && at >= 0) next = at === 0 ? field : results[at - 1];
  else if (event.key === "Escape" && at >= 0) next = field;
  if (next) {
    event.preventDefault();
    next.focus();
  }
});

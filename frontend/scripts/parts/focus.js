// After a part of the page was exchanged, the focus goes to its heading, so that it is read out.
document.addEventListener("htmx:afterSwap", function (event) {
  const part = event.detail.target;
  if (part.hasAttribute("data-quiet")) return;
  const heading = part.querySelector("h1, h2, h3") || part;
  heading.setAttribute("tabindex", "-1");
  heading.focus();
});

// What is wrong in a form, or must be read before it goes on, is where the reader starts.
document.addEventListener("DOMContentLoaded", function () {
  const first = document.querySelector("[role=alert][tabindex]");
  if (first) first.focus();
});

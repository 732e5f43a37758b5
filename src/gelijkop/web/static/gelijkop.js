// Comfort only: without it every form has its button. A choice in a form shows at once; the menu closes with Escape.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form.choose");
  if (form && event.target.matches("select") && !form.dataset.keys) form.requestSubmit();
});
document.addEventListener("keydown", (event) => {
  const form = event.target.closest?.("form.choose");
  // Arrow keys walk through a closed list: then the button decides, or every step would load a page.
  if (form) form.dataset.keys = "1";
  if (event.key !== "Escape") return;
  const open = event.target.closest?.("details.menu[open]");
  if (open) { open.open = false; open.querySelector("summary").focus(); }
});
// Back shows the page as its address says, not the choice that led away from it.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form.choose")) { form.reset(); delete form.dataset.keys; }
});

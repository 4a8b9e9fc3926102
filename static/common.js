// Comforts only: every page works without this file. No framework, nothing inline, nothing from elsewhere.

// A click elsewhere shuts the account menu.
document.addEventListener("click", (event) => {
  const menu = document.querySelector(".menu[open]");
  if (menu && !menu.contains(event.target)) menu.open = false;
});

// A browser keeps a page that was left alive for the way back. Whoever signed in or out since, on this machine, brought
// another token along: then the page is not shown again but asked for, as whoever is there now.
const token = () => document.cookie.split("; ").find((each) => each.startsWith("csrftoken="));
const tokenThen = token();
window.addEventListener("pageshow", (event) => {
  if (!event.persisted || token() === tokenThen) return;
  document.body.replaceChildren();
  window.location.replace(window.location.pathname + window.location.search);
});

// Who comes back to a page is where they were. A page that the browser kept is so by itself; in one that it asks for
// anew, "autofocus" would take the cursor, and the window with it, to where typing begins.
const here = () => `at ${window.location.pathname}${window.location.search}`; // a form's changes with its draft
window.addEventListener("pagehide", () => {
  sessionStorage.setItem(here(), JSON.stringify({ top: window.scrollY, at: document.activeElement.id }));
});
window.addEventListener("pageshow", (event) => {
  const known = sessionStorage.getItem(here());
  const cameBack = performance.getEntriesByType("navigation")[0]?.type === "back_forward";
  if (event.persisted || !cameBack || !known || !document.activeElement.matches("[autofocus], body")) return;
  const { top, at } = JSON.parse(known);
  document.activeElement.blur();
  document.getElementById(at)?.focus({ preventScroll: true });
  window.scrollTo({ top, behavior: "instant" });
});

// A link to something that is folded away unfolds it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#"]');
  const there = link?.hash.length > 1 && document.getElementById(decodeURIComponent(link.hash.slice(1)));
  const folded = there && (there.closest("details") || there.querySelector(":scope > details"));
  if (folded) folded.open = true;
});

// What a button should have brought (data-trouble) is said beside it when it did not come.
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, ({ target }) => {
    if (target.dataset.trouble) target.nextElementSibling.textContent = target.dataset.trouble;
  });
}

// A button that copies a text of the page (data-copies: its id). Where the browser gives no clipboard, as to a page without
// TLS, the text is selected, and the words beside the button say so.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const text = document.getElementById(button.dataset.copies);
  text.focus();
  text.select();
  const copied = await navigator.clipboard?.writeText(text.value).then(() => true, () => false);
  button.nextElementSibling.textContent = copied ? button.dataset.copied : button.dataset.selected;
});

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
const here = `at ${window.location.pathname}${window.location.search}`;
window.addEventListener("pagehide", () => {
  sessionStorage.setItem(here, JSON.stringify({ top: window.scrollY, at: document.activeElement.id }));
});
window.addEventListener("pageshow", (event) => {
  const known = sessionStorage.getItem(here);
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

// A form is not sent twice by a double click. The pressed button keeps its place and its focus.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const sent = Number(form.dataset.sent || 0);
  if (Date.now() - sent < 2000) event.preventDefault();
  else form.dataset.sent = Date.now();
});

// A text is saved when its writer pauses (htmx). Who types without a pause is saved all the same, and so is who leaves.
const LONGEST = 10_000; // milliseconds
const saverOf = (form) => form?.querySelector("template[data-unsaved]")?.parentElement;
document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  const saver = saverOf(form);
  if (!saver) return;
  form.dataset.unsaved ||= Date.now();
  if (Date.now() - form.dataset.unsaved > LONGEST) window.htmx.trigger(saver, "again");
});
document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.target.closest("form");
  if (form && event.target === saverOf(form)) delete form.dataset.unsaved;
});
document.addEventListener("visibilitychange", () => {
  const form = document.querySelector("form[data-unsaved]");
  if (document.hidden && form) window.htmx.trigger(saverOf(form), "again");
});
window.addEventListener("pagehide", () => {
  const form = document.querySelector("form[data-unsaved]");
  if (!form || Date.now() - Number(form.dataset.sent || 0) < 5000) return; // it leaves because it was sent
  const data = new FormData(form);
  data.delete("files");
  data.set("autosave", "1");
  fetch(saverOf(form).getAttribute("hx-post"), { method: "POST", body: data, keepalive: true }).catch(() => {});
  delete form.dataset.unsaved;
});

// A save that failed does not go on looking like one: the page says so, and tries again by itself. What a button should
// have brought (data-trouble) is said beside it.
const AGAIN = 10_000; // milliseconds
for (const name of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    const saver = event.target;
    if (saver.dataset.trouble) saver.nextElementSibling.textContent = saver.dataset.trouble;
    const unsaved = saver.querySelector("template[data-unsaved]");
    if (!unsaved) return;
    event.detail.target.replaceChildren(unsaved.content.cloneNode(true));
    setTimeout(() => window.htmx.trigger(saver, "again"), AGAIN);
  });
}

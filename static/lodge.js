// Comforts only: every page works without this file. No framework, nothing inline, nothing from elsewhere.

// Ctrl+Enter (Cmd+Enter) sends the form you are in, by its main button. Escape shuts the account menu.
// C starts a new report where the page offers that: people can switch it off (WCAG 2.1.4).
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest("form");
    const main = form && form.querySelector(".btn.main");
    if (main) {
      event.preventDefault();
      form.requestSubmit(main);
    }
  }
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const writing = document.querySelector("template[data-unsaved]"); // a slip of the key must not lead away from a text
  if (event.key === "c" && plain && !typing && !writing) {
    [...document.querySelectorAll('[aria-keyshortcuts="C"]')].at(-1)?.click(); // the page's own before the header's
  }
  if (event.key === "Escape") {
    const menu = document.querySelector(".menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  }
});

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

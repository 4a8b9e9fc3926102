// Keys that do something on every page. What each does is told at data-keys, which "?" opens over the page.
// Single keys work outside of what one types in, and only for those who did not switch them off (WCAG 2.1.4): for
// others the page does not say data-last.

(() => {
  "use strict";

  const nav = document.querySelector("[data-last]");
  const writing = () => document.querySelector("form:has(template[data-unsaved])"); // the form of a report

  // Ctrl+Enter (Cmd+Enter) sends the form one is in by its main button; where one is in none, the report's.
  const send = (event) => {
    if (document.querySelector("dialog[open]")) return;
    const own = event.target.closest("form")?.querySelector(".btn.main");
    const main = own || writing()?.querySelector(".btn.main");
    if (!main) return;
    event.preventDefault();
    main.form.requestSubmit(main);
  };

  // The page's own "another one", or else the form in which something was filed last.
  const again = () => {
    const own = [...document.querySelectorAll('main [aria-keyshortcuts="C"]')].at(-1);
    if (own) own.click();
    else window.location.assign(nav.dataset.last);
  };

  // The box that finds a form, wherever it is.
  const find = () => {
    const box = document.querySelector("[data-find] input[type=search]");
    if (box) box.focus();
    else window.location.assign(nav.dataset.find);
  };

  const tell = async () => {
    if (document.querySelector("dialog[open]")) return;
    const address = nav.dataset.keys;
    try {
      const answer = await fetch(address);
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const told = page.getElementById("keys");
      if (!told) return;
      const dialog = document.createElement("dialog");
      dialog.className = "keys-told";
      dialog.setAttribute("aria-labelledby", "keys-h");
      dialog.append(told);
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
      dialog.addEventListener("close", () => dialog.remove());
      document.body.append(dialog);
      dialog.showModal(); // and when it shuts, the focus goes back to where it was
    } catch {
      // No answer: nothing is lost by it.
    }
  };

  const single = (event) => {
    if (!nav || event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.repeat) return;
    if (event.target.closest("input, textarea, select, [contenteditable], dialog")) return;
    const leaves = { c: again, "/": find }[event.key.toLowerCase()];
    if (event.key === "?") tell();
    else if (leaves && !writing()) leaves(); // a slip of the key must not lead away from a text
    else return;
    event.preventDefault();
  };

  document.addEventListener("keydown", (event) => {
    const sends = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (sends && !event.isComposing && !event.repeat) send(event);
    else single(event);
    if (event.key !== "Escape") return;
    const menu = document.querySelector(".menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
})();

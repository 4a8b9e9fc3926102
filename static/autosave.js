// What is typed into a form becomes a draft while it is typed, and the page's address names that draft, so that a reload,
// the way back and another tab show it again. Without this file a draft is made by any button of the form.
// A form with a draft has fields "submission", "version" and "tab", and holds an element (the saver) with a
// <template data-unsaved>: htmx posts the form from there, and the answer brings the number and version from then on.
//
// window.Lodge.draftOf(form) makes a draft where there is none yet: file_input.js keeps what is chosen with it.

(() => {
  "use strict";

  const LONGEST = 10_000; // ms that somebody may type without a pause, and between two tries to save
  const MOST = 60_000; // bytes that a browser still takes along for a page that is left (fetch, keepalive)
  const WAITS = [300, 1000, 3000]; // ms until a save that was under way as the page was left is looked for

  const savers = "template[data-unsaved]";
  const saverOf = (form) => form?.querySelector(savers)?.parentElement;
  const formHere = () => document.querySelector(savers)?.closest("form");
  const fieldsOf = (form) => ({
    number: form.elements.submission.value,
    version: Number(form.elements.version.value),
    tab: form.elements.tab.value,
  });

  let typed = false; // since the page is shown

  const addressOf = (form) => {
    const address = new URL(saverOf(form).getAttribute("hx-post"), location.href);
    address.searchParams.set("report", form.elements.submission.value);
    return address.pathname + address.search;
  };

  // Kept beside the address: a page that is shown again knows from it what it was before.
  const remember = (form, unsaved, address) => {
    history.replaceState({ ...history.state, draft: { ...fieldsOf(form), unsaved } }, "", address);
  };

  // The address, and whatever leads back to this page, name the draft.
  const carry = (form) => {
    const before = location.pathname + location.search;
    const address = addressOf(form);
    remember(form, false, address);
    for (const each of document.querySelectorAll("input[name=next]")) if (each.value === before) each.value = address;
    for (const each of document.querySelectorAll("a[href*='next=']")) {
      const link = new URL(each.href);
      if (link.searchParams.get("next") !== before) continue;
      link.searchParams.set("next", address);
      each.href = link.pathname + link.search;
    }
  };

  // Saved when its writer pauses (htmx). Who types without a pause is saved all the same, and so is who leaves.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form");
    const saver = saverOf(form);
    if (!saver || event.target.type === "file") return;
    typed = true;
    if (!form.dataset.unsaved) {
      form.dataset.unsaved = Date.now();
      remember(form, true);
      window.addEventListener("beforeunload", leaving); // only while it is needed: it keeps pages from being kept alive
    }
    if (Date.now() - form.dataset.unsaved > LONGEST) window.htmx.trigger(saver, "again");
  });
  document.addEventListener("visibilitychange", () => {
    const form = formHere();
    if (document.hidden && form?.dataset.unsaved) window.htmx.trigger(saverOf(form), "again");
  });

  // The last words go along as the page is left: before the next page is asked for, so that it shows them. Where that
  // cannot be, the browser asks whether to leave.
  const takeAlong = (form) => {
    const body = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    body.set("autosave", "1");
    if (form.dataset.returned) body.set("returned", "1");
    if (body.toString().length > MOST) return false;
    delete form.dataset.unsaved;
    fetch(addressOf(form), { method: "POST", body, keepalive: true })
      .then((answer) => answer.text())
      .then((text) => stay(text))
      .catch(() => failed(form));
    return true;
  };
  // Who stayed after all goes on from there.
  const stay = (text) => {
    const answer = new DOMParser().parseFromString(text, "text/html");
    for (const id of ["draft-number", "draft-version"]) {
      const [here, there] = [document.getElementById(id), answer.getElementById(id)];
      if (here && there) here.value = there.value;
    }
  };
  const unsavedHere = () => {
    const form = formHere();
    return form?.dataset.unsaved && form.dataset.sending !== "plain" ? form : null; // a plain post takes it along
  };
  const leaving = (event) => {
    const form = unsavedHere();
    if (form && (form.dataset.failed || !takeAlong(form))) event.preventDefault();
  };
  window.addEventListener("pagehide", () => {
    const form = unsavedHere();
    if (form) takeAlong(form);
  });

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("form");
    if (!form || event.target !== saverOf(form)) return;
    event.detail.path = addressOf(form);
    for (const name of ["wanted", "returned"]) if (form.dataset[name]) event.detail.parameters[name] = "1";
    delete form.dataset.unsaved;
  });

  // A save that failed does not go on looking like one: the page says so, and tries again by itself.
  const failed = (form) => {
    form.dataset.failed = "1";
    form.dataset.unsaved ||= Date.now();
    window.addEventListener("beforeunload", leaving);
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest("form");
    if (!form || event.target !== saverOf(form)) return;
    if (!event.detail.successful) {
      const { target } = event.detail;
      target.replaceChildren(form.querySelector(savers).content.cloneNode(true));
      setTimeout(() => window.htmx.trigger(saverOf(form) || document.body, "again"), LONGEST);
      return failed(form);
    }
    if (event.detail.target.querySelector("[data-not-saved]")) return failed(form);
    delete form.dataset.failed;
    if (!form.dataset.unsaved) window.removeEventListener("beforeunload", leaving);
    if (fieldsOf(form).version) carry(form);
  });

  // Whether the form has a draft by now.
  const draftOf = async (form) => {
    const saver = saverOf(form);
    form.dataset.wanted = "1";
    for (let round = 0; saver && round < 2 && !fieldsOf(form).version; round += 1) {
      const answered = new Promise((done) => saver.addEventListener("htmx:afterRequest", done, { once: true }));
      window.htmx.trigger(saver, "again");
      await answered;
    }
    return Boolean(saver && fieldsOf(form).version);
  };

  // Whether the browser put back into a field what was typed there before. Pickers are filled in by a script.
  const isPutBack = (field) => {
    if (field.closest("[data-picker]") || ["hidden", "file"].includes(field.type)) return false;
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return "defaultValue" in field && field.value !== field.defaultValue;
  };

  const savedAs = async (number) => {
    const answer = await fetch(`/drafts/${number}/version/`).catch(() => null);
    const text = answer?.ok ? await answer.text() : "";
    return /^\d+$/.test(text) ? Number(text) : 0;
  };

  // What was under way to the server as the page was left may arrive after the page was asked for anew.
  const lookAgain = async (form, number, version) => {
    for (const wait of WAITS) {
      await new Promise((done) => setTimeout(done, wait));
      if (!form.isConnected || typed) return;
      if ((await savedAs(number)) <= version || typed) continue;
      const address = new URL(addressOf(form), location.href);
      address.searchParams.set("report", number);
      return location.replace(address);
    }
  };

  // A page that is shown again: the browser may have put back what was typed, but not which draft that was. What is saved
  // after it was sent is news then, and no save that comes late.
  const shown = (form, restored) => {
    const was = history.state?.draft;
    const now = fieldsOf(form);
    if (was?.sent) form.dataset.returned = "1";
    else if (restored && was) {
      for (const [name, value] of Object.entries({ submission: was.number, tab: was.tab, version: was.version })) {
        form.elements[name].value = value;
      }
      window.htmx.trigger(saverOf(form), "again");
    } else if (restored) form.dispatchEvent(new Event("input", { bubbles: true })); // typed before this script ran
    else if (was?.unsaved) lookAgain(form, was.number, now.version);
    else if (now.version) carry(form);
  };

  const form = formHere();
  window.addEventListener("pageshow", ({ persisted }) => {
    if (form?.isConnected) shown(form, !persisted && !typed && [...form.elements].some(isPutBack));
  });
  document.addEventListener("htmx:load", (event) => {
    const swapped = event.detail.elt.querySelector?.(savers)?.closest("form");
    if (swapped && swapped !== form && fieldsOf(swapped).version) carry(swapped);
    const kept = event.detail.elt.querySelector?.("[data-draft]"); // something is asked about a draft
    if (kept) history.replaceState({}, "", kept.dataset.draft);
  });
  document.addEventListener("lodge:sent", ({ target }) => {
    delete target.dataset.unsaved;
    history.replaceState({ ...history.state, draft: { ...history.state?.draft, sent: true } }, "");
  });

  window.Lodge = { ...window.Lodge, draftOf };
})();

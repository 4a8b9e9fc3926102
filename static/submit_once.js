// From the press on a button on, the page says that it is sending, takes no second press, and is never stuck: an answer,
// a lost network and the way back give the button back. Without this file, forms are posted as ever.
//
// form[data-sends] is sent by htmx (its attributes say where and what the answer replaces), so that the page stays while
// files go, and stays with all that was typed when the network does not. What is said comes from the templates beside
// its button: template[data-told=sending|slow|lost|down|old|large] of templates/parts/submit_bar.html.

(() => {
  "use strict";

  const SLOW = 20_000; // ms without a sign of life, after which the button can be pressed again: it is filed once
  const PLAIN = 15_000; // ms until a button of any other form is given back: its page was not left
  const SHOWN = 50_000; // bytes, below which no progress is worth showing
  const sending = new Map(); // by form: its button, what that showed, its timer and its request

  const end = (form) => {
    const now = sending.get(form);
    if (!now) return;
    sending.delete(form);
    clearTimeout(now.timer);
    delete form.dataset.sending;
    for (const name of ["aria-busy", "aria-disabled"]) now.button?.removeAttribute(name);
    if (now.shown) now.button.replaceChildren(...now.shown);
    bar(form)?.remove();
  };

  const begin = (form, submitter) => {
    const button = !submitter || submitter.matches(".sr") ? form.querySelector(".btn.main") : submitter;
    const words = button?.dataset.busy;
    sending.set(form, { button, submitter, shown: words && [...button.childNodes] });
    form.dataset.sending = "1";
    for (const name of ["aria-busy", "aria-disabled"]) button?.setAttribute(name, "true");
    if (words) button.replaceChildren(words);
  };

  const again = (form, wait, then) => {
    const now = sending.get(form);
    clearTimeout(now?.timer);
    if (now) now.timer = setTimeout(then, wait);
  };

  document.addEventListener(
    "submit",
    (event) => {
      if (!sending.has(event.target)) return;
      event.preventDefault();
      event.stopImmediatePropagation(); // htmx would queue it
    },
    true,
  );
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target) return;
    begin(form, event.submitter);
    form.dataset.sending = "plain";
    again(form, PLAIN, () => end(form));
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) for (const form of [...sending.keys()]) end(form);
  });

  // The form that files.
  const bar = (form) => form.querySelector(".send progress");
  const words = (form, what) => form.querySelector(`template[data-told=${what}]`)?.content.cloneNode(true) || "";
  const saySending = (form) => form.querySelector(".send [role=status]").replaceChildren(words(form, "sending"));
  // What came of it stays until the button is pressed again, whatever is said about saving meanwhile.
  const complaint = (form) => form.querySelector(".send > [role=alert]");
  const complain = (form, what) => complaint(form).replaceChildren(words(form, what));
  const progress = (form, done, all) => {
    if (all < SHOWN) return;
    if (!bar(form)) {
      const made = document.createElement("progress");
      made.setAttribute("aria-label", words(form, "sending").textContent.trim());
      form.querySelector(".send [role=status]").after(made);
    }
    Object.assign(bar(form), { max: all, value: done });
  };
  const stop = (form, why) => {
    end(form);
    form.querySelector(".send [role=status]").replaceChildren();
    complain(form, why);
  };
  const patient = (form) => again(form, SLOW, () => stop(form, "slow"));

  // Files that are still on their way to the server are waited for; those that cannot go are to be taken away first.
  document.addEventListener("htmx:confirm", async (event) => {
    const form = event.target;
    if (!form.matches?.("form[data-sends]")) return;
    begin(form, event.detail.triggeringEvent?.submitter);
    complaint(form).replaceChildren();
    saySending(form);
    patient(form);
    const files = window.Lodge.filesOf?.(form);
    if (!files?.pending) return;
    event.preventDefault();
    const ready = await files.settle((done, all) => {
      progress(form, done, all);
      patient(form);
    });
    if (!sending.has(form)) return;
    if (ready || sending.get(form).submitter?.name) event.detail.issueRequest(true);
    else stop(form, "refused");
  });
  document.addEventListener("htmx:configRequest", (event) => {
    const pressed = sending.get(event.target)?.submitter;
    if (!pressed) return;
    if (pressed.name) event.detail.parameters[pressed.name] = pressed.value; // htmx forgets it when the focus moves
    if (pressed.hasAttribute("formaction")) event.detail.path = pressed.getAttribute("formaction");
  });
  document.addEventListener("htmx:beforeSend", (event) => {
    const form = event.target;
    const now = sending.get(form);
    if (!now || !form.matches("form[data-sends]")) return;
    now.request = event.detail.xhr;
    now.request.upload.addEventListener("progress", (sent) => {
      if (sending.get(form) !== now) return;
      progress(form, sent.loaded, sent.total);
      patient(form);
    });
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const form = event.target.closest?.("form[data-sends]");
    if (form && event.target.matches("[role=status]") && sending.has(form)) saySending(form); // it was saved meanwhile
  });

  // A form to correct, or something to be asked, takes the place of the page as any answer does.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.target.matches?.("#main") || ![409, 422].includes(event.detail.xhr.status)) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  const WHY = { 403: "old", 413: "large" };
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target;
    const { xhr } = event.detail;
    const now = sending.get(form);
    if (!now || now.request !== xhr) return; // pressed again meanwhile
    if (xhr.getResponseHeader("HX-Redirect")) {
      form.dispatchEvent(new Event("lodge:sent", { bubbles: true }));
      return again(form, PLAIN, () => end(form));
    }
    if (!form.isConnected || event.detail.successful) return end(form);
    stop(form, xhr.status ? WHY[xhr.status] || "down" : "lost");
    form.dispatchEvent(new Event("input", { bubbles: true })); // it is to be saved as long as it is not sent
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const main = event.detail.elt?.closest?.("#main") || document.querySelector("#main");
    if (event.detail.target?.id !== "main" || main.contains(document.activeElement)) return;
    const heading = main.querySelector("h1");
    heading?.setAttribute("tabindex", "-1");
    heading?.focus();
  });
})();

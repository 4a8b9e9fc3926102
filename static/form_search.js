// The box that finds a form: under it stand the forms that fit what is typed (ARIA 1.2 combobox). Without this file the same
// box is searched by its button. It stands in [data-find], the address that answers with templates/issues/form_search_results.html.

(() => {
  "use strict";

  const { Suggestions } = window.Lodge;

  class Finder {
    constructor(form) {
      this.form = form;
      this.box = form.querySelector("input[type=search]");
      this.list = new Suggestions(this.box, {
        label: form.dataset.label,
        trouble: form.dataset.trouble,
        choose: (option) => window.location.assign(option.dataset.href),
        drawn: (options) => this.drawn(options),
      });
      this.box.setAttribute("role", "combobox");
      this.box.setAttribute("aria-expanded", "false");
      this.box.type = "text"; // of type "search" it may be no combobox
      this.box.after(this.list.list, this.list.status);
      this.box.addEventListener("input", () => this.later());
      this.box.addEventListener("keydown", (event) => this.key(event));
      this.box.addEventListener("click", () => this.list.open || this.ask());
      this.box.addEventListener("blur", () => this.list.shut());
      form.addEventListener("change", (event) => event.target.name === "site" && this.box.value && this.box.focus());
    }

    // With the site that is chosen, and the draft that is on its way.
    aim() {
      this.asked = this.box.value.trim();
      this.wanted = false;
      this.list.address = `${this.form.dataset.find}?${new URLSearchParams(new FormData(this.form))}`;
    }

    later() {
      this.aim();
      this.list.later(this.asked);
    }

    ask() {
      this.aim();
      this.list.ask(this.asked);
    }

    key(event) {
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === "Enter" && this.box.value.trim() && this.box.value.trim() !== this.told) {
        event.preventDefault(); // what stands there answers other words; of these, one form alone is meant by it
        this.ask();
        this.wanted = true;
      } else if (this.list.open && this.list.key(event)) return;
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.ask();
      }
    }

    drawn(options) {
      if (this.wanted && options.length === 1) queueMicrotask(() => this.list.take(options[0]));
      this.wanted = false;
      this.told = this.asked;
    }
  }

  for (const form of document.querySelectorAll("form[data-find]")) new Finder(form);
})();

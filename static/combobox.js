// Pickers: search-then-choose becomes one box with a list under it (ARIA 1.2 combobox). Without this file the same
// fields work by their "Find" button. It posts the same names: f (once for each choice), f-search (words that wait for
// a choice), f-searched (always empty here: no results stand on the page).
//
// A picker is [data-picker=f] under an element with data-suggest (an address that ends in "/"). GET {it}{f}/?q=…
// answers with templates/parts/picker_options.html. window.Lodge.Suggestions is the list alone; markdown_editor.js uses it for "@".

(() => {
  "use strict";

  const PAUSE = 250; // ms between the last key and the question
  let lists = 0;

  const make = (tag, attributes = {}, ...inside) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...inside);
    return element;
  };
  const filled = (words, name) => words.replace("{name}", name);

  // The list under a text box, which keeps the focus. `address` (of the suggestions), `label` (of the list), `trouble`
  // (words for no answer at all), `choose(option)`; `eager`: the first one stands ready, so that Enter takes it.
  class Suggestions {
    constructor(box, settings) {
      Object.assign(this, { box, eager: true, turn: 0, timer: 0, at: null }, settings);
      this.list = make("ul", { class: "pop", role: "listbox", id: `suggestions-${++lists}`, hidden: "" });
      this.list.setAttribute("aria-label", this.label);
      this.status = make("p", { class: "sr", role: "status" });
      box.setAttribute("aria-autocomplete", "list");
      box.setAttribute("aria-controls", this.list.id);
      this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
      this.list.addEventListener("click", (event) => this.take(event.target.closest("[role=option]")));
    }

    get open() {
      return !this.list.hidden;
    }

    get options() {
      return [...this.list.querySelectorAll("[role=option]:not([aria-disabled])")];
    }

    say(words) {
      this.status.textContent = words;
    }

    later(query) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(query), PAUSE);
    }

    // Only the answer to the last question is shown, in whatever order they come.
    async ask(query) {
      clearTimeout(this.timer);
      const turn = ++this.turn;
      this.box.setAttribute("aria-busy", "true");
      let text = "";
      try {
        const address = new URL(this.address, window.location);
        address.searchParams.set("q", query);
        const answer = await fetch(address, {
          headers: { "X-Requested-With": "fetch" },
        });
        text = answer.ok || answer.status === 401 ? await answer.text() : "";
      } catch {
        text = ""; // no network: told like no answer
      }
      if (turn !== this.turn) return;
      this.box.removeAttribute("aria-busy");
      this.show(text, query);
    }

    show(text, query) {
      const fragment = make("template");
      fragment.innerHTML = text; // from our own server, escaped there
      const said = fragment.content.querySelector(".said");
      const options = [...fragment.content.querySelectorAll("[role=option]")];
      if (!said || !options.length) {
        const words = said ? said.textContent : this.trouble;
        options.splice(0, options.length, make("li", { role: "option", "aria-disabled": "true", "aria-selected": "false" }, words));
      }
      options.forEach((option, index) => (option.id = `${this.list.id}-${index}`));
      this.list.replaceChildren(...options);
      this.drawn?.(this.options);
      this.list.hidden = false;
      if (this.box.getAttribute("role") === "combobox") this.box.setAttribute("aria-expanded", "true");
      this.list.scrollIntoView({ block: "nearest" });
      this.say(said ? said.textContent : this.trouble);
      this.move(this.eager && query ? this.options[0] : null);
    }

    shut() {
      clearTimeout(this.timer);
      this.turn += 1; // an answer under way comes too late
      this.box.removeAttribute("aria-busy");
      this.list.hidden = true;
      this.move(null);
      if (this.box.getAttribute("role") === "combobox") this.box.setAttribute("aria-expanded", "false");
    }

    move(option) {
      this.at?.classList.remove("at");
      this.at = option || null;
      if (!option) return this.box.removeAttribute("aria-activedescendant");
      option.classList.add("at");
      this.box.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    }

    step(by) {
      const options = this.options;
      const now = options.indexOf(this.at);
      this.move(options[now < 0 ? (by > 0 ? 0 : options.length - 1) : (now + by + options.length) % options.length]);
    }

    take(option) {
      if (!option || option.hasAttribute("aria-disabled")) return;
      this.shut();
      this.choose(option);
    }

    // True when the key was for the list. Only while it is open.
    key(event) {
      const ends = { Home: 0, End: -1 };
      const arrow = event.key === "ArrowDown" || event.key === "ArrowUp";
      if (arrow && this.options.length) this.step(event.key === "ArrowDown" ? 1 : -1);
      else if (event.key in ends && this.at) this.move(this.options.at(ends[event.key]));
      else if (event.key === "Enter" && this.at) this.take(this.at);
      else if (event.key === "Escape") this.shut();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    }
  }

  class Picker {
    constructor(root, base) {
      this.root = root;
      this.words = root.dataset;
      this.name = root.dataset.picker;
      this.several = "several" in root.dataset;
      this.free = "words" in root.dataset; // typed words are values themselves: labels
      this.box = root.querySelector("input[type=text]");
      this.chosen = new Map(); // what is posted: what is shown
      for (const choice of root.querySelectorAll("[data-choices] input:checked")) {
        this.chosen.set(choice.value, choice.closest("label").querySelector("bdi, .name").textContent.trim());
      }
      this.templates = root.querySelector("template").content;
      this.list = new Suggestions(this.box, {
        address: `${base}${encodeURIComponent(this.name)}/`,
        label: this.words.label,
        trouble: this.words.trouble,
        eager: !this.free,
        choose: (option) => this.add(this.posted(option), option.dataset.label),
        drawn: (options) => this.mark(options),
      });
      this.build();
      this.listen();
      this.draw();
    }

    posted(option) {
      return option.dataset.post;
    }

    build() {
      this.box.removeAttribute("name");
      this.box.setAttribute("role", "combobox");
      this.box.setAttribute("aria-expanded", "false");
      this.box.placeholder = this.words.label;
      this.box.classList.remove("w-m");
      this.hidden = make("span", { hidden: "" });
      this.frame = make("div", { class: `combo ${this.several ? "" : "one"}` });
      if (this.several) {
        this.box.classList.remove("input");
        this.frame.append(make("div", { class: "chips" }, this.box));
      } else {
        this.clear = this.templates.querySelector(".clear").cloneNode(true);
        this.frame.append(this.box, this.clear);
      }
      this.frame.append(this.list.list, this.list.status);
      this.root.replaceChildren(this.hidden, this.frame);
    }

    listen() {
      const { box, list } = this;
      box.addEventListener("input", () => this.typed());
      box.addEventListener("keydown", (event) => this.key(event));
      box.addEventListener("click", () => list.open || this.ask(""));
      box.addEventListener("blur", () => this.left());
      this.frame.addEventListener("click", (event) => {
        if (event.target.classList.contains("chips")) box.focus();
        const chip = event.target.closest(".chip button");
        if (chip) this.remove(chip.closest(".chip").dataset.post);
      });
      this.clear?.addEventListener("click", () => this.empty());
      if (this.free) box.form?.addEventListener("submit", () => this.takeWords(), { capture: true });
    }

    ask(query) {
      this.list.ask(query);
    }

    typed() {
      if (!this.several) this.chosen.clear(); // other words are another question
      if (this.free && /[\s,]$/.test(this.box.value) && this.box.value.trim()) return this.takeWords();
      this.list.later(this.box.value.trim());
      this.sync();
    }

    key(event) {
      const { box, list } = this;
      if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
      if (list.open && list.key(event)) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        this.ask(this.several || !this.chosen.size ? box.value.trim() : "");
      } else if (event.key === "Enter" && this.free && box.value.trim()) {
        event.preventDefault();
        this.takeWords();
      } else if (event.key === "Enter" && this.waiting) {
        event.preventDefault(); // words that nobody was chosen for are no answer: show the list instead
        this.ask(box.value.trim());
      } else if (event.key === "Escape" && box.value && (this.several || this.chosen.size)) {
        if (this.several) this.write("");
        else this.empty();
      } else if (event.key === "Backspace" && this.several && !box.value && this.chosen.size) {
        this.remove([...this.chosen.keys()].at(-1));
      }
    }

    // Words in the box that wait for a choice.
    get waiting() {
      return this.several || !this.chosen.size ? this.box.value.trim() : "";
    }

    // The box is left: words that are exactly one of those offered mean that one; free words are taken as they are.
    left() {
      const typed = this.waiting.toLocaleLowerCase();
      const same = this.list.options.filter((option) => option.dataset.label.toLocaleLowerCase() === typed);
      if (typed && this.list.open && same.length === 1) this.add(this.posted(same[0]), same[0].dataset.label);
      else if (this.free) this.takeWords();
      this.list.shut();
    }

    takeWords() {
      const words = this.box.value.split(/[\s,]+/).filter(Boolean);
      if (!words.length) return;
      this.box.value = "";
      for (const word of words) this.chosen.set(word, word);
      this.list.shut();
      this.changed(filled(this.words.added, words.join(", ")));
    }

    add(post, label) {
      if (!this.several) this.chosen.clear();
      if (this.several) this.box.value = "";
      this.chosen.set(post, label);
      this.changed(filled(this.words.added, label));
    }

    remove(post) {
      const label = this.chosen.get(post);
      this.chosen.delete(post);
      this.box.focus();
      this.changed(filled(this.words.removed, label));
    }

    empty() {
      const label = this.box.value;
      this.chosen.clear();
      this.box.value = "";
      this.box.focus();
      this.list.shut();
      this.changed(filled(this.words.removed, label));
    }

    write(text) {
      this.box.value = text;
      this.sync();
    }

    changed(words) {
      this.draw();
      this.list.say(words);
      this.box.dispatchEvent(new Event("change", { bubbles: true })); // drafts are saved by it
    }

    draw() {
      if (this.several) {
        for (const chip of this.frame.querySelectorAll(".chip")) chip.remove();
        this.box.before(...[...this.chosen].map(([post, label]) => this.chip(post, label)));
      } else if (this.chosen.size) {
        const [[post, label]] = this.chosen;
        this.box.value = post === "none" ? "" : label;
      }
      this.sync();
    }

    chip(post, label) {
      const chip = this.templates.querySelector(".chip").cloneNode(true);
      chip.dataset.post = post;
      chip.querySelector("bdi").textContent = label;
      chip.querySelector("button").setAttribute("aria-label", filled(this.words.remove, label));
      return chip;
    }

    mark(options) {
      for (const option of options) {
        const chosen = this.chosen.has(this.posted(option));
        option.setAttribute("aria-selected", String(chosen));
        if (chosen) option.append(this.templates.querySelector(".tick .i").cloneNode(true));
      }
    }

    sync() {
      const input = (name, value) => make("input", { type: "hidden", name, value });
      this.hidden.replaceChildren(
        ...[...this.chosen.keys()].map((post) => input(this.name, post)),
        input(`${this.name}-search`, this.waiting),
        input(`${this.name}-searched`, ""),
      );
      if (this.clear) this.clear.hidden = !this.box.value;
    }
  }

  const enhance = (part) => {
    for (const root of part.querySelectorAll("[data-picker]")) {
      const base = root.closest("[data-suggest]")?.dataset.suggest;
      if (base && root.querySelector("template")) new Picker(root, base);
    }
  };

  window.Lodge = { ...window.Lodge, Suggestions, make };
  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentNode || document));
})();

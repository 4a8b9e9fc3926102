// The Markdown editor: a toolbar, "Write / Preview", the size in Jira, and "@" for people. Without this file the same
// text area works, and a "Preview" button of the form shows the same preview. The toolbar stands after the text, so that
// it is never between two fields; Alt+F10 leads there from the text, and Escape back.
//
// An editor is [data-editor] with one textarea and the <template> of templates/parts/markdown_toolbar.html. What is shown, and how
// large it is, comes from data-preview (POST text): only the server knows how Jira takes it.

(() => {
  "use strict";

  const PAUSE = 800; // ms between the last key and the question how large it is
  // "@" at the beginning of a word, and up to three words after it.
  const CALLED = /(?:^|[\s(])@([^\s@`]*(?: [^\s@`]+){0,2})$/;
  const { Suggestions, make } = window.Lodge;

  // Each line begins with the mark, or with it no more.
  const lined = (text, mark) => {
    const lines = text.split("\n");
    const all = lines.every((line) => line.startsWith(mark));
    return lines.map((line) => (all ? line.slice(mark.length) : mark + line)).join("\n");
  };

  class Editor {
    constructor(root) {
      this.root = root;
      this.words = root.dataset;
      this.text = root.querySelector("textarea");
      this.form = root.closest("form");
      const parts = root.querySelector("template").content.cloneNode(true);
      this.bar = parts.querySelector(".bar");
      this.prose = parts.querySelector(".shown");
      this.end = root.querySelector(".end");
      this.size = parts.querySelector(".size");
      this.status = parts.querySelector("[role=status]");
      const base = root.closest("[data-suggest]")?.dataset.suggest;
      if (!base) this.bar.querySelector("[data-do=mention]").remove();
      this.text.after(this.prose, this.bar);
      this.text.setAttribute("aria-keyshortcuts", "Alt+F10");
      this.end.append(this.size);
      this.end.after(this.status);
      if (base) this.callable(base);
      this.listen();
      if (this.text.value.trim()) this.measure();
      for (const button of this.form?.querySelectorAll("[name=preview]") || []) button.hidden = true; // one is enough
    }

    listen() {
      this.formatting = this.bar.querySelector(".tools");
      this.stop(this.tools[0]);
      this.bar.addEventListener("click", (event) => {
        const button = event.target.closest("button");
        if (button) this.stop(button);
        if (button?.dataset.do) this.act(button.dataset.do);
        if (button?.dataset.view) this.view(button.dataset.view);
      });
      this.bar.addEventListener("keydown", (event) => this.rove(event));
      this.text.addEventListener("keydown", (event) => this.key(event));
      this.text.addEventListener("input", () => {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.measure(), PAUSE);
        this.called();
      });
    }

    // What can be reached in the toolbar now.
    get tools() {
      return [...this.bar.querySelectorAll("button")].filter((button) => !button.closest("[hidden]"));
    }

    // One stop of Tab for the whole toolbar, where it was left; arrows go on inside it.
    // Source: WAI-ARIA Authoring Practices, "Toolbar Pattern".
    stop(at) {
      for (const button of this.bar.querySelectorAll("button")) button.tabIndex = button === at ? 0 : -1;
    }

    rove(event) {
      const { tools } = this;
      const rtl = getComputedStyle(this.bar).direction === "rtl" ? -1 : 1;
      const now = tools.indexOf(event.target);
      const to = { ArrowRight: now + rtl, ArrowLeft: now - rtl, Home: 0, End: -1 }[event.key];
      if (event.key === "Escape") this.view("write");
      else if (now < 0 || to === undefined) return;
      else {
        const next = tools.at(to % tools.length);
        this.stop(next);
        next.focus();
      }
      event.preventDefault();
      event.stopPropagation();
    }

    key(event) {
      if (this.people?.open && !event.isComposing) {
        if (this.people.key(event)) return;
        if (event.key === "Tab") this.people.shut();
      }
      if (event.key === "F10" && event.altKey) {
        event.preventDefault();
        this.bar.querySelector("[tabindex='0']").focus();
      }
      const shortcut = { b: "bold", i: "italic", k: "link" }[event.key.toLowerCase()];
      if (!shortcut || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      this.act(shortcut);
    }

    act(name) {
      const marks = { quote: "> ", list: "- ", tasks: "- [ ] " };
      if (name === "bold") this.wrap("**");
      else if (name === "italic") this.wrap("_");
      else if (name === "code") this.code();
      else if (name === "link") this.link();
      else if (name === "mention") this.call();
      else this.lines(marks[name]);
    }

    get chosen() {
      const { value, selectionStart: start, selectionEnd: end } = this.text;
      return { value, start, end, words: value.slice(start, end) };
    }

    // Through the browser's own editing, so that Ctrl+Z takes it back.
    write(text, start, end, from = start + text.length, to = from) {
      this.text.focus();
      this.text.setSelectionRange(start, end);
      const done = text ? document.execCommand("insertText", false, text) : document.execCommand("delete");
      if (!done) {
        this.text.setRangeText(text, start, end, "end");
        this.text.dispatchEvent(new Event("input", { bubbles: true }));
      }
      this.text.setSelectionRange(from, to);
    }

    wrap(mark) {
      const { value, start, end, words } = this.chosen;
      const length = mark.length;
      if (value.slice(start - length, start) === mark && value.slice(end, end + length) === mark) {
        this.write(words || "", start - length, end + length, start - length, end - length);
      } else {
        this.write(mark + words + mark, start, end, start + length, end + length);
      }
    }

    code() {
      const { value, start, end, words } = this.chosen;
      if (!words.includes("\n")) return this.wrap("`");
      const before = start && value[start - 1] !== "\n" ? "\n" : "";
      const after = value[end] && value[end] !== "\n" ? "\n" : "";
      this.write(`${before}\`\`\`\n${words}\n\`\`\`${after}`, start, end);
    }

    link() {
      const { start, end, words } = this.chosen;
      const address = /^https?:\/\/\S+$/.test(words);
      const shown = address ? this.words.link : words || this.words.link;
      const target = address ? words : "https://";
      const to = start + shown.length + 3;
      if (address || !words) this.write(`[${shown}](${target})`, start, end, start + 1, start + 1 + shown.length);
      else this.write(`[${shown}](${target})`, start, end, to, to + target.length);
    }

    lines(mark) {
      const { value, start, end } = this.chosen;
      const from = value.lastIndexOf("\n", start - 1) + 1;
      const to = value.indexOf("\n", end) < 0 ? value.length : value.indexOf("\n", end);
      const text = lined(value.slice(from, to), mark);
      this.write(text, from, to, from === to || start === end ? from + text.length : from, from + text.length);
    }

    // What Jira makes of it: {shown, size, warning} as elements, or null when Lodge does not answer.
    async ask() {
      const token = this.form?.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
      const body = new URLSearchParams({ text: this.text.value, field: this.words.field });
      try {
        const answer = await fetch(this.words.preview, { method: "POST", body, headers: { "X-CSRFToken": token } });
        const part = make("template");
        part.innerHTML = answer.ok || answer.status === 401 ? await answer.text() : ""; // escaped by our own server
        const found = part.content;
        if (answer.status === 401) return { problem: found.textContent.trim() };
        return found.querySelector(".prose") ? found : { problem: this.words.trouble };
      } catch {
        return { problem: this.words.trouble };
      }
    }

    async measure() {
      const turn = (this.turn = (this.turn || 0) + 1);
      const found = await this.ask();
      if (turn === this.turn && !found.problem) this.meter(found);
    }

    meter(found) {
      this.size.replaceChildren(...found.querySelector(".size").childNodes);
      const warning = found.querySelector(".warning");
      const words = warning ? warning.textContent.trim() : "";
      if (this.status.textContent !== words) this.status.textContent = words;
      this.status.className = words ? "warning" : "";
    }

    async view(name) {
      const press = (pressed) => {
        for (const each of this.bar.querySelectorAll("[data-view]")) {
          each.setAttribute("aria-pressed", String(each.dataset.view === pressed));
        }
        this.text.hidden = pressed === "preview";
        this.prose.hidden = !this.text.hidden;
        this.formatting.hidden = this.text.hidden;
      };
      this.viewing = name;
      if (name === "write") {
        press("write");
        this.text.focus();
        return;
      }
      this.prose.style.minBlockSize = `${this.text.offsetHeight || this.prose.offsetHeight}px`; // nothing below jumps
      const found = await this.ask();
      if (this.viewing !== "preview") return;
      if (found.problem) {
        this.status.className = "warning";
        this.status.textContent = found.problem;
        return;
      }
      this.meter(found);
      this.prose.replaceChildren(found.querySelector(".prose"));
      for (const link of this.prose.querySelectorAll("a[href]")) link.target = "_blank"; // the text stays here
      press("preview");
    }

    callable(base) {
      this.people = new Suggestions(this.text, {
        address: `${base}mention/`,
        label: this.words.people,
        trouble: this.words.trouble,
        choose: (option) => this.name(option),
        drawn: (options) => this.place(options),
      });
      this.root.append(this.people.list, this.people.status);
      this.text.addEventListener("blur", () => this.people.shut());
    }

    // The toolbar's button: an "@" where the caret is, as if typed.
    call() {
      const { value, start, end } = this.chosen;
      const glued = start && !/[\s(]/.test(value[start - 1]);
      this.write(glued ? " @" : "@", start, end);
      this.people.ask("");
    }

    get caller() {
      const before = this.text.value.slice(0, this.text.selectionStart);
      const paragraph = before.slice(before.lastIndexOf("\n\n") + 1);
      const inCode = (before.match(/^ {0,3}```/gm) || []).length % 2 || (paragraph.match(/`/g) || []).length % 2;
      return inCode ? null : CALLED.exec(before);
    }

    called() {
      if (!this.people) return;
      const found = this.caller;
      if (found && found[1]) this.people.later(found[1]);
      else this.people.shut();
    }

    name(option) {
      const found = this.caller;
      if (!found) return;
      const end = this.text.selectionStart;
      this.write(`${option.dataset.markdown} `, end - found[1].length - 1, end);
    }

    // Under the line of the caret; nobody found is no list. Words after a name are words, not a longer name.
    place(options) {
      const found = this.caller;
      if (!found || (!options.length && found[1].includes(" "))) return void queueMicrotask(() => this.people.shut());
      const style = getComputedStyle(this.text);
      const copy = make("div", { "aria-hidden": "true" }, this.text.value.slice(0, this.text.selectionStart));
      for (const name of ["font", "padding", "lineHeight", "direction"]) copy.style[name] = style[name];
      Object.assign(copy.style, { position: "absolute", visibility: "hidden", whiteSpace: "pre-wrap", overflowWrap: "break-word", inlineSize: `${this.text.clientWidth}px` });
      this.root.append(copy);
      const line = copy.offsetHeight - parseFloat(style.paddingBottom) - this.text.scrollTop;
      copy.remove();
      const top = this.text.offsetTop + Math.min(Math.max(line, 0), this.text.clientHeight);
      this.people.list.style.insetBlockStart = `${top + 4}px`;
    }
  }

  const enhance = (part) => {
    for (const root of part.querySelectorAll("[data-editor]:not([data-ready])")) {
      root.dataset.ready = "";
      new Editor(root);
    }
  };

  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentNode || document));
})();

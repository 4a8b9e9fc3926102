// Files of a form: chosen, dropped or pasted, several at once, seen and taken away again before anything is sent.
// A place for files is [data-files] of templates/parts/file_input.html; pictures are marked up by picture_markup.js. With data-upload,
// an address, each goes to the server at once (file_upload.js) and stands from then on in a line that the server drew.
// Until then it stands in the input, so that a plain post carries it: a file is in the one place or the other. What is
// known to be refused is in neither: it is told, and is to be taken away before the form goes.

(() => {
  "use strict";

  const { make, filled, FileLine, ownLine, Upload } = window.Lodge;
  const byForm = new WeakMap();

  class Files {
    constructor(root) {
      this.words = root.dataset;
      this.input = root.querySelector("input[type=file]");
      this.form = this.input.form;
      this.drop = root.querySelector(".drop");
      this.parts = root.querySelector("template").content;
      this.list = root.querySelector("ul.files") || make("ul", { class: "files" });
      this.list.setAttribute("aria-label", this.words.list);
      this.gone = make("div", { hidden: "" }); // what the form lets go
      this.status = make("p", { class: "sr", role: "status" });
      this.drop.after(this.list, this.gone, this.status);
      this.lines = []; // of what the server does not have, each with id, upload, instead and hold
      this.asking = (event) => {
        // It would be lost. What is no longer under way goes along with the form that is being sent.
        if (this.form.isConnected && (this.pending || !this.form.dataset.sending)) event.preventDefault();
      };
      if (this.words.upload) for (const each of [...this.list.children]) this.own(each);
      this.input.addEventListener("change", () => this.add(this.input.files));
      this.listen(this.form || root);
      // Files may have been chosen before this script ran.
      if (this.input.files.length) this.add(this.input.files);
      else this.changed("");
    }

    listen(form) {
      const carries = (event) => event.dataTransfer?.types.includes("Files");
      form.addEventListener("submit", (event) => this.held(event), true);
      form.addEventListener("dragover", (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        this.drop.classList.add("over");
      });
      form.addEventListener("dragleave", (event) => {
        if (!form.contains(event.relatedTarget)) this.drop.classList.remove("over");
      });
      form.addEventListener("drop", (event) => {
        if (!carries(event)) return;
        event.preventDefault();
        this.drop.classList.remove("over");
        this.add(event.dataTransfer.files);
      });
      form.addEventListener("paste", (event) => {
        const pasted = event.clipboardData;
        if (!pasted.files.length || pasted.types.includes("text/plain")) return; // words go where one writes
        event.preventDefault();
        this.add([...pasted.files].map((file) => this.named(file)));
      });
    }

    // What cannot go is taken away first, or changed for something else.
    held(event) {
      if (!this.refused.length || event.submitter?.name) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      this.lead();
    }

    lead() {
      (this.form.querySelector("[data-refused]") || this.input).focus();
    }

    // Every pasted picture is called image.png: they are told apart by a number.
    named(file) {
      const taken = new Set([...this.list.querySelectorAll("bdi")].map((each) => each.textContent));
      const [, stem, end] = /^(.*?)(\.[^.]*)?$/.exec(file.name || "image.png");
      let name = stem + (end || "");
      for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}${end || ""}`;
      return new File([file], name, { type: file.type, lastModified: file.lastModified });
    }

    add(files) {
      const key = (file) => [file.name, file.size, file.lastModified].join("\n");
      const there = new Set(this.lines.map((each) => key(each.file)));
      const fresh = [...files].filter((file) => !there.has(key(file)));
      for (const file of fresh) this.put(file);
      this.changed(fresh.map(({ name }) => filled(this.words.added, { name })).join(" "));
      this.next();
    }

    // One more line, at the end or in *place* of another. *instead*: the id of what the server lets go for it.
    put(file, place = null, instead = "") {
      const line = new FileLine(file, this.parts, this.words, {
        remove: () => this.remove(line),
        again: () => this.retry(line),
        mark: () => this.mark(file, line.element, (marked) => this.remarked(line, marked)),
      });
      Object.assign(line, { id: Upload.id(), instead, hold: instead && this.hold(instead) });
      if (place) place.replaceWith(line.element);
      else this.list.append(line.element);
      this.lines.push(line);
      const why = this.judged(file, instead);
      line.stand(why ? "refused" : "waiting", why);
      return line;
    }

    // Why the server would not take it: then it is not sent at all.
    judged(file, instead) {
      const { closed, empty, large, many } = this.words;
      const [max, most] = [Number(this.words.max), Number(this.words.most)];
      if (closed) return closed;
      if (!file.size) return empty;
      if (max && file.size > max) return large;
      const there = this.list.querySelectorAll("li:not([data-kept]), [data-type]").length - this.refused.length;
      return most && !instead && there > most ? many : "";
    }

    get refused() {
      return this.lines.filter((each) => each.state === "refused");
    }

    get pending() {
      return Boolean(this.words.upload) && this.lines.some((each) => ["waiting", "going"].includes(each.state));
    }

    // The input carries what the server does not have.
    changed(words) {
      const carried = new DataTransfer();
      for (const each of this.lines) if (each.state !== "refused") carried.items.add(each.file);
      this.input.files = carried.files;
      this.list.hidden = !this.list.children.length;
      if (words) this.status.textContent = words;
      this.summary();
      // Only while it is needed: a page that asks is not kept alive for the way back.
      window[carried.items.length && this.words.upload ? "addEventListener" : "removeEventListener"]("beforeunload", this.asking);
    }

    // What is refused is said above the form and in the title, too.
    summary() {
      const there = this.form?.querySelector("[data-refused]");
      if (!there) return;
      const told = this.refused.map(({ file, why }) => make("a", { href: `#${this.input.id}` }, `${file.name}: ${why}`));
      there.querySelector("ul").replaceChildren(...told.map((each) => make("li", {}, each)));
      there.hidden = !told.length;
      const { error } = there.dataset;
      if (this.titled && there.hidden) document.title = document.title.slice(error.length);
      const titled = !there.hidden && !document.title.startsWith(error.trim());
      if (titled) document.title = error + document.title;
      this.titled = titled || (this.titled && !there.hidden);
    }

    remove(line) {
      this.leave(line);
      if (line.instead) this.letGo(line.instead);
      this.away(line.element, line.file.name);
    }

    // Whatever was under way of it may have arrived all the same, or may yet.
    leave(line) {
      this.lines = this.lines.filter((each) => each !== line);
      if (!line.upload) return;
      line.upload.stop();
      this.letGo(line.id, true);
    }

    away(element, name) {
      const index = [...this.list.children].indexOf(element);
      element.remove();
      this.changed(filled(this.words.removed, { name }));
      const left = this.list.querySelectorAll(".remove");
      (left[Math.min(index, left.length - 1)] || this.input).focus();
    }

    // The form lets it go when it is sent, if the server did not before.
    hold(id) {
      const field = make("input", { type: "hidden", name: "drop-file", value: id });
      this.gone.append(field);
      return field;
    }

    letGo(id, forGood = false) {
      const field = this.hold(id);
      if (!this.words.upload) return;
      new Upload(this, { drop: id }).done.then(({ status }) => {
        if (status === 200 && !forGood) field.remove();
      });
    }

    async mark(file, element, use) {
      const dialog = this.parts.querySelector("dialog").cloneNode(true);
      const marked = await window.Lodge.markUp(file, dialog, this.words);
      const now = marked ? use(marked).element : element;
      if (marked) this.changed(filled(this.words.changed, { name: marked.name }));
      this.next();
      // Back to where they came from; whoever went on meanwhile stays where they are.
      const elsewhere = document.activeElement && document.activeElement !== document.body;
      if (!elsewhere) now.querySelector(".mark, .remove")?.focus();
    }

    remarked(line, marked) {
      const place = line.element.isConnected ? line.element : this.list.querySelector(`[data-was="${line.id}"]`);
      this.leave(line);
      return this.put(marked, place, place?.dataset.kept || line.instead);
    }

    // A line that the server drew.
    own(element) {
      const { kept } = element.dataset;
      ownLine(element, this.parts, this.words, {
        remove: (name) => {
          this.letGo(kept);
          this.away(element, name);
        },
        mark: (file) => this.mark(file, element, (marked) => this.put(marked, element, kept)),
        lost: () => (this.status.textContent = this.words.lost),
      });
    }

    // One after the other, so that a slow line is shared with nothing of ours.
    async next() {
      const line = this.lines.find((each) => each.state === "waiting");
      if (!this.words.upload || this.under || !line) return;
      this.under = line;
      line.stand("going");
      await this.send(line);
      this.under = null;
      this.told?.();
      this.next();
    }

    async send(line) {
      const there = await window.Lodge.draftOf(this.form);
      if (!this.lines.includes(line)) return;
      if (!there) return line.stand("later", this.words.later);
      const { file, id, instead } = line;
      line.upload = new Upload(this, { file, id, drop: instead }, (done, all) => {
        line.went(done, all);
        this.told?.(done, all);
      });
      const { status, text, words } = await line.upload.done;
      if (!this.lines.includes(line)) return;
      if (status === 200) return this.kept(line, text);
      if (status === 422 || status === 413) line.stand("refused", words || this.words.large);
      else line.stand("later", words || this.words[status ? "later" : "lost"]);
      this.changed("");
    }

    // The line that the server drew takes the place of ours, with the picture that we have.
    kept(line, text) {
      const drawn = make("template");
      drawn.innerHTML = text; // from our own server, escaped there
      const element = drawn.content.querySelector("li");
      const focused = line.element.contains(document.activeElement);
      const picture = line.element.querySelector(".thumb");
      element.dataset.was = line.id;
      this.lines = this.lines.filter((each) => each !== line);
      line.hold?.remove?.();
      this.list.querySelector(`[data-kept="${element.dataset.kept}"]`)?.remove(); // the same bytes, chosen twice
      line.element.replaceWith(element);
      if (picture) element.querySelector(".i").replaceWith(picture); // within this document: it is not loaded again
      this.own(element);
      if (focused) element.querySelector(".remove").focus();
      this.changed(filled(this.words.saved, { name: line.file.name }));
    }

    retry(line) {
      line.stand("waiting");
      line.element.querySelector(".remove").focus();
      this.next();
    }

    // Waits until all that is on its way has arrived, or goes along; whether the form can go then.
    async settle(told) {
      while (this.pending) {
        await new Promise((done) => {
          this.told = (sent, all) => (all ? told(sent, all) : done());
          this.next();
        });
      }
      this.told = null;
      if (this.refused.length) this.lead();
      return !this.refused.length;
    }
  }

  const enhance = (part) => {
    for (const root of part.querySelectorAll("[data-files]:not([data-ready])")) {
      root.dataset.ready = "";
      const files = new Files(root);
      if (files.form) byForm.set(files.form, files);
    }
  };

  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentNode || document));
  window.addEventListener("online", () => {
    for (const input of document.querySelectorAll("[data-files] input[type=file]")) {
      const files = byForm.get(input.form);
      for (const each of files?.lines || []) if (each.state === "later") files.retry(each);
    }
  });

  window.Lodge = { ...window.Lodge, filesOf: (form) => byForm.get(form) };
})();

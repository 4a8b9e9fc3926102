// Files of a form: chosen, dropped or pasted, several at once, seen and taken away again before anything is sent.
// Without this file the same input takes several files. They always stand in that input, so that a plain post carries them.
// A place for files is [data-files] of templates/parts/files.html; pictures are marked up by markup.js.

(() => {
  "use strict";

  const { make } = window.Lodge;
  const DRAWABLE = ["image/png", "image/jpeg", "image/webp"];
  const filled = (words, name) => words.replace("{name}", name);

  // Counted as the server counts: 1 MB are 1024 kB.
  const size = (bytes) => {
    const small = bytes < 1024 ** 2;
    const [unit, by] = small ? ["kilobyte", 1024] : ["megabyte", 1024 ** 2];
    const style = { style: "unit", unit, maximumFractionDigits: small ? 0 : 1 };
    return new Intl.NumberFormat(document.documentElement.lang || "en", style).format(Math.max(bytes / by, bytes ? 0.5 : 0));
  };

  class Files {
    constructor(root) {
      this.words = root.dataset;
      this.input = root.querySelector("input[type=file]");
      this.drop = root.querySelector(".drop");
      this.parts = root.querySelector("template").content;
      this.list = make("ul", { class: "files", "aria-label": this.words.list });
      this.status = make("p", { class: "sr", role: "status" });
      this.drop.after(this.list, this.status);
      this.files = [];
      this.shown = []; // addresses of pictures in memory
      this.input.addEventListener("change", () => this.add(this.input.files));
      this.listen(this.input.form || root);
      this.draw();
    }

    listen(form) {
      const carries = (event) => event.dataTransfer?.types.includes("Files");
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

    // Every pasted picture is called image.png: they are told apart by a number.
    named(file) {
      const taken = new Set(this.files.map((each) => each.name));
      const [, stem, end] = /^(.*?)(\.[^.]*)?$/.exec(file.name || "image.png");
      let name = stem + (end || "");
      for (let number = 2; taken.has(name); number += 1) name = `${stem}-${number}${end || ""}`;
      return new File([file], name, { type: file.type, lastModified: file.lastModified });
    }

    add(files) {
      const key = (file) => [file.name, file.size, file.lastModified].join("\n");
      const there = new Set(this.files.map(key));
      const fresh = [...files].filter((file) => !there.has(key(file)));
      this.files.push(...fresh);
      this.changed(fresh.map((file) => filled(this.words.added, file.name)).join(" "));
    }

    remove(index) {
      const [gone] = this.files.splice(index, 1);
      this.changed(filled(this.words.removed, gone.name));
      const left = this.list.querySelectorAll(".take-away");
      (left[Math.min(index, left.length - 1)] || this.input).focus();
    }

    replace(index, file) {
      this.files[index] = file;
      this.changed(filled(this.words.changed, file.name));
    }

    changed(words) {
      const carried = new DataTransfer();
      for (const file of this.files) carried.items.add(file);
      this.input.files = carried.files;
      this.draw();
      this.status.textContent = words;
    }

    draw() {
      for (const address of this.shown.splice(0)) URL.revokeObjectURL(address);
      this.list.replaceChildren(...this.files.map((file, index) => this.item(file, index)));
      this.list.hidden = !this.files.length;
    }

    item(file, index) {
      const item = this.parts.querySelector(".item").cloneNode(true);
      const limit = Number(this.words.max);
      item.querySelector("bdi").textContent = file.name;
      item.querySelector(".hint").textContent = size(file.size);
      if (file.type.startsWith("image/")) item.querySelector(".i").replaceWith(this.picture(file));
      if (!limit || file.size <= limit) item.querySelector(".error").remove();
      const away = item.querySelector(".take-away");
      away.setAttribute("aria-label", filled(this.words.remove, file.name));
      away.addEventListener("click", () => this.remove(index));
      const mark = item.querySelector(".mark");
      if (!DRAWABLE.includes(file.type) || !window.Lodge.markUp) mark.remove();
      mark.setAttribute("aria-label", filled(this.words.mark, file.name));
      mark.addEventListener("click", () => this.mark(index));
      return item;
    }

    picture(file) {
      const address = URL.createObjectURL(file);
      this.shown.push(address);
      return make("img", { class: "thumb", alt: "", src: address });
    }

    async mark(index) {
      const dialog = this.parts.querySelector("dialog").cloneNode(true);
      const marked = await window.Lodge.markUp(this.files[index], dialog, this.words);
      if (marked) this.replace(index, marked);
      // Back to where they came from; whoever went on meanwhile stays where they are.
      const elsewhere = document.activeElement && document.activeElement !== document.body;
      if (!elsewhere) this.list.querySelectorAll("li")[index]?.querySelector(".mark")?.focus();
    }
  }

  const enhance = (part) => {
    for (const root of part.querySelectorAll("[data-files]:not([data-ready])")) {
      root.dataset.ready = "";
      new Files(root);
    }
  };

  enhance(document);
  document.addEventListener("htmx:load", (event) => enhance(event.detail.elt.parentNode || document));
})();

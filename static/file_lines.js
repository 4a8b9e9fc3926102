// The lines of file_input.js: one of a file that the browser has, and one that the server drew of a file that it keeps.
// Both have the same buttons, from the <template> of templates/parts/file_input.html. `does` says what they do.

(() => {
  "use strict";

  const { make } = window.Lodge;
  const DRAWABLE = ["image/png", "image/jpeg", "image/webp"];
  const filled = (words, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words);

  // Counted as the server counts: 1 MB are 1024 kB.
  const size = (bytes) => {
    const small = bytes < 1024 ** 2;
    const [unit, by] = small ? ["kilobyte", 1024] : ["megabyte", 1024 ** 2];
    const style = { style: "unit", unit, maximumFractionDigits: small ? 0 : 1 };
    return new Intl.NumberFormat(document.documentElement.lang || "en", style).format(Math.max(bytes / by, bytes ? 0.5 : 0));
  };

  const button = (line, kind, words, name, does) => {
    const found = line.querySelector(`.${kind}`);
    if (!does) return found.remove();
    found.setAttribute("aria-label", filled(words[kind], { name }));
    found.addEventListener("click", does);
    return found;
  };
  const drawable = (type) => DRAWABLE.includes(type) && window.Lodge.markUp;

  const picture = (file) => {
    const shown = make("img", { class: "thumb", alt: "", src: URL.createObjectURL(file) });
    for (const name of ["load", "error"]) shown.addEventListener(name, () => URL.revokeObjectURL(shown.src), { once: true });
    return shown;
  };

  // How it stands: "waiting", "going", "later" (it goes along with the form) or "refused".
  class FileLine {
    constructor(file, parts, words, does) {
      this.file = file;
      this.words = words;
      this.element = parts.querySelector(".item").cloneNode(true);
      this.element.querySelector("bdi").textContent = file.name;
      if (file.type.startsWith("image/")) this.element.querySelector(".i").replaceWith(picture(file));
      button(this.element, "remove", words, file.name, does.remove);
      button(this.element, "mark", words, file.name, drawable(file.type) && does.mark);
      this.again = button(this.element, "again", words, file.name, does.again);
      this.hint = this.element.querySelector(".hint");
      this.bar = this.element.querySelector("progress");
      this.bar.setAttribute("aria-label", filled(words.bar, { name: file.name }));
      this.error = this.element.querySelector(".error");
    }

    stand(state, why = "") {
      this.state = state;
      this.why = why;
      this.hint.textContent = size(this.file.size);
      this.bar.hidden = state !== "going";
      this.error.querySelector("span").textContent = why;
      if (why) this.bar.after(this.error); // put in, it is read out
      else this.error.remove();
      if (state === "later") this.element.querySelector(".acts").prepend(this.again);
      else this.again.remove();
    }

    went(done, all) {
      Object.assign(this.bar, { max: all, value: done });
      this.hint.textContent = done < all ? filled(this.words.going, { done: size(done), all: size(all) }) : this.words.checking;
    }
  }

  // Buttons in place of the box of a line that the server drew. `mark` is given what it shows, as a file.
  const ownLine = (element, parts, words, does) => {
    const name = element.querySelector("bdi").textContent;
    const link = element.querySelector("a.name");
    const { type } = element.dataset;
    const acts = parts.querySelector(".acts").cloneNode(true);
    const fetched = async () => {
      const answer = await fetch(link.href).catch(() => null);
      if (answer?.ok) does.mark(new File([await answer.blob()], name, { type }));
      else does.lost();
    };
    button(acts, "again", words, name);
    button(acts, "remove", words, name, () => does.remove(name));
    button(acts, "mark", words, name, link && drawable(type) && fetched);
    element.querySelector("label").replaceWith(acts);
  };

  window.Lodge = { ...window.Lodge, FileLine, ownLine, filled };
})();

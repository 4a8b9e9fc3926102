// One exchange with the server about a file of a form's draft: it brings one, lets one go, or both in one act.
// `done` is answered with {status, text, words}: the server's status (0: nobody answered), what it drew, and why not, for
// people. Used by file_input.js.

(() => {
  "use strict";

  // Beside the file goes what the form says of itself, and nothing of what was typed.
  const PLUMBING = ["csrfmiddlewaretoken", "submission", "tab", "writer"];

  class Upload {
    constructor(files, { file = null, id = "", drop = "" }, told = () => {}) {
      const body = new FormData();
      body.set("upload", "1");
      for (const name of PLUMBING) body.set(name, files.form.elements[name]?.value || "");
      if (id) body.set("file-id", id);
      if (drop) body.set("drop-file", drop);
      if (file) body.set("files", file);
      this.request = new XMLHttpRequest();
      this.request.upload.addEventListener("progress", (sent) => told(sent.loaded, sent.total));
      this.done = new Promise((answer) => {
        this.request.addEventListener("loadend", () => answer(this.answer()));
      });
      this.request.open("POST", files.words.upload);
      this.request.send(body);
    }

    answer() {
      const { status, responseText } = this.request;
      const plain = this.request.getResponseHeader("Content-Type")?.startsWith("text/plain");
      return { status, text: responseText, words: plain ? responseText : "" };
    }

    stop() {
      this.request.abort();
    }

    // crypto.randomUUID is not there without TLS.
    static id() {
      const bytes = [...crypto.getRandomValues(new Uint8Array(16))];
      const hex = bytes.map((each) => each.toString(16).padStart(2, "0")).join("");
      return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
    }
  }

  window.Lodge = { ...window.Lodge, Upload };
})();

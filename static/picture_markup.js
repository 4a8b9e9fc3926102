// Marks on a picture before it leaves this machine: a box, an arrow, and blacking out, which overwrites the pixels.
// The result is drawn afresh and saved as PNG: nothing of the covered pixels, and no place or camera data, is in it.
//
// window.Lodge.markUp(file, dialog, words) shows the dialog of templates/parts/file_input.html and answers with a new File,
// or null when the picture was left as it was. Everything can be done by numbers instead of by pointer.

(() => {
  "use strict";

  const RED = "#d4231a";
  const filled = (words, values) => Object.entries(values).reduce((text, [name, value]) => text.replace(`{${name}}`, value), words);

  // A mark is {tool, x, y, width, height} in pixels of the picture; an arrow points from its beginning to its other corner.
  const tidy = ({ tool, x, y, width, height }) =>
    tool === "arrow"
      ? { tool, x, y, width, height }
      : { tool, x: Math.min(x, x + width), y: Math.min(y, y + height), width: Math.abs(width), height: Math.abs(height) };

  const line = (pen, path, weight) => {
    for (const [color, width] of [["#fff", weight * 2], [RED, weight]]) {
      Object.assign(pen, { strokeStyle: color, lineWidth: width, lineJoin: "round", lineCap: "round" });
      pen.stroke(path); // red on white is seen on every ground
    }
  };

  const paint = (pen, mark, weight) => {
    const { tool, x, y, width, height } = tidy(mark);
    const path = new Path2D();
    if (tool === "black") {
      const [left, top] = [Math.floor(x), Math.floor(y)];
      pen.fillStyle = "#000"; // whole pixels: no edge shines through
      pen.fillRect(left, top, Math.ceil(x + width) - left, Math.ceil(y + height) - top);
      return;
    }
    if (tool === "box") path.rect(x, y, width, height);
    else {
      const [angle, head] = [Math.atan2(height, width), weight * 5];
      path.moveTo(x, y);
      path.lineTo(x + width, y + height);
      for (const side of [-0.5, 0.5]) {
        path.moveTo(x + width, y + height);
        path.lineTo(x + width - head * Math.cos(angle + side), y + height - head * Math.sin(angle + side));
      }
    }
    line(pen, path, weight);
  };

  class MarkUp {
    constructor(picture, file, dialog, words) {
      Object.assign(this, { picture, file, dialog, words, marks: [], pending: null });
      this.canvas = dialog.querySelector("canvas");
      this.canvas.width = picture.width;
      this.canvas.height = picture.height;
      this.pen = this.canvas.getContext("2d");
      this.weight = Math.max(3, Math.round(Math.max(picture.width, picture.height) / 300));
      this.numbers = Object.fromEntries([...dialog.querySelectorAll("input[type=number]")].map((each) => [each.name, each]));
      this.undo = dialog.querySelector(".undo");
      this.status = dialog.querySelector("[role=status]");
      dialog.querySelector("h2 bdi").textContent = file.name;
      this.begin();
      this.listen();
      this.draw();
    }

    get tool() {
      return this.dialog.querySelector("[name=tool]:checked").value;
    }

    // The numbers begin with a quarter of the picture, in its middle.
    begin() {
      const { width, height } = this.picture;
      const first = { x: width / 4, y: height / 4, width: width / 2, height: height / 2 };
      for (const [name, input] of Object.entries(this.numbers)) {
        const across = name === "x" || name === "width";
        Object.assign(input, { min: 0, max: across ? width : height, step: 1, value: Math.round(first[name]) });
      }
    }

    listen() {
      const { canvas, dialog } = this;
      canvas.addEventListener("pointerdown", (event) => this.start(event));
      canvas.addEventListener("pointermove", (event) => this.pull(event));
      canvas.addEventListener("pointerup", () => this.keep());
      canvas.addEventListener("pointercancel", () => this.hold(null));
      this.undo.addEventListener("click", () => this.back());
      dialog.querySelector(".put").addEventListener("click", () => this.put());
      for (const input of Object.values(this.numbers)) {
        input.addEventListener("input", () => this.hold(this.numbered()));
        input.addEventListener("focus", () => this.hold(this.numbered()));
        input.addEventListener("blur", () => this.hold(null));
        input.addEventListener("keydown", (event) => this.entered(event));
      }
      dialog.addEventListener("keydown", (event) => {
        if (event.key !== "z" || !(event.ctrlKey || event.metaKey)) return;
        event.preventDefault();
        this.back();
      });
    }

    entered(event) {
      if (event.key !== "Enter" || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      this.put();
    }

    at(event) {
      const shown = this.canvas.getBoundingClientRect();
      const [across, down] = [this.canvas.width / shown.width, this.canvas.height / shown.height];
      return { x: (event.clientX - shown.left) * across, y: (event.clientY - shown.top) * down };
    }

    start(event) {
      if (event.button) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.hold({ tool: this.tool, ...this.at(event), width: 0, height: 0 });
      this.pulling = true;
    }

    pull(event) {
      if (!this.pulling) return;
      const { x, y } = this.at(event);
      this.hold({ ...this.pending, width: x - this.pending.x, height: y - this.pending.y });
    }

    keep() {
      if (!this.pulling) return;
      this.pulling = false;
      const mark = this.pending;
      this.pending = null;
      if (Math.abs(mark.width) + Math.abs(mark.height) < this.weight) return this.draw(); // a slip
      this.add(mark);
    }

    numbered() {
      const read = (name) => Math.max(0, Number(this.numbers[name].value) || 0);
      return { tool: this.tool, x: read("x"), y: read("y"), width: read("width"), height: read("height") };
    }

    put() {
      const mark = this.numbered();
      if (mark.width || mark.height) this.add(mark);
    }

    hold(mark) {
      this.pending = mark;
      this.draw();
    }

    add(mark) {
      this.marks.push(mark);
      this.told();
    }

    back() {
      this.marks.pop();
      this.told();
    }

    told() {
      this.draw();
      this.status.textContent = filled(this.words.marks, { n: this.marks.length });
    }

    draw() {
      this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height);
      this.pen.drawImage(this.picture, 0, 0);
      for (const mark of this.marks) paint(this.pen, mark, this.weight);
      this.undo.disabled = !this.marks.length;
      if (this.pending) {
        this.pen.globalAlpha = 0.6;
        paint(this.pen, this.pending, this.weight);
        this.pen.globalAlpha = 1;
      }
    }

    async saved() {
      this.hold(null);
      const blob = await new Promise((done) => this.canvas.toBlob(done, "image/png"));
      return blob && new File([blob], `${this.file.name.replace(/\.[^.]*$/, "")}.png`, { type: "image/png" });
    }
  }

  const markUp = async (file, dialog, words) => {
    let picture;
    try {
      picture = await createImageBitmap(file); // the right way up, whatever the camera wrote beside it
    } catch {
      return null; // no picture after all
    }
    document.body.append(dialog); // outside of the form: nothing of it is posted
    const work = new MarkUp(picture, file, dialog, words);
    const kept = await new Promise((done) => {
      dialog.addEventListener("close", () => done(null));
      dialog.querySelector(".leave").addEventListener("click", () => dialog.close());
      dialog.querySelector(".use").addEventListener("click", async () => done(work.marks.length ? await work.saved() : null));
      dialog.showModal();
    });
    dialog.close();
    dialog.remove();
    picture.close();
    return kept;
  };

  window.Lodge = { ...window.Lodge, markUp };
})();

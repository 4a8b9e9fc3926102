// Suggestions under the box for JQL, for what is being written at the cursor. Without this file the box is a plain one, and
// "Add a condition" beside it offers the same. Needs [data-jql-suggest=address] around the box, data-label and data-trouble.

(() => {
  "use strict";

  const WORD = /[^\s()=!~<>,"']*$/; // what is typed of the word at the cursor; the server cuts it as this does

  for (const root of document.querySelectorAll("[data-jql-suggest]")) {
    const box = root.querySelector("textarea");
    const before = () => box.value.slice(0, box.selectionStart);
    const address = () => {
      const found = new URL(root.dataset.jqlSuggest, window.location);
      found.searchParams.set("cloud_id", box.form.elements.cloud_id.value);
      return found;
    };
    const choose = (option) => {
      const end = box.selectionStart;
      const start = end - WORD.exec(before())[0].length;
      const { post, label } = option.dataset; // the text, and its label behind a bar where that is another one
      const text = post === label ? post : post.slice(0, -label.length - 1);
      const glue = box.value[end] === " " ? "" : " ";
      box.setRangeText(text + glue, start, end, "end");
      box.dispatchEvent(new Event("input", { bubbles: true }));
    };
    const list = new window.Lodge.Suggestions(box, {
      address: address(),
      label: root.dataset.label,
      trouble: root.dataset.trouble,
      eager: false,
      choose,
    });
    list.show = ((show) => (...given) => {
      show.apply(list, given);
      if (!list.options.length) list.shut(); // nothing that fits is no list
    })(list.show);
    box.after(list.list, list.status);
    box.addEventListener("input", () => {
      list.address = address();
      if (box.selectionStart === box.selectionEnd) list.later(before());
    });
    box.addEventListener("keydown", (event) => list.open && list.key(event));
    box.addEventListener("blur", () => list.shut());
  }
})();

/* 1 to 9 and A to I choose an option; a check box turns them off (WCAG 2.1.4). */

const OFF_KEY = "attend.keys-off";
const TYPING = "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]";

export class AnswerKeys {
  constructor(form) {
    this.form = form;
    this.toggle = document.querySelector("[data-keys-toggle]");
    this.on = localStorage.getItem(OFF_KEY) !== "yes";
    if (this.toggle && form.querySelector("label.opt")) this.bind();
    document.addEventListener("keydown", (event) => this.onKey(event));
  }

  bind() {
    this.toggle.checked = this.on;
    this.toggle.closest("[hidden]")?.removeAttribute("hidden");
    this.toggle.addEventListener("change", () => {
      this.on = this.toggle.checked;
      localStorage.setItem(OFF_KEY, this.on ? "no" : "yes");
    });
  }

  onKey(event) {
    const modified = event.ctrlKey || event.altKey || event.metaKey;
    if (!this.on || modified || event.target.matches?.(TYPING)) return;
    const option = this.asked(event.target).querySelectorAll("label.opt input")[position(event.key)];
    if (!option || option.matches(":disabled")) return;
    event.preventDefault();
    option.focus();
    option.click();
  }

  /** The question that keys answer: of several, the one that has the focus, or else the first. */
  asked(focused) {
    const part = "[data-question-part]";
    return focused.closest?.(part) ?? this.form.querySelector(part) ?? this.form;
  }
}

function position(key) {
  if (/^[1-9]$/.test(key)) return Number(key) - 1;
  return /^[a-i]$/i.test(key) ? key.toLowerCase().charCodeAt(0) - 97 : -1;
}

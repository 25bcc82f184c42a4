/* A form that asks before it is sent, in the page's one <dialog>. */

/** Ask and return whether the answer was yes. */
export function ask({ title, text = "", yes = "Continue" }) {
  const dialog = document.querySelector("[data-confirm-dialog]");
  const part = (name) => dialog.querySelector(`[data-part=${name}]`);
  part("title").textContent = title;
  part("text").textContent = text;
  part("text").hidden = !text;
  part("yes").textContent = yes;
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

export class ConfirmedForm {
  constructor(form) {
    this.form = form;
    this.confirmed = false;
    form.addEventListener("submit", (event) => this.onSubmit(event));
  }

  async onSubmit(event) {
    if (this.confirmed) return;
    event.preventDefault();
    const { confirm: title, confirmText: text, confirmYes: yes } = this.form.dataset;
    if (!(await ask({ title, text, yes }))) return;
    this.confirmed = true;
    this.form.requestSubmit(event.submitter);
  }
}

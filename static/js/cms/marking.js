// Mark by keyboard, see the total, and keep what was entered while it is being entered.
const PAUSE_MS = 1500;

class Marking {
  constructor(form) {
    this.form = form;
    this.total = form.querySelector("[data-total]");
    this.noted = form.querySelector("[data-noted]");
    form.querySelector("[data-keys]")?.removeAttribute("hidden");
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("input", () => this.changed());
    form.addEventListener("submit", () => clearTimeout(this.pause));
    this.showTotal();
  }

  onKey(event) {
    const next = this.form.elements.mark_next;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && next) {
      event.preventDefault();
      this.form.requestSubmit(next);
      return;
    }
    const typing = event.target.matches("textarea, input:not([type=radio])");
    if (typing || event.ctrlKey || event.altKey || event.metaKey || !/^[1-9]$/.test(event.key)) return;
    const here = event.target.closest("[data-criterion]");
    const level = here?.querySelectorAll("input[type=radio]")[Number(event.key) - 1];
    if (!level) return;
    event.preventDefault();
    level.click();
    this.nextAfter(here)?.focus();
  }

  /** The field to go on with: the next criterion's choice, after the last one the comment on all. */
  nextAfter(here) {
    const all = [...this.form.querySelectorAll("[data-criterion]")];
    const next = all[all.indexOf(here) + 1];
    if (!next) return this.form.elements.remark;
    return next.querySelector("input[type=radio]:checked") ?? next.querySelector("input[type=radio]");
  }

  changed() {
    this.showTotal();
    if (!this.noted) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.note(), PAUSE_MS);
  }

  showTotal() {
    const chosen = [...this.form.querySelectorAll("[data-criterion] input:checked")];
    const points = chosen.map((radio) => Number(radio.closest("label").querySelector("[data-points]").dataset.points));
    const sum = points.reduce((one, other) => one + other, 0);
    this.total.hidden = false;
    this.total.textContent = `${Number(sum.toFixed(2))} of ${Number(this.total.dataset.most)} points`;
  }

  async note() {
    const body = new URLSearchParams(new FormData(this.form));
    body.set("save", "1");
    try {
      const response = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      this.noted.textContent = response.ok ? "Noted." : "Not noted: somebody else may have taken this answer.";
    } catch {
      this.noted.textContent = "Not noted: no connection.";
    }
  }
}

for (const form of document.querySelectorAll("[data-marking]")) new Marking(form);

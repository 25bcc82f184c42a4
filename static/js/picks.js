/* A menu of which so many may be picked: one pick more is not taken, and the page says why. */

import { announce } from "./speak.js";

export class Picks {
  constructor(element) {
    this.element = element;
    this.most = Number(element.dataset.most);
    this.told = element.querySelector("[data-part=picked]");
    element.addEventListener("click", (event) => this.onClick(event));
    element.addEventListener("change", () => this.count());
    element.closest("form")?.addEventListener("quiz:restored", () => this.count());
    this.count();
  }

  get boxes() {
    return [...this.element.querySelectorAll("[type=checkbox]")];
  }

  get picked() {
    return this.boxes.filter((box) => box.checked).length;
  }

  /** A click has changed the box already; taking it back leaves what was picked. */
  onClick(event) {
    if (!event.target.matches("[type=checkbox]") || this.picked <= this.most) return;
    event.preventDefault();
    announce(`${this.most} of ${this.most} are chosen. Take one away to choose another.`);
  }

  count() {
    const full = this.picked >= this.most;
    if (this.told) this.told.textContent = `${this.picked} of ${this.most} chosen.`;
    for (const box of this.boxes) {
      if (full && !box.checked) box.setAttribute("aria-disabled", "true");
      else box.removeAttribute("aria-disabled");
    }
  }
}

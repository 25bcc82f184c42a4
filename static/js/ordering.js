/* Steps to put in order: a step goes where its place or its buttons say, and the others make room. */

import { announce } from "./speak.js";

export class Ordering {
  constructor(element) {
    this.list = element.querySelector("ul");
    for (const part of element.querySelectorAll("[data-part=moves]")) part.hidden = false;
    for (const part of element.querySelectorAll("[data-part=places]")) part.hidden = true;
    this.list.addEventListener("click", (event) => this.onClick(event));
    this.list.addEventListener("change", (event) => this.onChange(event));
    this.list.closest("form")?.addEventListener("quiz:restored", () => this.sort());
    this.sort();
  }

  get rows() {
    return [...this.list.children];
  }

  /** Show the steps as they were placed, or as they came while one has no place. */
  sort() {
    if (this.rows.every(placeOf)) this.list.append(...this.rows.sort((a, b) => placeOf(a) - placeOf(b)));
    this.markEnds();
  }

  onClick(event) {
    const button = event.target.closest("[data-move]");
    const rows = this.rows;
    const place = rows.indexOf(button?.closest("li")) + 1 + Number(button?.dataset.move);
    if (!button || place < 1 || place > rows.length) return;
    const field = fieldOf(button.closest("li"));
    field.value = place;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }

  onChange(event) {
    const row = event.target.closest("li");
    if (!event.target.value) return;
    this.move(row, Number(event.target.value) - 1);
    this.rows.forEach((each, place) => (fieldOf(each).value = place + 1));
    this.markEnds();
    announce(`${row.querySelector("label").textContent}: now ${placeOf(row)} of ${this.rows.length}.`);
  }

  /** Let the other steps go round this one, which so keeps the focus. */
  move(row, to) {
    const rows = this.rows;
    const from = rows.indexOf(row);
    if (to < from) row.after(...rows.slice(to, from));
    else row.before(...rows.slice(from + 1, to + 1));
  }

  markEnds() {
    const rows = this.rows;
    for (const button of this.list.querySelectorAll("[data-move]")) {
      const end = button.dataset.move === "1" ? rows.at(-1) : rows[0];
      button.setAttribute("aria-disabled", String(end.contains(button)));
    }
  }
}

function fieldOf(row) {
  return row.querySelector("select");
}

function placeOf(row) {
  return Number(fieldOf(row).value);
}

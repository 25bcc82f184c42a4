/* Marks on a picture: fields hold where they are, buttons show it and move. */

import { announce } from "./speak.js";

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 1;
const STRIDE = 5;

export class Hotspot {
  constructor(element) {
    this.element = element;
    this.most = Number(element.dataset.marks);
    this.surface = element.querySelector("[data-part=surface]");
    this.picture = this.surface.querySelector("img");
    this.add = element.querySelector("[data-add]");
    for (const part of element.querySelectorAll("[data-part=moves]")) part.hidden = false;
    for (const part of element.querySelectorAll("[data-part=plain]")) part.setAttribute("hidden", "");
    this.grid = element.querySelector("[data-part=grid]");
    this.layer = document.createElement("div");
    this.layer.setAttribute("role", "application");
    this.layer.setAttribute("aria-label", "Marks on the picture");
    this.surface.append(this.layer);
    this.surface.dataset.ready = "";
    this.marks = [...element.querySelectorAll("[data-mark]")].map((row, at) => this.mark(row, at + 1));
    this.picture.addEventListener("click", (event) => this.place(this.pointOf(event)));
    this.add.addEventListener("click", () => this.place([50, 50])?.button.focus());
    this.lines(element.querySelector("[data-lines]"));
    element.addEventListener("input", () => this.show());
    element.addEventListener("change", (event) => this.cap(event));
    element.closest("form")?.addEventListener("quiz:restored", () => this.show());
    this.show();
  }

  mark(row, number) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "marker";
    button.dataset.move = "mark";
    button.append(document.createElement("span"));
    button.firstChild.textContent = number;
    this.layer.append(button);
    const mark = { row, number, button, fields: [...row.querySelectorAll("input")] };
    button.addEventListener("keydown", (event) => this.onKey(event, mark));
    button.addEventListener("pointerdown", (event) => this.drag(event, mark));
    const remove = row.querySelector("[data-remove]");
    remove.hidden = false;
    remove.addEventListener("click", () => this.remove(mark));
    return mark;
  }

  lines(button) {
    this.grid.setAttribute("hidden", "");
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(!this.grid.toggleAttribute("hidden")));
    });
  }

  get used() {
    return this.marks.filter(pointOf).length + this.element.querySelectorAll(":checked").length;
  }

  /** Put a free mark at a point, or the only one; return it. */
  place(point) {
    if (this.add.matches(":disabled")) return;
    const free = this.marks.find((mark) => !pointOf(mark));
    const mark = this.used < this.most ? free : this.most === 1 && pointOf(this.marks[0]) && this.marks[0];
    if (!mark) return void announce(this.full());
    this.move(mark, point, "change");
    return mark;
  }

  full() {
    return `${this.used} of ${this.most} marked: take one away, or move it.`;
  }

  /** Tick no more names than there are marks left. */
  cap(event) {
    if (event.target.checked && this.used > this.most) {
      event.target.checked = false;
      event.stopPropagation();
      announce(this.full());
    }
    this.show();
  }

  move(mark, point, told) {
    mark.fields.forEach((field, side) => (field.value = tenths(Math.min(100, Math.max(0, point[side])))));
    mark.fields[0].dispatchEvent(new Event(told, { bubbles: true }));
    this.show();
    announce(nameOf(mark));
  }

  remove(mark) {
    for (const field of mark.fields) field.value = "";
    this.show();
    this.add.focus();
    mark.fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    announce(`Mark ${mark.number} taken away.`);
  }

  onKey(event, mark) {
    const move = MOVES[event.key];
    if (event.key === "Delete" || event.key === "Backspace") this.remove(mark);
    else if (move && !event.ctrlKey && !event.altKey && !event.metaKey) {
      const step = event.shiftKey ? STRIDE : STEP;
      this.move(mark, pointOf(mark).map((at, side) => at + move[side] * step), "input");
    } else return;
    event.preventDefault();
  }

  drag(start, mark) {
    const follow = (event) => this.move(mark, this.pointOf(event), "input");
    mark.button.setPointerCapture(start.pointerId);
    mark.button.addEventListener("pointermove", follow);
    const drop = () => {
      mark.button.removeEventListener("pointermove", follow);
      mark.fields[0].dispatchEvent(new Event("change", { bubbles: true }));
    };
    mark.button.addEventListener("lostpointercapture", drop, { once: true });
  }

  pointOf({ clientX, clientY }) {
    const box = this.picture.getBoundingClientRect();
    return [((clientX - box.left) / box.width) * 100, ((clientY - box.top) / box.height) * 100];
  }

  show() {
    for (const mark of this.marks) {
      const point = pointOf(mark);
      const { button, row, fields } = mark;
      button.hidden = !point;
      row.hidden = fields.every((field) => !field.value) && !row.contains(document.activeElement);
      if (!point) continue;
      button.style.left = `${point[0]}%`;
      button.style.top = `${point[1]}%`;
      button.setAttribute("aria-label", nameOf(mark));
    }
    this.add.setAttribute("aria-disabled", String(this.used >= this.most));
  }
}

/** Return where a mark is, in percent, nothing while its fields hold no place. */
function pointOf({ fields }) {
  const point = fields.map((field) => (field.value.trim() ? Number(field.value.replace(",", ".")) : NaN));
  return point.every((at) => at >= 0 && at <= 100) ? point : null;
}

function nameOf(mark) {
  const [left, top] = pointOf(mark);
  return `Mark ${mark.number}: ${left} % from the left, ${top} % from the top`;
}

function tenths(percent) {
  return String(Math.round(percent * 10) / 10);
}

/* Labels on a picture: the lists hold them, pins show them, and a label can be dragged to a pin. */

import { announce } from "./speak.js";

const NEAR = 44;
const STILL = 6;

export class Labelling {
  constructor(element) {
    this.element = element;
    this.reuse = "reuse" in element.dataset;
    this.surface = element.querySelector("[data-part=surface]");
    for (const part of element.querySelectorAll("[data-part=moves]")) part.hidden = false;
    for (const part of element.querySelectorAll("[data-part=plain]")) part.setAttribute("hidden", "");
    this.places = [...element.querySelectorAll("[data-place]")].map((row, at) => this.pin(row, at + 1));
    this.chips = [...element.querySelectorAll("[data-label]")];
    for (const chip of this.chips) {
      chip.addEventListener("pointerdown", (event) => this.lift(event, chip.dataset.label));
    }
    element.addEventListener("change", ({ target }) => this.onChoice(target));
    element.closest("form")?.addEventListener("quiz:restored", () => this.show());
    this.show();
  }

  /** A pin is a way for the pointer alone; its list is there for everybody. */
  pin(row, number) {
    const pin = document.createElement("button");
    pin.type = "button";
    pin.className = "label";
    pin.tabIndex = -1;
    pin.dataset.move = "label";
    pin.setAttribute("aria-hidden", "true");
    pin.style.left = `${row.dataset.left}%`;
    pin.style.top = `${row.dataset.top}%`;
    this.surface.append(pin);
    const place = { number, pin, list: row.querySelector("select") };
    pin.addEventListener("pointerdown", (event) => place.list.value && this.lift(event, place.list.value, place));
    pin.addEventListener("click", () => this.onPin(place));
    return place;
  }

  onPin(place) {
    if (this.held) this.put(place, this.held);
    else if (!this.dragged) place.list.focus();
    this.dragged = false;
  }

  /** Let a label follow the pointer; a press without a move takes it up until a pin is pressed. */
  lift(start, key, from) {
    const source = start.currentTarget;
    if (start.button || this.places[0].list.matches(":disabled")) return;
    const moving = document.createElement("span");
    const move = ({ clientX, clientY }) => {
      if (Math.hypot(clientX - start.clientX, clientY - start.clientY) < STILL && !moving.isConnected) return;
      if (!moving.isConnected) this.element.append(moving);
      moving.style.left = `${clientX}px`;
      moving.style.top = `${clientY}px`;
    };
    const drop = (event) => {
      source.removeEventListener("pointermove", move);
      source.removeEventListener("pointerup", drop);
      source.removeEventListener("pointercancel", drop);
      this.dragged = moving.isConnected;
      moving.remove();
      if (this.dragged && event.type === "pointerup") this.drop(event, key, from);
      else if (!from) this.hold(this.held === key ? null : key);
    };
    moving.className = "chip moving";
    moving.textContent = this.textOf(key);
    source.setPointerCapture(start.pointerId);
    source.addEventListener("pointermove", move);
    source.addEventListener("pointerup", drop);
    source.addEventListener("pointercancel", drop);
  }

  drop({ clientX, clientY }, key, from) {
    const far = ({ pin }) => {
      const box = pin.getBoundingClientRect();
      const beside = Math.max(box.left - clientX, 0, clientX - box.right);
      return Math.hypot(beside, Math.max(box.top - clientY, 0, clientY - box.bottom));
    };
    const place = this.places.toSorted((one, other) => far(one) - far(other))[0];
    const hit = far(place) <= NEAR && place;
    if (from && hit !== from) this.put(from, "");
    if (hit && hit !== from) this.put(hit, key);
  }

  hold(key) {
    this.held = key;
    this.show();
  }

  put(place, key) {
    this.held = null;
    place.list.value = key;
    place.list.dispatchEvent(new Event("change", { bubbles: true }));
  }

  /** A label that is used once goes from where it was. */
  onChoice(list) {
    const place = this.places.find((each) => each.list === list);
    if (!place) return;
    const { value } = list;
    const before = this.places.find((each) => each !== place && value && each.list.value === value);
    const moved = before && !this.reuse;
    if (moved) before.list.value = "";
    this.show();
    const from = moved ? `, no longer on place ${before.number}` : "";
    announce(`${value ? this.textOf(value) : "No label"}: place ${place.number}${from}.`);
  }

  textOf(key) {
    return this.chips.find((chip) => chip.dataset.label === key)?.textContent ?? "";
  }

  show() {
    const used = this.places.map(({ list }) => list.value);
    for (const { number, pin, list } of this.places) {
      pin.replaceChildren(document.createElement("b"), list.value ? this.textOf(list.value) : "");
      pin.firstChild.textContent = number;
    }
    for (const chip of this.chips) {
      chip.toggleAttribute("data-used", !this.reuse && used.includes(chip.dataset.label));
      chip.toggleAttribute("data-held", chip.dataset.label === this.held);
    }
  }
}

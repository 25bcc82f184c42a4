/* A <details> menu closes when the reader presses Escape, goes elsewhere or clicks outside. */

export class Menu {
  constructor(element) {
    this.element = element;
    element.addEventListener("keydown", (event) => this.onKey(event));
    element.addEventListener("focusout", (event) => this.onLeave(event));
    document.addEventListener("pointerdown", (event) => this.onPointer(event));
  }

  onKey(event) {
    if (event.key !== "Escape" || !this.element.open) return;
    this.close();
    this.element.querySelector("summary").focus();
  }

  onLeave(event) {
    if (event.relatedTarget && !this.element.contains(event.relatedTarget)) this.close();
  }

  onPointer(event) {
    if (!this.element.contains(event.target)) this.close();
  }

  close() {
    this.element.open = false;
  }
}

/* Options that the learner rules out: crossed out at once, kept on the server, no answer. */

import { announce } from "./speak.js";

export class Strikes {
  /** `save` sends what is ruled out along with the answer. */
  constructor(form, save) {
    this.form = form;
    this.save = save;
  }

  owns(button) {
    return button?.name === "strike";
  }

  press(button) {
    if (button.hasAttribute("data-strike-reset")) this.reset(button);
    else this.turn(button, !isPressed(button));
    const struck = this.buttons.filter(isPressed).map(({ value }) => value);
    this.form.querySelector("[data-strike-reset]").hidden = !struck.length;
    this.save({ struck: struck.join(" ") });
  }

  turn(button, struck) {
    button.setAttribute("aria-pressed", String(struck));
    button.closest(".optrow").toggleAttribute("data-struck", struck);
  }

  /** The button vanishes: the reader is led to the first option and told what happened. */
  reset() {
    for (const button of this.buttons) this.turn(button, false);
    this.buttons[0].focus();
    announce("No option is ruled out any more.");
  }

  get buttons() {
    return [...this.form.querySelectorAll("[data-strike]")];
  }
}

function isPressed(button) {
  return button.getAttribute("aria-pressed") === "true";
}

/* A button that shows what was typed into a password field. */

export class PasswordField {
  constructor(element) {
    this.input = element.querySelector("input");
    this.button = document.createElement("button");
    this.button.type = "button";
    this.button.className = "btn quiet slim";
    this.button.setAttribute("aria-controls", this.input.id);
    this.button.addEventListener("click", () => this.show(this.input.type === "password"));
    this.input.form?.addEventListener("submit", () => this.show(false));
    this.show(false);
    element.append(this.button);
  }

  show(visible) {
    this.input.type = visible ? "text" : "password";
    this.button.textContent = visible ? "Hide" : "Show";
    this.button.setAttribute("aria-label", visible ? "Hide password" : "Show password");
  }
}

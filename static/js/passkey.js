/* Says in words why a passkey did not work; allauth's own scripts talk to the browser. */

const REASONS = {
  NotAllowedError: "No passkey was used. Try again, or sign in another way.",
  InvalidStateError: "This device is registered already.",
  NotSupportedError: "This browser cannot use passkeys. Sign in another way.",
  SecurityError: "Passkeys need a secure (https) address.",
};

export class Passkey {
  constructor(element) {
    this.message = element.querySelector("[data-passkey-message]");
    for (const part of element.querySelectorAll("[data-passkey-only]")) {
      part.hidden = !window.PublicKeyCredential;
    }
    document.addEventListener("allauth.error", (event) => this.explain(event));
  }

  explain(event) {
    event.preventDefault();
    this.message.textContent = REASONS[event.detail.exception?.name] ?? REASONS.NotAllowedError;
    this.message.closest("[hidden]")?.removeAttribute("hidden");
  }
}

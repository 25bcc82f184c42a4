/* A page that was opened to be printed asks for the print window by itself. */

export class PrintPage {
  constructor() {
    if (document.readyState === "complete") window.print();
    else window.addEventListener("load", () => window.print(), { once: true });
  }
}

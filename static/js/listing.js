/* A list that follows its filters: says so when it could not be brought up to date. */

export class Listing {
  constructor(form) {
    this.form = form;
    form.addEventListener("htmx:before:request", () => this.tell(true));
    form.addEventListener("htmx:error", () => this.tell(false));
    form.addEventListener("htmx:response:error", () => this.tell(false));
  }

  tell(good) {
    this.form.querySelector("[data-listing-problem]").hidden = good;
  }
}

/* Moves the focus to what the page is about now: the error summary of a form that failed. */

export class FocusFirst {
  constructor(element) {
    element.focus({ preventScroll: false });
  }
}

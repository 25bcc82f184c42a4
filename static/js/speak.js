/* Words for the live region, and icons from the page's own sprite. */

/** Say `text` to a screen reader without moving the focus. */
export function announce(text) {
  const region = document.querySelector("[data-live]");
  if (!region) return;
  region.textContent = "";
  requestAnimationFrame(() => (region.textContent = text));
}

/** Return an icon element like the one that the `icon` tag writes. */
export function icon(name, classes = "") {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("class", `ico ${classes}`.trim());
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `${document.querySelector("[data-live]")?.dataset.sprite}#${name}`);
  svg.append(use);
  return svg;
}

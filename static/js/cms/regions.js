/* Draw places on a picture: by mouse, by arrow keys, or as numbers, which are what is kept. */

const SVG = "http://www.w3.org/2000/svg";
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const GROWS = { "+": 1, "=": 1, "-": -1 };
const STRIDE = 5;
const NEAR = 1.5;
const HELP = {
  rect: "Drag from one corner to the other.",
  circle: "Drag from the centre outwards.",
  poly: "Press on each corner; press on the first one, or Enter, to close the outline.",
  point: "Press where it is.",
};
const editors = new WeakMap();

class Places {
  constructor(root) {
    this.root = root;
    this.past = [];
    this.at = 0;
    this.build();
    this.chooser = root.querySelector("[data-contentpath=picture] input[type=hidden]");
    this.chooser.addEventListener("change", () => this.load());
    root.addEventListener("input", () => this.draw());
    root.addEventListener("change", () => this.draw());
    root.addEventListener("focusin", ({ target }) => this.follow(target));
    this.surface.addEventListener("pointerdown", (event) => this.onDown(event));
    this.surface.addEventListener("pointermove", (event) => this.onMove(event));
    this.surface.addEventListener("pointerup", () => this.onUp());
    this.surface.addEventListener("keydown", (event) => this.onKey(event));
    this.load();
  }

  build() {
    this.picture = make("img", { alt: "" });
    this.picture.draggable = false;
    this.picture.addEventListener("load", () => this.draw());
    this.layer = document.createElementNS(SVG, "svg");
    this.layer.setAttribute("aria-hidden", "true");
    this.surface = make("div", { class: "places-picture", tabindex: "0", role: "application" });
    this.surface.append(this.picture, this.layer);
    this.choice = make("select");
    this.choice.addEventListener("change", (event) => {
      event.stopPropagation();
      this.choose(Number(this.choice.value));
    });
    const label = make("label", {}, "Draw");
    label.append(this.choice);
    const bar = make("div", { class: "places-bar" });
    bar.append(label, button("Add another", () => this.add()), button("Undo", () => this.undo()));
    bar.append(button("Clear this place", () => this.write([])));
    this.help = make("p", { class: "help" });
    this.said = make("p", { role: "status", class: "w-sr-only" });
    this.box = make("div", { class: "places", role: "group", "aria-label": "Draw on the picture" });
    this.box.append(bar, this.surface, this.help, this.said);
    this.root.querySelector("[data-contentpath=picture]").after(this.box);
  }

  get rows() {
    return [...this.root.querySelectorAll("[data-places]")].map(rowOf).filter(({ gone }) => !gone);
  }

  get row() {
    return this.rows[this.at];
  }

  load() {
    const [first] = this.root.querySelectorAll("[data-places]");
    this.box.hidden = !this.chooser.value || !first;
    if (this.box.hidden) return;
    const source = first.dataset.places.replace("/0/", `/${this.chooser.value}/`);
    if (this.picture.getAttribute("src") !== source) this.picture.src = source;
    this.draw();
  }

  choose(at) {
    this.corners = null;
    this.at = at;
    this.draw();
  }

  /** The row whose fields somebody works in is the one that is drawn. */
  follow(target) {
    const at = this.rows.findIndex(({ child }) => child?.contains(target));
    if (at >= 0 && at !== this.at) this.choose(at);
  }

  add() {
    const list = this.rows.at(-1)?.child.parentElement;
    const before = this.rows.length;
    [...(list?.querySelectorAll("[data-streamfield-list-add]") ?? [])].at(-1)?.click();
    requestAnimationFrame(() => {
      if (this.rows.length === before) return;
      this.choose(this.rows.length - 1);
      this.surface.focus();
    });
  }

  /** Write numbers into the field of the row, where the author can read and type them too. */
  write(numbers, keep = true) {
    const { input } = this.row ?? {};
    if (!input) return;
    if (keep) this.past.push([input, input.value]);
    input.value = numbers.map(tenths).join(", ");
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  undo() {
    const [input, value] = this.past.pop() ?? [];
    this.corners = null;
    if (!input?.isConnected) return void (this.said.textContent = "There is nothing to undo.");
    input.value = value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    this.said.textContent = "Undone.";
  }

  onDown(event) {
    if (!this.row || event.button) return;
    event.preventDefault();
    this.surface.focus();
    const point = this.pointOf(event);
    const { shape } = this.row;
    if (shape === "poly") return this.corner(point);
    this.past.push([this.row.input, this.row.input.value]);
    this.start = point;
    this.surface.setPointerCapture(event.pointerId);
    if (shape === "point") this.write(point, false);
  }

  onMove(event) {
    if (!this.start || !this.row) return;
    const [left, top] = this.start;
    const [right, bottom] = this.pointOf(event);
    const { shape } = this.row;
    if (shape === "point") this.write([right, bottom], false);
    if (shape === "rect") {
      const sides = [Math.min(left, right), Math.min(top, bottom), Math.max(left, right), Math.max(top, bottom)];
      this.write(sides, false);
    }
    if (shape === "circle") {
      const radius = Math.hypot(right - left, ((bottom - top) * this.height) / this.width);
      this.write([left, top, Math.min(100, Math.max(0.1, radius))], false);
    }
  }

  onUp() {
    if (!this.start) return;
    this.start = null;
    this.tell();
  }

  corner(point) {
    const first = this.corners?.[0];
    if (first && Math.hypot(point[0] - first[0], point[1] - first[1]) < NEAR) return this.close();
    this.corners = [...(this.corners ?? []), point];
    this.write(this.corners.flat());
  }

  close() {
    this.corners = null;
    this.tell();
  }

  onKey(event) {
    const move = MOVES[event.key];
    const grow = GROWS[event.key];
    const step = event.shiftKey && move ? STRIDE : 1;
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) this.undo();
    else if (event.ctrlKey || event.altKey || event.metaKey) return;
    else if (event.key === "Enter" && this.corners) this.close();
    else if (event.key === "Delete" || event.key === "Backspace") this.write([]);
    else if (move) this.nudge(move[0] * step, move[1] * step);
    else if (grow) this.grow(grow);
    else return;
    event.preventDefault();
  }

  /** Move the place, or begin one in the middle. */
  nudge(across, down) {
    const { shape, numbers } = this.row ?? {};
    if (!shape) return;
    if (!numbers.length) this.write(FIRST[shape]);
    else if (shape === "circle") this.write([...shifted(numbers.slice(0, 2), across, down), numbers[2]]);
    else this.write(shifted(numbers, across, down));
    this.tell();
  }

  grow(by) {
    const { shape, numbers } = this.row ?? {};
    if (!numbers?.length) return;
    if (shape === "circle") this.write([numbers[0], numbers[1], Math.min(100, Math.max(1, numbers[2] + by))]);
    if (shape === "rect") {
      const [left, top, right, bottom] = numbers;
      this.write([left, top, Math.max(left + 1, Math.min(100, right + by)), Math.max(top + 1, Math.min(100, bottom + by))]);
    }
    this.tell();
  }

  tell() {
    const { name, input } = this.row ?? {};
    if (input) this.said.textContent = `${name}: ${input.value || "no place yet"}`;
  }

  pointOf({ clientX, clientY }) {
    const box = this.surface.querySelector("img").getBoundingClientRect();
    const inside = (at, from, size) => Math.min(100, Math.max(0, ((at - from) / size) * 100));
    return [inside(clientX, box.left, box.width), inside(clientY, box.top, box.height)];
  }

  get width() {
    return this.picture.naturalWidth || 1;
  }

  get height() {
    return this.picture.naturalHeight || 1;
  }

  draw() {
    const { rows } = this;
    this.at = Math.min(this.at, Math.max(0, rows.length - 1));
    this.choice.replaceChildren(...rows.map(({ name }, at) => new Option(`${at + 1}. ${name}`, at, false, at === this.at)));
    const lines = document.createElementNS(SVG, "svg");
    for (const [name, value] of [["viewBox", "0 0 100 100"], ["preserveAspectRatio", "none"], ["width", "100%"], ["height", "100%"]]) {
      lines.setAttribute(name, value);
    }
    const tags = [];
    rows.forEach((row, at) => {
      if (row.shape !== "point") {
        const kind = `line${row.right ? " right" : ""}${at === this.at ? " chosen" : ""}`;
        lines.append(this.outline(row, "casing"), this.outline(row, kind));
      }
      if (row.numbers.length > 1) tags.push(tag(row, at + 1));
    });
    this.layer.replaceChildren(lines, ...tags);
    const shape = this.row?.shape ?? "point";
    this.help.textContent = `${HELP[shape]} By keyboard: arrow keys move the place by 1 %, with Shift by 5 %${
      shape === "rect" || shape === "circle" ? "; + and - change its size" : ""
    }; Delete clears it. Or type the numbers below.`;
    this.surface.setAttribute("aria-label", `Picture: place of ${this.row?.name ?? "nothing"}`);
  }

  outline({ shape, numbers }, kind) {
    if (shape === "rect" && numbers.length === 4) {
      const [x, y, right, bottom] = numbers;
      return draw("rect", { class: kind, x, y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) });
    }
    if (shape === "circle" && numbers.length === 3) {
      const [cx, cy, rx] = numbers;
      return draw("ellipse", { class: kind, cx, cy, rx, ry: (rx * this.width) / this.height });
    }
    return draw(numbers.length > 4 ? "polygon" : "polyline", { class: kind, points: shape === "poly" ? numbers.join(" ") : "" });
  }
}

const FIRST = { rect: [40, 40, 60, 60], circle: [50, 50, 10], poly: [40, 60, 50, 40, 60, 60], point: [50, 50] };

/** What stands in the fields of one place. */
function rowOf(input) {
  const child = input.closest("[data-streamfield-child]");
  const field = (name) => child?.querySelector(`[name$="-value-${name}"]`);
  const numbers = (input.value.match(/\d+(?:\.\d+)?/g) ?? []).map(Number);
  return {
    input,
    child,
    numbers,
    gone: child?.querySelector(":scope > [name$='-deleted']")?.value === "1",
    shape: field("shape")?.value ?? "point",
    name: field("text")?.value || field("answer")?.value || "without a name",
    right: Boolean(field("correct")?.checked),
  };
}

function shifted(numbers, ...by) {
  const inside = numbers.every((at, place) => at + by[place % 2] >= 0 && at + by[place % 2] <= 100);
  return inside ? numbers.map((at, place) => at + by[place % 2]) : numbers;
}

function tag({ numbers, shape }, number) {
  const side = (from) => (shape === "circle" ? [numbers[from]] : numbers.filter((_at, place) => place % 2 === from));
  const across = side(0);
  const left = shape === "circle" ? across[0] - numbers[2] : (Math.min(...across) + Math.max(...across)) / 2;
  const made = draw("svg", { class: "tag", x: `${left}%`, y: `${Math.min(...side(1))}%`, overflow: "visible" });
  const words = draw("text", {});
  words.textContent = number;
  made.append(draw("circle", { r: 11 }), words);
  return made;
}

function draw(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function make(name, attributes = {}, text = "") {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

function button(text, act) {
  const made = make("button", { type: "button", class: "button button-secondary button-small" }, text);
  made.addEventListener("click", act);
  return made;
}

function tenths(percent) {
  return Math.round(percent * 10) / 10;
}

/** Blocks come and go while an author works. */
function look() {
  for (const input of document.querySelectorAll("[data-places]")) {
    const root = rootOf(input);
    if (!root) continue;
    if (!editors.has(root)) editors.set(root, new Places(root));
  }
  for (const box of document.querySelectorAll(".places")) editors.get(box.parentElement)?.load();
}

function rootOf(input) {
  for (let at = input; at; at = at.parentElement) {
    if (at.querySelector(":scope > [data-contentpath=picture]")) return at;
  }
  return null;
}

let waiting = 0;
new MutationObserver((changes) => {
  if (changes.every(({ target }) => target.closest?.(".places"))) return;
  cancelAnimationFrame(waiting);
  waiting = requestAnimationFrame(look);
}).observe(document.body, { childList: true, subtree: true });
look();

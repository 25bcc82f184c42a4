/* Connect classes to the elements that carry their hook, once each. */

const connected = new WeakMap();

/** Make a `Component` for every element under `root` that matches `selector` and has none yet. */
export function connect(root, selector, Component) {
  for (const element of matching(root, selector)) {
    const known = connected.get(element) ?? new Set();
    if (known.has(Component)) continue;
    connected.set(element, known.add(Component));
    new Component(element);
  }
}

/** Whether the hook is anywhere under `root`. */
export function has(root, selector) {
  return matching(root, selector).length > 0;
}

function matching(root, selector) {
  const inside = [...root.querySelectorAll(selector)];
  return root.matches?.(selector) ? [root, ...inside] : inside;
}

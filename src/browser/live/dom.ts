/** The element with this id, which the page has. */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as T;
}

/** A new element with text or others in it. */
export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Readonly<Record<string, string>> = {},
  ...content: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}

/** Changes text where it is another one: screen readers and the layout notice no other changes. */
export function say(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

/** A heading of a panel, named as its section says, with something at its other end. */
export function heading(panel: HTMLElement, text: string, ...beside: readonly (Node | string)[]): void {
  panel.append(element('h2', {}, element('span', { id: `${panel.id}-title` }, text), ...beside));
}

/** A colour of the page's own, as it is now. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** Calls back when the colours change. */
export function onColours(change: () => void): void {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', change);
}

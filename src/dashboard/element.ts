type Attributes = Readonly<Record<string, string | boolean>>;

/** Creates an element. An attribute set to true has no value, one set to false is omitted. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== false) element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children);
  return element;
}

/** Sets the text, but leaves the document untouched if it is unchanged. */
export function setText(node: Node, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

const iconNamespace = 'http://www.w3.org/2000/svg';

export function icon(path: string): SVGSVGElement {
  const svg = document.createElementNS(iconNamespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS(iconNamespace, 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

let lastId = 0;
export function newId(name: string): string {
  lastId += 1;
  return `dashboard-${name}-${lastId}`;
}

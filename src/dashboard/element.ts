type Attributes = Readonly<Record<string, string | boolean>>;

/** An element with attributes and children. True is an attribute without a value, false is none. */
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

/** Leaves the document alone when nothing is new. */
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

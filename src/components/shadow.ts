/** What the elements extend. On a server they can be imported although there are no elements. */
export const ElementBase: typeof HTMLElement = Reflect.get(globalThis, 'HTMLElement') ?? Object;

/**
 * Builds a shadow tree that complies with a strict Content Security Policy: its styles are not inline, and its elements
 * are created one by one, since `innerHTML` throws under Trusted Types.
 */
export function shadowOf(host: HTMLElement, styles: string, ...content: readonly Element[]): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  root.append(...content);
  return root;
}

export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Element | string)[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  element.append(...children);
  return element;
}

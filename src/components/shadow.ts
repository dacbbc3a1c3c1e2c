/** A shadow tree of this markup and these styles, which a strict Content Security Policy allows. */
export function shadowOf(host: HTMLElement, markup: string, styles: string): ShadowRoot {
  const root = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  root.adoptedStyleSheets = [sheet];
  const template = document.createElement('template');
  template.innerHTML = markup;
  root.append(template.content.cloneNode(true));
  return root;
}

export function partOf<T extends Element>(root: ShadowRoot, name: string, kind: abstract new () => T): T {
  const part = root.querySelector(`[part="${name}"]`);
  if (!(part instanceof kind)) throw new Error(`The shadow tree has no part "${name}"`);
  return part;
}

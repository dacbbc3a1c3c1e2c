/** An element that the page's own HTML must have. */
export function find<T extends Element>(parent: ParentNode, selector: string, type: new () => T): T {
  const element = parent.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} "${selector}".`);
}

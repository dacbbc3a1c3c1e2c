/** Finds an element that the page's HTML must contain. Throws if it is missing or of another type. */
export function find<T extends Element>(parent: ParentNode, selector: string, type: new () => T): T {
  const element = parent.querySelector(selector);
  if (element instanceof type) return element;
  throw new Error(`The page has no ${type.name} "${selector}".`);
}

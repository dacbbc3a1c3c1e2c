import { FeedElement } from './feed-element.ts';
import { ReelElement } from './reel-element.ts';

/** Defines the custom elements, once per page even with several copies of the package. */
export function defineElements(): void {
  if (customElements.get('nextreel-feed') !== undefined) return;
  customElements.define('nextreel-reel', ReelElement);
  customElements.define('nextreel-feed', FeedElement);
}

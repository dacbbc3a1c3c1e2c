import { FeedElement } from './feed-element.ts';
import { ReelElement } from './reel-element.ts';

/** Once for each page, however many copies of the package it has. */
export function defineElements(): void {
  if (customElements.get('nextreel-feed') !== undefined) return;
  customElements.define('nextreel-reel', ReelElement);
  customElements.define('nextreel-feed', FeedElement);
}

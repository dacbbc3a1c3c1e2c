import { fetchJson } from '../feed/feed-source.ts';
import { connect } from '../package/connect.ts';
import type { NextreelFeedElement } from '../package/element-types.ts';
import type { ConnectOptions, Nextreel } from '../package/nextreel.ts';
import { Warnings } from '../package/warnings.ts';
import { mediaUrl, type Origin, type Reel, readFeedPage } from '../shared/feed.ts';
import { maxUrlLength } from '../shared/reel-limits.ts';
import styles from './feed.css?inline';
import { addressIn, entryOf } from './feed-entry.ts';
import { FeedKeys } from './feed-keys.ts';
import { FeedPagination } from './feed-pagination.ts';
import { ReelElement } from './reel-element.ts';
import { ReelElements } from './reel-elements.ts';
import { ElementBase, make, shadowOf } from './shadow.ts';

/** The next page is loaded when only this many reels are left. */
const reelsBeforeEnd = 3;
/** Loading is tried again after this time if it failed or the page brought too few reels. */
const loadAgainMs = 5_000;

/** A list of reels that the viewer swipes through: its children, or a feed loaded page by page. */
export class FeedElement extends ElementBase implements NextreelFeedElement {
  static readonly observedAttributes = ['feed'];
  /** May have been set on the element before it was defined. */
  options: ConnectOptions | undefined = Object(Reflect.get(this, 'options'));
  readonly #elements = new ReelElements();
  readonly #notice = make('div', { part: 'notice', role: 'alert', hidden: '' });
  /** The page may add and remove children at any time. */
  readonly #children = new MutationObserver(() => this.#readChildren());
  /** The feed entries of the reels loaded from it. */
  readonly #loaded = new WeakMap<ReelElement, Reel>();
  #nextreel: Nextreel | null = null;
  /** The `feed` attribute that the loaded reels come from; undefined until first connected. */
  #feed: string | null | undefined;
  #current: ReelElement | null = null;
  /** The reel that the list is still scrolling to. */
  #target: ReelElement | null = null;
  #reels: readonly ReelElement[] = [];
  #origins: readonly Origin[] = [];
  #nextUrl: string | null = null;
  #pagination = new FeedPagination();
  #offset: number | null = null;
  /** The reels last passed to the connection, serialised. */
  #reportedFeed = '';
  #isLoading = false;
  readonly #keys = new FeedKeys({
    next: () => this.step(1),
    previous: () => this.step(-1),
    'toggle-play': () => this.#current?.togglePlay(),
    'toggle-sound': () => this.#current?.toggleSound(),
  });
  #life = new AbortController();

  constructor() {
    super();
    const retry = make('button', { part: 'retry', type: 'button' }, 'Try again');
    retry.addEventListener('click', () => void this.#loadMore());
    this.#notice.append(make('span', {}, 'Can’t reach the feed right now.'), retry);
    shadowOf(this, styles, make('slot'), this.#notice);
    this.addEventListener('nextreel-seen', ({ target }) => {
      if (target instanceof ReelElement) this.#enter(target);
    });
    this.addEventListener('scrollend', () => (this.#target = null));
    this.addEventListener('keydown', (event) => this.#keys.press(event));
  }

  get nextreel(): Nextreel | null {
    return this.#nextreel;
  }

  get current(): ReelElement | null {
    return this.#current;
  }

  connectedCallback(): void {
    this.#life = new AbortController();
    this.setAttribute('role', 'feed');
    if (!this.hasAttribute('tabindex')) this.tabIndex = 0;
    const worker = this.getAttribute('worker') ?? undefined;
    const scope = this.getAttribute('scope') ?? undefined;
    this.#nextreel = connect({ worker, scope, stage: this, ...this.options });
    this.#elements.connect(this.#nextreel);
    this.#children.observe(this, { childList: true, subtree: true, attributeFilter: ['src', 'reel-id'] });
    const before = this.#feed;
    this.#feed = this.getAttribute('feed');
    const hasChanged = before !== undefined && before !== this.#feed;
    if (hasChanged) this.#dropLoaded();
    this.#readChildren();
    if (hasChanged || this.#reels.length === 0) this.#begin();
  }

  /** Replaces the feed. While the element is disconnected, this waits until it is connected. */
  attributeChangedCallback(_name: string, before: string | null, feed: string | null): void {
    if (this.#nextreel === null || before === feed) return;
    this.#feed = feed;
    this.#life.abort();
    this.#life = new AbortController();
    this.#dropLoaded();
    this.#begin();
  }

  disconnectedCallback(): void {
    this.#life.abort();
    this.#children.disconnect();
    this.#elements.disconnect();
    this.#nextreel?.disconnect();
    this.#nextreel = null;
    this.#reportedFeed = '';
  }

  #dropLoaded(): void {
    for (const reel of this.#reels) if (this.#loaded.has(reel)) reel.remove();
  }

  #begin(): void {
    this.#origins = [];
    this.#offset = null;
    this.#pagination = new FeedPagination();
    this.#nextUrl = addressIn(this, 'feed');
    void this.#loadMore();
  }

  step(reels: number): void {
    const from = this.#target ?? this.#current;
    const target = this.#reels[(from === null ? 0 : this.#reels.indexOf(from)) + reels];
    if (target === undefined) return;
    this.#target = target === this.#current ? null : target;
    const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
    target.scrollIntoView({ block: 'start', behavior });
  }

  /** Reads the feed from the child elements, in document order. */
  #readChildren(): void {
    const reels = [...this.children].filter((child) => child instanceof ReelElement);
    for (const reel of reels) this.#elements.set(reel, reel.reelId);
    for (const reel of this.#reels) if (!reels.includes(reel)) this.#elements.remove(reel);
    this.#reels = reels;
    for (const [index, reel] of reels.entries()) {
      reel.setAttribute('aria-posinset', String(index + 1));
      reel.setAttribute('aria-setsize', this.#nextUrl === null ? String(reels.length) : '-1');
    }
    if (this.#current !== null && !reels.includes(this.#current)) this.#current = null;
    if (this.#target !== null && !reels.includes(this.#target)) this.#target = null;
    const serialised = JSON.stringify([this.#nextUrl, reels.map((reel) => [reel.reelId, reel.getAttribute('src')])]);
    if (serialised === this.#reportedFeed) return;
    this.#reportedFeed = serialised;
    this.#nextreel?.setFeed(() => ({
      reels: this.#reels.map((reel) => entryOf(reel, this.#loaded.get(reel))),
      origins: this.#origins,
      next: this.#nextUrl,
      offset: this.#offset,
    }));
  }

  #enter(reel: ReelElement): void {
    // Not every browser fires `scrollend`.
    if (this.#target === reel) this.#target = null;
    if (this.#current === reel) return;
    this.#current?.removeAttribute('aria-current');
    this.#current = reel;
    reel.setAttribute('aria-current', 'true');
    const index = this.#reels.indexOf(reel);
    this.#dispatch('nextreel-change', { reelId: reel.reelId, index });
    this.#loadIfNearEnd();
  }

  /** Loads more when no reel is visible yet or the last ones are. */
  #loadIfNearEnd(): void {
    const index = this.#current === null ? 0 : this.#reels.indexOf(this.#current);
    if (this.#reels.length - index <= reelsBeforeEnd) void this.#loadMore();
  }

  async #loadMore(): Promise<void> {
    const url = this.#nextUrl;
    if (url === null || this.#isLoading) return;
    this.#isLoading = true;
    const { signal } = this.#life;
    try {
      const page = readFeedPage(await fetchJson(url, signal), url);
      this.#nextUrl = this.#pagination.after(url, page.next);
      if (page.origins.length > 0) this.#origins = page.origins;
      this.#offset ??= page.offset;
      for (const warning of page.warnings) this.#warnings.once(warning);
      this.#notice.hidden = true;
      const known = new Set(this.#reels.map(({ reelId }) => reelId));
      const fresh = page.reels.filter(({ id }) => !known.has(id));
      this.append(...fresh.map((reel) => this.#elementOf(reel, (path) => mediaUrl(path, this.#origins[0], url))));
    } catch (cause) {
      if (signal.aborted) return;
      this.#notice.hidden = this.#reels.length > 0;
      const message = `The feed at ${url} does not load: ${String(cause)}`;
      this.#warnings.once(message);
      this.#dispatch('nextreel-error', { message });
    } finally {
      this.#isLoading = false;
      // The element was removed and reinserted meanwhile.
      if (signal.aborted && this.isConnected) void this.#loadMore();
      setTimeout(() => {
        if (!signal.aborted) this.#loadIfNearEnd();
      }, loadAgainMs);
    }
  }

  #elementOf(entry: Reel, urlOf: (path: string) => string): ReelElement {
    const { id, src, poster, title, author } = entry;
    const reel = new ReelElement();
    this.#loaded.set(reel, entry);
    reel.setAttribute('reel-id', id);
    reel.setAttribute('src', urlOf(src));
    reel.setAttribute('heading', title);
    reel.setAttribute('author', author);
    if (poster !== null && poster.length < maxUrlLength) reel.setAttribute('poster', urlOf(poster));
    const template = this.querySelector(':scope > template');
    if (template instanceof HTMLTemplateElement) {
      const content = document.importNode(template.content, true);
      const words: Readonly<Record<string, string>> = { title, author };
      for (const field of content.querySelectorAll<HTMLElement>('[data-field]')) {
        field.textContent = words[field.dataset['field'] ?? ''] ?? '';
      }
      reel.append(content);
    }
    return reel;
  }

  get #warnings(): Warnings {
    return new Warnings(this.options?.onWarning);
  }

  #dispatch(type: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }
}

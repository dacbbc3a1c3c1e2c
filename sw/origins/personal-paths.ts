import type { Config } from '../../src/shared/config.ts';
import { readMp4Address } from '../../src/shared/mp4-address.ts';
import { isImpersonal } from '../decision/http/credentials.ts';
import { fingerprint } from '../decision/resource/fingerprint.ts';
import { withoutQuery } from '../decision/playlist/addresses-in.ts';
import { kindOf } from '../decision/resource/kind.ts';
import { isNamed } from '../decision/resource/path-pattern.ts';
import type { ViewerAccess } from '../decision/resource/resource.ts';

export type PersonalPathParts = {
  readonly config: Pick<Config, 'cache'>;
  readonly scopeOrigin: string;
  /** Undefined until the page has named the viewer; until then nothing personal is cached. */
  readonly viewerId: () => string | undefined;
};

type SentCredentials = Pick<ViewerAccess, 'credentials' | 'headers'>;

/**
 * Media that a site wants cached separately for each viewer (`cache.personal_paths`). It is requested with the cookies
 * and headers of the page's own requests, and served only to requests with the same ones.
 */
export class PersonalPaths {
  /** The credentials and headers of the latest requests, which prefetches repeat. Never persisted. */
  readonly #latest = new Map<string, SentCredentials>();

  constructor(readonly parts: PersonalPathParts) {}

  /** Returns the access with this request's credentials and headers, for any address. */
  accessOf(request: Pick<Request, 'url' | 'credentials' | 'headers'>): (url: string) => ViewerAccess | undefined {
    const headers = Object.fromEntries([...request.headers].filter(([name]) => !isImpersonal(name)));
    const sent = { credentials: request.credentials, headers };
    const access = this.#accessTo(request.url, sent);
    if (access !== undefined) for (const name of groupsOf(request.url)) this.#latest.set(name, sent);
    return (url) => this.#accessTo(url, sent);
  }

  /** Returns the access as the page would request an address. Undefined if no personal paths are configured. */
  get accessTo(): ((url: string) => ViewerAccess | undefined) | undefined {
    if (this.parts.config.cache.personal_paths.length === 0) return undefined;
    return (url) => this.#accessTo(url, this.#sentTo(url) ?? { credentials: 'include', headers: {} });
  }

  /** Whether an address is requested as the page would, although no request of the page has shown how. */
  isGuess(url: string): boolean {
    const guess = { credentials: 'include', headers: {} } as const;
    return this.#sentTo(url) === undefined && this.#accessTo(url, guess) !== undefined;
  }

  /** Whether personal media would be taken for public, since no page has named the viewer to this worker yet. */
  get awaitsViewer(): boolean {
    return this.parts.config.cache.personal_paths.length > 0 && this.parts.viewerId() === undefined;
  }

  forget(): void {
    this.#latest.clear();
  }

  #sentTo(url: string): SentCredentials | undefined {
    return groupsOf(url)
      .map((name) => this.#latest.get(name))
      .find((sent) => sent !== undefined);
  }

  #accessTo(url: string, { credentials, headers }: SentCredentials): ViewerAccess | undefined {
    const { config, scopeOrigin } = this.parts;
    const { personal_paths: paths } = config.cache;
    if (paths.length === 0 || !isNamed(withoutQuery(url), paths, scopeOrigin)) return undefined;
    const viewerId = this.parts.viewerId();
    if (viewerId === undefined || readMp4Address(url) !== null) return undefined;
    const isOwnOrigin = new URL(url).origin === scopeOrigin;
    const hasCookies = credentials === 'include' || (isOwnOrigin && credentials === 'same-origin');
    const partition = fingerprint(JSON.stringify([viewerId, hasCookies, Object.entries(headers)]));
    return { partition, credentials: hasCookies ? 'include' : 'omit', headers };
  }
}

/**
 * What is requested in the same way, the most alike first: files of one kind at one origin, then all that a player
 * requests there. Pictures are requested by elements, which send no headers of the page's own.
 */
function groupsOf(url: string): string[] {
  const kind = kindOf(url);
  const { origin } = new URL(url);
  return kind === 'poster' ? [`${kind} ${origin}`] : [`${kind} ${origin}`, origin];
}

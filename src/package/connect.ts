import type { Callers } from './callers.ts';
import { Connection } from './connection.ts';
import type { SavedReel } from './facts.ts';
import type { ConnectOptions, Nextreel } from './nextreel.ts';
import { describeOff, type Obstacle } from './obstacle.ts';
import { PageCaller } from './page-caller.ts';
import type { Services } from './services.ts';
import { messageOf, Warnings } from './warnings.ts';

declare const VERSION: string;

type SharedConnection = {
  readonly version: string;
  readonly options: ConnectOptions;
  readonly ready: Nextreel['ready'];
  readonly parts: Callers;
  readonly join: (stage: Element | null, warnings: Warnings) => PageCaller;
};

/** The page's connections by worker script URL, shared by all copies of this package on the page. */
const registry = Symbol.for('nextreel.connections');

/**
 * Connects this page to its worker. Setup errors are reported once, with their remedy, and the page then plays as it
 * would without Nextreel. Further calls for the same worker share the connection; each caller has its own feed.
 */
export function connect(options: ConnectOptions = {}): Nextreel {
  const warnings = new Warnings(options.onWarning);
  if (typeof document === 'undefined') return inertConnection((reasons) => reasons.noWindow(), warnings);
  try {
    return joinConnection(options, warnings);
  } catch (cause) {
    warnings.once(`connect() failed: the page plays without it. ${String(cause)}`);
    return inertConnection((reasons) => reasons.failed(String(cause)), warnings);
  }
}

function joinConnection(options: ConnectOptions, warnings: Warnings): Nextreel {
  const script = new URL(options.worker ?? '/nextreel-sw.js', document.baseURI);
  const scope = options.scope === undefined ? new URL('.', script) : new URL(options.scope, document.baseURI);
  const connections = connectionsOfPage();
  const existing = connections.get(script.href);
  if (existing !== undefined) warnOfIgnoredOptions(existing);
  const { join, ready } = existing ?? open();
  return publicApiOf(join(options.stage ?? null, warnings), ready, warnings);

  function open(): SharedConnection {
    const connection = new Connection({ script, scope }, options, warnings);
    const shared: SharedConnection = {
      version: VERSION,
      options: { ...options, scope },
      ready: connection.link.ready,
      parts: connection.callers,
      join: (...caller) => new PageCaller(connection, ...caller),
    };
    connections.set(script.href, shared);
    connection.signal.addEventListener('abort', () => connections.delete(script.href));
    return shared;
  }

  function warnOfIgnoredOptions({ version, options: first }: SharedConnection): void {
    import('./ignored-options.ts').then(
      ({ describeCopies, describeIgnored }) => {
        const ignored = describeIgnored({ ...options, scope: options.scope && scope }, first);
        for (const warning of [describeCopies(version, VERSION), ignored]) if (warning !== null) warnings.once(warning);
      },
      () => undefined,
    );
  }
}

/** Returns a connection that does nothing, for a server or a page that cannot connect. */
function inertConnection(obstacle: Obstacle, warnings: Warnings): Nextreel {
  return publicApiOf(null, describeOff(obstacle), warnings);
}

/**
 * Returns the object that `connect()` hands out. Its methods never throw; after `disconnect()` they do nothing, and
 * those without a fallback value reject.
 */
function publicApiOf(initialCaller: PageCaller | null, ready: Nextreel['ready'], warnings: Warnings): Nextreel {
  let liveCaller = initialCaller;
  const warnOfFailure = (what: string, cause: unknown) => warnings.once(`${what}() failed: ${messageOf(cause)}`);
  const safely = <T>(what: string, fallback: T, run: (caller: PageCaller) => T): T => {
    try {
      return liveCaller === null ? fallback : run(liveCaller);
    } catch (cause) {
      warnOfFailure(what, cause);
      return fallback;
    }
  };
  /** Runs a request once the services are loaded. */
  const request = async <T>(run: (services: Services) => Promise<T> | T): Promise<T> => {
    if (liveCaller === null) throw new Error('this page is not connected.');
    return run(await liveCaller.services());
  };
  const requestSafely = <T>(what: string, fallback: T, run: (services: Services) => Promise<T> | T): Promise<T> =>
    request(run).catch((cause: unknown) => {
      warnOfFailure(what, cause);
      return fallback;
    });
  const nothing = () => undefined;
  const disconnect = () => {
    liveCaller?.leave();
    liveCaller = null;
  };
  return {
    ready,
    setFeed: (feed) => safely('setFeed', undefined, (caller) => caller.setFeed(feed)),
    add: (more) => safely('add', undefined, (caller) => caller.add(more)),
    show: (reel, element) => safely('show', undefined, (caller) => caller.show(reel, element)),
    watch: (selector, idOf) => safely('watch', nothing, (caller) => caller.watch(selector, idOf)),
    interact: (interaction) => safely('interact', undefined, (caller) => caller.page.interact(interaction)),
    observe: (element, reel) => safely('observe', nothing, (caller) => caller.observe(element, reel)),
    prefetch: (reel, options = {}) => requestSafely('prefetch', 0, (services) => services.prefetch(reel, options)),
    save: (reels) => requestSafely('save', false, (services) => services.save([reels].flat())),
    unsave: (reels) => requestSafely('unsave', false, (services) => services.unsave([reels].flat())),
    saved: () => requestSafely<readonly SavedReel[]>('saved', [], (services) => services.saved()),
    exportSaved: (reels) => request((services) => services.exportSaved(reels === undefined ? null : [reels].flat())),
    importSaved: (file) => request((services) => services.importSaved(file)),
    getStatus: () => request((services) => services.status()),
    on: (topic, listener) => {
      const ending = new AbortController();
      void requestSafely('on', undefined, (services) => services.listen(topic, listener, ending.signal));
      return () => ending.abort();
    },
    configure: (change) => request((services) => services.configure(change)),
    getBridge: () => request(({ bridge }) => bridge),
    openDashboard: () => request((services) => services.openDashboard()),
    signOut: () => request((services) => services.signOut()),
    disconnect,
    remove: () => requestSafely('remove', undefined, (services) => services.remove()).then(disconnect),
  };
}

function connectionsOfPage(): Map<string, SharedConnection> {
  const page: typeof globalThis & { [registry]?: Map<string, SharedConnection> } = globalThis;
  page[registry] ??= new Map();
  return page[registry];
}

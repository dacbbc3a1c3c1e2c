import { log } from '../log.ts';
import { Connection } from './connection.ts';
import type { ConnectOptions, Nextreel } from './nextreel.ts';
import type { SavedReel } from './facts.ts';
import type { Services } from './services.ts';
import { explain, type Obstacle } from './obstacle.ts';
import { Warnings } from './warnings.ts';

declare const VERSION: string;

type Held = { readonly version: string; readonly connection: Connection; holders: number };

const warn = (message: string, cause?: unknown) => log('warn', message, cause);

/** The page's connections by their worker, for every copy of this package that the page may have. */
const registry = Symbol.for('nextreel.connections');

/**
 * Connects this page to its worker. Whatever is set up wrong is said once, with what mends it, and the page plays as it
 * would without. Called again for the same worker it returns the same connection.
 */
export function connect(options: ConnectOptions = {}): Nextreel {
  const warnings = new Warnings(options.onWarning ?? warn);
  if (typeof document === 'undefined') return absent((because) => because.noWindow(), warnings);
  try {
    return hold(options, warnings);
  } catch (cause) {
    warnings.once(`connect() was of no use; the page plays without Nextreel. ${String(cause)}`);
    return absent((because) => because.failed(String(cause)), warnings);
  }
}

function hold(options: ConnectOptions, warnings: Warnings): Nextreel {
  const script = new URL(options.worker ?? '/nextreel-sw.js', document.baseURI);
  const scope = options.scope === undefined ? new URL('.', script) : new URL(options.scope, document.baseURI);
  const connections = connectionsOfPage();
  const known = connections.get(script.href);
  if (known !== undefined && known.version !== VERSION) {
    warnings.once(
      `This page has two copies of nextreel, ${known.version} and ${VERSION}; the first one connects. Have one: npm dedupe.`,
    );
  }
  const held = known ?? open();
  connections.set(script.href, held);
  held.holders += 1;
  return faceOf(held.connection, held.connection.ready, warnings, () => {
    held.holders -= 1;
    // Not at once: a component that is taken down and put up again in one go keeps its connection.
    setTimeout(() => {
      if (held.holders > 0 || connections.get(script.href) !== held) return;
      connections.delete(script.href);
      held.connection.end();
    });
  });

  function open(): Held {
    return { version: VERSION, connection: new Connection({ script, scope }, options, warnings), holders: 0 };
  }
}

/** On a server, and wherever nothing can be connected. */
function absent(obstacle: Obstacle, warnings: Warnings): Nextreel {
  return faceOf(null, explain(obstacle), warnings, () => undefined);
}

/** What a host holds of a connection: nothing of it throws, and after `disconnect` nothing of it does anything. */
function faceOf(
  connection: Connection | null,
  ready: Nextreel['ready'],
  warnings: Warnings,
  letGo: () => void,
): Nextreel {
  let held = connection;
  const safely = <T>(what: string, otherwise: T, run: (connection: Connection) => T): T => {
    if (held === null) return otherwise;
    try {
      return run(held);
    } catch (cause) {
      warnings.once(`${what}() was of no use: ${textOf(cause)}`);
      return otherwise;
    }
  };
  /** What is asked of the worker, once the part that asks is here. */
  const ask = async <T>(run: (services: Services) => Promise<T> | T): Promise<T> => {
    if (held === null) throw new Error('this page is not connected.');
    return run(await held.services());
  };
  const askSafely = <T>(what: string, otherwise: T, run: (services: Services) => Promise<T>): Promise<T> =>
    ask(run).catch((cause: unknown) => {
      warnings.once(`${what}() was of no use: ${textOf(cause)}`);
      return otherwise;
    });
  const nothing = () => undefined;
  return {
    ready,
    setFeed: (feed) => safely('setFeed', undefined, (to) => to.setFeed(feed)),
    add: (more) => safely('add', undefined, (to) => to.add(more)),
    show: (reel, video) => safely('show', undefined, (to) => to.show(reel, video ?? null)),
    watch: (selector, idOf) => safely('watch', nothing, (to) => to.watch(selector, idOf)),
    observe: (element, reel) => safely('observe', nothing, (to) => to.observe(element, reel)),
    prefetch: (reel, options = {}) => askSafely('prefetch', 0, (services) => services.prefetch(reel, options)),
    save: (reels) => askSafely('save', false, (services) => services.save([reels].flat())),
    unsave: (reels) => askSafely('unsave', false, (services) => services.unsave([reels].flat())),
    saved: () => askSafely<readonly SavedReel[]>('saved', [], (services) => services.saved()),
    exportSaved: (reels) => ask((services) => services.exportSaved(reels === undefined ? null : [reels].flat())),
    importSaved: (file) => ask((services) => services.importSaved(file)),
    getStatus: () => ask((services) => services.status()),
    on: (topic, listener) => {
      const ending = new AbortController();
      ask((services) => services.listen(topic, listener, ending.signal)).catch((cause: unknown) =>
        warnings.once(`on() was of no use: ${textOf(cause)}`),
      );
      return () => ending.abort();
    },
    configure: (part) => ask((services) => services.configure(part)),
    getBridge: () => ask(({ bridge }) => bridge),
    openDashboard: () => ask((services) => services.openDashboard()),
    signOut: () => ask((services) => services.signOut()),
    disconnect: () => {
      if (held !== null) letGo();
      held = null;
    },
    remove: async () => {
      await askSafely('remove', undefined, (services) => services.remove());
      if (held !== null) letGo();
      held = null;
    },
  };
}

function textOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function connectionsOfPage(): Map<string, Held> {
  const page: typeof globalThis & { [registry]?: Map<string, Held> } = globalThis;
  page[registry] ??= new Map();
  return page[registry];
}

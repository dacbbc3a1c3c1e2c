import { log } from '../log.ts';
import { Connection } from './connection.ts';
import type { ConnectOptions, Nextreel } from './nextreel.ts';
import { explain, type Obstacle } from './obstacle.ts';
import { Warnings } from './warnings.ts';

declare const VERSION: string;

type Held = { readonly version: string; readonly nextreel: Omit<Nextreel, 'disconnect'>; end(): void; holders: number };

const warn = (message: string, cause?: unknown) => log('warn', message, cause);

/** The page's connections by their worker, for every copy of this package that the page may have. */
const registry = Symbol.for('nextreel.connections');

/**
 * Connects this page to its worker. Whatever is set up wrong is said once, with what mends it, and the page plays as it
 * would without. Called again for the same worker it returns the same connection.
 */
export function connect(options: ConnectOptions = {}): Nextreel {
  if (typeof document === 'undefined') return absent((because) => because.noWindow());
  const warnings = new Warnings(options.onWarning ?? warn);
  try {
    return hold(options, warnings);
  } catch (cause) {
    warnings.once(`connect() was of no use; the page plays without Nextreel. ${String(cause)}`);
    return absent((because) => because.failed(String(cause)));
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
  return faceOf(held, warnings, () => {
    held.holders -= 1;
    // Not at once: a component that is taken down and put up again in one go keeps its connection.
    setTimeout(() => {
      if (held.holders > 0 || connections.get(script.href) !== held) return;
      connections.delete(script.href);
      held.end();
    });
  });

  function open(): Held {
    const connection = new Connection({ script, scope }, options.stage ?? null, warnings);
    return { version: VERSION, nextreel: connection, end: () => connection.end(), holders: 0 };
  }
}

/** What a host holds of a connection: nothing of it throws, and after `disconnect` nothing of it does anything. */
function faceOf({ nextreel }: Held, warnings: Warnings, letGo: () => void): Nextreel {
  let isHeld = true;
  const safely = <T>(what: string, otherwise: T, run: () => T): T => {
    if (!isHeld) return otherwise;
    try {
      return run();
    } catch (cause) {
      warnings.once(`${what}() was of no use: ${cause instanceof Error ? cause.message : String(cause)}`);
      return otherwise;
    }
  };
  const nothing = () => undefined;
  return {
    ready: nextreel.ready,
    setFeed: (feed) => safely('setFeed', undefined, () => nextreel.setFeed(feed)),
    add: (more) => safely('add', undefined, () => nextreel.add(more)),
    show: (reel, video) => safely('show', undefined, () => nextreel.show(reel, video)),
    watch: (selector, idOf) => safely('watch', nothing, () => nextreel.watch(selector, idOf)),
    disconnect: () => {
      if (!isHeld) return;
      isHeld = false;
      letGo();
    },
    remove: async () => {
      try {
        await nextreel.remove();
      } catch (cause) {
        warnings.once(`remove() could not take everything away: ${String(cause)}`, cause);
      }
      letGo();
      isHeld = false;
    },
  };
}

function connectionsOfPage(): Map<string, Held> {
  const page: typeof globalThis & { [registry]?: Map<string, Held> } = globalThis;
  page[registry] ??= new Map();
  return page[registry];
}

/** On a server, and wherever nothing can be connected. */
const absent = (obstacle: Obstacle): Nextreel => ({
  ready: explain(obstacle),
  setFeed: () => undefined,
  add: () => undefined,
  show: () => undefined,
  watch: () => () => undefined,
  disconnect: () => undefined,
  remove: () => Promise.resolve(),
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { installWorker } from './install-worker.ts';
import { describeOff } from './obstacle.ts';

const origin = 'https://site.example';
const including = "importScripts('/nextreel-sw.js?embedded');";
const own = '/*! nextreel 1.0.0 */';

afterEach(() => vi.unstubAllGlobals());

const workerOf = (path: string) =>
  Object.assign(new EventTarget(), {
    scriptURL: `${origin}${path}`,
    state: 'installing',
    postMessage: () => undefined,
  });

type Worker = ReturnType<typeof workerOf>;
type Registration = Readonly<Record<'active' | 'waiting' | 'installing', Worker | null>> & { readonly scope: string };

const registrationWith = (workers: Partial<Registration>): Registration => ({
  scope: `${origin}/`,
  active: null,
  waiting: null,
  installing: null,
  ...workers,
});

const never = new Promise<never>(() => undefined);

/** Returns what is wrong on a page that no worker of Nextreel controls. */
async function stateWith(
  path: string,
  script: string,
  container: {
    ready?: Promise<Registration>;
    register?: () => Promise<Registration>;
    getRegistration?: () => Promise<Registration>;
    controller?: Worker;
  },
) {
  const setNow = setTimeout;
  const type = { 'content-type': 'text/javascript' };
  const globals = {
    document: new EventTarget(),
    location: new URL(origin),
    navigator: {
      serviceWorker: Object.assign(new EventTarget(), {
        controller: null,
        ready: never,
        getRegistration: async () => undefined,
        ...container,
      }),
    },
    fetch: async (url: unknown) =>
      new Response(String(url).includes(path) ? script : "addEventListener('push', show);", { headers: type }),
    // A hundred times as fast.
    setTimeout: (run: () => void, ms = 0) => setNow(run, ms / 100),
  };
  for (const [name, value] of Object.entries(globals)) vi.stubGlobal(name, value);
  const place = { script: new URL(path, origin), scope: new URL('.', new URL(path, origin)) };
  const found = await installWorker(place, () => [], new AbortController().signal);
  return typeof found === 'function' ? describeOff(found) : found;
}

describe("a worker of the site's own that includes Nextreel", () => {
  const notRegistered = {
    reason: 'missing',
    help: expect.stringMatching(
      /^\/sw\.js includes Nextreel, but is not installed .* navigator\.serviceWorker\.register\('\/sw\.js'\)/,
    ),
  };

  it.each([
    ['that nothing registers has yet to be registered', never, notRegistered],
    [
      'while the site registers another one has yet to be registered',
      Promise.resolve(registrationWith({ active: workerOf('/other.js') })),
      notRegistered,
    ],
    [
      'that is registered but does not control this page serves the next one',
      Promise.resolve(registrationWith({ active: workerOf('/sw.js') })),
      { reason: 'next-visit' },
    ],
    [
      'that waits for the former one to go serves the next page',
      Promise.resolve(registrationWith({ active: workerOf('/former.js'), waiting: workerOf('/sw.js') })),
      { reason: 'next-visit' },
    ],
  ])('%s', async (_, ready, state) => {
    expect(await stateWith('/sw.js', including, { ready })).toMatchObject(state);
  });

  it.each<[string, () => Promise<Partial<Registration>>, object]>([
    ['an update of the site waits', async () => ({ waiting: workerOf('/sw.js') }), { reason: 'next-visit' }],
    ['nothing newer waits', async () => ({}), { reason: 'foreign-worker' }],
    [
      'the update fails',
      () => Promise.reject(new TypeError('the import threw an error')),
      { reason: 'missing', help: expect.stringContaining('the import threw an error') },
    ],
  ])('whose running version does not answer is judged by its update: %s', async (_what, update, state) => {
    const active = workerOf('/sw.js');
    const registration = { ...registrationWith({ active }), update: async () => registrationWith(await update()) };
    const host = { ready: Promise.resolve(registration), controller: active };
    expect(await stateWith('/sw.js', including, host)).toMatchObject(state);
  });
});

describe("Nextreel's own file", () => {
  const notInstalled = {
    reason: 'missing',
    help: expect.stringMatching(/^\/nextreel-sw\.js exists, but .* install it/),
  };

  it('that fails to install is not said to be missing', async () => {
    const worker = workerOf('/nextreel-sw.js');
    const fail = () => {
      worker.state = 'redundant';
      worker.dispatchEvent(new Event('statechange'));
    };
    const register = async () => {
      setTimeout(fail, 1_000);
      return registrationWith({ installing: worker });
    };
    expect(await stateWith('/nextreel-sw.js', own, { register })).toMatchObject(notInstalled);
  });

  it('that the browser refuses to register is not said to be missing', async () => {
    const register = () => Promise.reject(new TypeError('the script threw an error'));
    expect(await stateWith('/nextreel-sw.js', own, { register })).toMatchObject(notInstalled);
  });

  const activate = (worker: Worker) => {
    worker.state = 'activated';
    worker.dispatchEvent(new Event('statechange'));
  };

  it.each([
    ['that another worker with a longer scope keeps from this page is reported', '/app/sw.js', 'foreign-worker'],
    ['that does not come to control this page serves the next one', undefined, 'next-visit'],
  ])('%s, whether it is installed now or earlier', async (_, path, reason) => {
    const controller = path === undefined ? {} : { controller: workerOf(path) };
    const isNew = workerOf('/nextreel-sw.js');
    const register = async () => {
      setTimeout(() => activate(isNew), 1_000);
      return registrationWith({ installing: isNew });
    };
    expect(await stateWith('/nextreel-sw.js', own, { register, ...controller })).toMatchObject({ reason });
    const former = { register: async () => registrationWith({ active: isNew }) };
    expect(await stateWith('/nextreel-sw.js', own, { ...former, ...controller })).toMatchObject({ reason });
  });

  it('whose update fails may still come to control this page', async () => {
    const [active, installing] = [workerOf('/nextreel-sw.js'), workerOf('/nextreel-sw.js')];
    active.state = 'activated';
    installing.state = 'redundant';
    const register = async () => registrationWith({ active, installing });
    expect(await stateWith('/nextreel-sw.js', own, { register })).toMatchObject({ reason: 'next-visit' });
  });

  it.each([
    ['serves a site that has registered a worker of its own', { active: workerOf('/sw.js') }],
    [
      'was registered before a worker of the site that waits for it',
      { active: workerOf('/nextreel-sw.js'), waiting: workerOf('/sw.js') },
    ],
    ['is in a folder of a site with a worker of its own', { active: workerOf('/sw.js'), scope: `${origin}/` }],
  ])('does not replace a worker of the site: it %s', async (title, workers) => {
    const register = vi.fn<() => Promise<Registration>>();
    const getRegistration = async () => registrationWith(workers);
    const script = title.startsWith('is in a folder') ? '/clips/nextreel-sw.js' : '/nextreel-sw.js';
    const state = await stateWith(script, own, { register, getRegistration });
    expect(state).toMatchObject({
      reason: 'foreign-worker',
      help: expect.stringMatching(/^\/sw\.js serves this page/),
    });
    expect(register).not.toHaveBeenCalled();
  });
});

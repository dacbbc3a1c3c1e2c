import { setMaxListeners } from 'node:events';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { configKeys, defaultConfig } from '../shared/config.ts';
import { connect } from './connect.ts';
import type { Nextreel } from './nextreel.ts';
import { type Asked, FakePage } from './testing/fake-page.ts';

const patience = { timeout: 8_000 };
// The page adds more abort listeners to one signal than Node allows without a warning.
setMaxListeners(100);

const declared = { logging: { level: 'info' } } as const;
const changed = { logging: { level: 'error' } } as const;

let page: FakePage;
let nextreel: Nextreel;
let warnings: string[];
/** The changes that the worker was asked for. */
let changes: unknown[];
/** How often a worker has introduced itself. */
let introductions: number;
/** How the worker answers a change. */
let accept: () => Response;

const facts = () => Response.json({ config: defaultConfig, keys: configKeys });

async function answer({ method, path, body }: Asked): Promise<Response | undefined> {
  if (!path.endsWith('/config')) {
    introductions += 1;
    return undefined;
  }
  if (method !== 'PUT') {
    // Later than the module loads that `configure()` is in.
    await vi.dynamicImportSettled();
    await nextTask();
    return facts();
  }
  changes.push(body);
  return accept();
}

/** A new worker takes over and introduces itself, and the page has time to configure it. */
async function takeOver(): Promise<void> {
  const before = introductions;
  page.takeOver();
  await vi.waitFor(() => expect(introductions).toBe(before + 1), patience);
  for (let turn = 0; turn < 3; turn += 1) {
    await vi.dynamicImportSettled();
    await nextTask();
  }
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

beforeEach(async () => {
  changes = [];
  warnings = [];
  introductions = 0;
  accept = facts;
  page = new FakePage(answer);
  for (const [name, value] of Object.entries(page.globals)) vi.stubGlobal(name, value);
  nextreel = connect({ config: declared, onWarning: (message) => warnings.push(message) });
});

afterEach(async () => {
  nextreel.disconnect();
  // The connection ends in a separate task.
  await nextTask();
  vi.unstubAllGlobals();
});

it('configure() right after connect() is applied after the configuration of connect()', async () => {
  await nextreel.configure(changed);
  expect(changes).toEqual([expect.objectContaining(declared), changed]);
});

it('what configure() has changed stays when a new worker takes over', async () => {
  await nextreel.configure(changed);
  await takeOver();
  expect(changes.at(-1)).toEqual(changed);
});

it('a configuration that could not be applied is applied to the worker that takes over', async () => {
  accept = () => Response.json({}, { status: 503 });
  await vi.waitFor(() => expect(warnings).toContainEqual(expect.stringContaining('was not applied')), patience);
  accept = facts;
  await takeOver();
  expect(changes).toEqual([expect.objectContaining(declared), expect.objectContaining(declared)]);
});

import { setTimeout as pause } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { stopWorkers } from '../../e2e/stop-workers.ts';
import { fileOf } from './body.ts';
import type { Answer, Case, Place, Step } from './case.ts';
import type { AskingPage, PageResponse, PageRequest } from './host-page.ts';
import type { ScriptedOrigin } from './scripted-origin.ts';
import { faultOf } from './verdict.ts';

declare global {
  interface Window {
    asking: AskingPage;
  }
}

export type Origins = Readonly<Record<Place, ScriptedOrigin>>;

export type Outcome = {
  readonly case: Case;
  readonly place: Place;
  /** How the outcome differed from the expectation, or null. */
  readonly fault: string | null;
  /** Whether the worker answered any of the requests. */
  readonly isByWorker: boolean;
};

/** The shown reel belongs to no case, since the worker requests its playlist on its own. */
const shownId = 'shown';
/** By this time a cache has stored what it keeps. */
const settleMs = 600;
const timeoutMs = 20_000;

/** Plays cases in parallel, in a new page with empty caches. */
export async function playTogether(
  cases: readonly Case[],
  place: Place,
  stage: { readonly browser: Browser; readonly origins: Origins; readonly hasWorker: boolean },
): Promise<Outcome[]> {
  const { browser, origins, hasWorker } = stage;
  const origin = origins[place];
  const context = await browser.newContext({ serviceWorkers: hasWorker ? 'allow' : 'block' });
  try {
    const page = await context.newPage();
    await page.goto(origins.own.url);
    await page.waitForFunction(() => 'asking' in window);
    origin.play(shownId, 'segment', 0, {});
    await page.evaluate((feed) => window.asking.showFeed(feed), feedOf(cases, place, origins));
    if (!hasWorker) return await Promise.all(cases.map((one) => playCase(one, { place, origin, page })));
    await until(`${shownId} is known`, () => page.evaluate((id) => window.asking.isKnown(id), shownId));
    const settle = (folder: string) =>
      until(`${folder} is settled`, () => page.evaluate((where) => window.asking.isSettled(where), folder));
    return await Promise.all(cases.map((one) => playCase(one, { place, origin, page, settle })));
  } finally {
    await context.close();
    for (const { id } of cases) origin.forget(id);
  }
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const endMs = Date.now() + timeoutMs;
  while (!(await isTrue())) {
    if (Date.now() > endMs) throw new Error(`The worker never says that ${what}`);
    await pause(100);
  }
}

function feedOf(cases: readonly Case[], place: Place, origins: Origins): object {
  const reels = [shownId, ...cases.map(({ id }) => id)].map((id) => {
    const folder = origins[place].folderOf(id);
    return { id, src: `${folder}${fileOf.playlist}`, poster: `${folder}${fileOf.poster}`, duration: 2 };
  });
  return { origins: place === 'own' ? [] : [{ id: 'other', url: origins.other.url }], reels };
}

type Stage = {
  readonly place: Place;
  readonly origin: ScriptedOrigin;
  readonly page: Page;
  /** Waits until the worker has stored what it keeps of a folder. */
  readonly settle?: (folder: string) => Promise<void>;
};

async function playCase(one: Case, { place, origin, page, settle }: Stage): Promise<Outcome> {
  const { id, media = 'segment', steps } = one;
  const address = (file: string) => `${origin.folderOf(id)}${file}`;
  const ask = (request: PageRequest) => page.evaluate((asked) => window.asking.ask(asked), request);
  let isByWorker = false;
  if (media === 'segment') {
    // The worker handles only segments that it knows from a playlist.
    origin.play(id, media, 0, {});
    await ask({ url: address(fileOf.playlist), timeoutMs });
  }
  for (const [index, step] of steps.entries()) {
    await pause(step.afterMs ?? settleMs);
    await settle?.(origin.folderOf(id));
    if (step.stopsWorker === true) await stopWorkers(page);
    const seen = origin.play(id, media, index + 1, answerOf(step));
    const asked = [step.ask ?? {}].flat();
    const requests = asked.map((request) => ask({ ...request, url: address(fileOf[media]), timeoutMs }));
    const answers: PageResponse[] = await Promise.all(requests);
    isByWorker ||= answers.some(({ headers }) => 'x-nextreel-source' in headers);
    const fault = faultOf(step.expect ?? {}, { media, step: index + 1, answers, seen });
    if (fault !== null) return { case: one, place, fault, isByWorker };
  }
  return { case: one, place, fault: null, isByWorker };
}

function answerOf({ answer = {} }: Step): Answer {
  return typeof answer === 'function' ? answer(Date.now()) : answer;
}

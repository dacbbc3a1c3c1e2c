import { existsSync, statSync } from 'node:fs';
import packageFile from '../package.json' with { type: 'json' };
import { type Answer, examineMedia, examinePage, examineScript, type Finding, right, wrong } from './examination.ts';
import { readInstalled, versionOf, workerFiles } from './worker-files.ts';

export type DoctorOptions = {
  /** Address of a page, or a folder that a site serves. */
  readonly target: string;
  /** Where the worker's script is, seen from the page. */
  readonly worker: string;
  readonly media: readonly string[];
  readonly say: (line: string) => void;
};

const patienceMs = 10_000;

const marks = { right: '✓', wrong: '✗', note: '!' };

const isAddress = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);

/** Looks for what is set up wrong. Returns the exit code: 0 where nothing is. */
export async function doctor({ target, worker, media, say }: DoctorOptions): Promise<number> {
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  if (!isFolder && !isAddress(target)) {
    say(`There is no folder "${target}", and it is no address that begins with http:// or https://.`);
    return 1;
  }
  const unclear = media.filter((url) => !isAddress(url));
  if (unclear.length > 0) {
    for (const url of unclear) say(`--media "${url}" is no address that begins with http:// or https://.`);
    return 1;
  }
  const page = isFolder ? undefined : await look(target);
  const findings = page === undefined ? examineFolder(target) : await examineSite(page, worker, media);
  const { origin } = new URL(page?.url ?? 'https://your-site.example');
  const headers = { origin, range: 'bytes=0-1' };
  for (const url of media) findings.push(...examineMedia(await look(url, headers), origin));
  for (const { verdict, text } of findings) say(`${marks[verdict]} ${text}`);
  return findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
}

function examineFolder(folder: string): Finding[] {
  return workerFiles.map((name) => {
    const script = readInstalled(folder, name);
    const version = script === undefined ? undefined : versionOf(script);
    if (version === packageFile.version) return right(`${name} is version ${version}.`);
    const found = script === undefined ? 'is not there' : `is ${version === undefined ? 'of somebody else' : version}`;
    return wrong(`${name} ${found}; this is ${packageFile.version}. Run: npx nextreel init ${folder}`);
  });
}

async function examineSite(answer: Answer, worker: string, media: readonly string[]): Promise<Finding[]> {
  const page = new URL(answer.url);
  const script = new URL(worker, page);
  return [
    ...examinePage(answer, page, script),
    ...examineScript(await read(script.href), page, script, packageFile.version, media),
  ];
}

/** What a server says of a page or of media, redirected or not. The body is left there: it may be a film. */
function look(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(url, { headers, redirect: 'follow' }, async ({ body }) => {
    await body?.cancel();
    return '';
  });
}

/** A worker's script. Browsers follow no redirect when they register one. */
function read(url: string): Promise<Answer> {
  return ask(url, { redirect: 'manual' }, (response) => response.text());
}

async function ask(url: string, init: RequestInit, textOf: (response: Response) => Promise<string>): Promise<Answer> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(patienceMs) });
    return { url: response.url, status: response.status, headers: response.headers, text: await textOf(response) };
  } catch (cause) {
    const { cause: reason }: { cause?: unknown } = Object(cause);
    return { url, status: 0, headers: new Headers(), text: reason instanceof Error ? reason.message : String(cause) };
  }
}

import { existsSync, statSync } from 'node:fs';
import packageFile from '../package.json' with { type: 'json' };
import {
  examineImported,
  examineMedia,
  examinePage,
  examineScript,
  type Finding,
  importedBy,
  ok,
  type ProbeResult,
  problem,
} from './examination.ts';
import { readInstalled, versionOf, workerFiles } from './worker-files.ts';

export type DoctorOptions = {
  /** URL of a page, or path of a folder that a site serves. */
  readonly target: string;
  /** URL of the worker's script, absolute or relative to the page. */
  readonly worker: string;
  readonly media: readonly string[];
  readonly say: (line: string) => void;
};

const timeoutMs = 10_000;

const marks = { ok: '✓', problem: '✗', note: '!' };

const isHttpUrl = (text: string) => /^https?:\/\//.test(text) && URL.canParse(text);

/** Checks the setup of a site and prints the findings. Returns the exit code: 0 if there are no problems. */
export async function doctor({ target, worker, media, say }: DoctorOptions): Promise<number> {
  const isFolder = existsSync(target) && statSync(target).isDirectory();
  if (!isFolder && !isHttpUrl(target)) {
    say(`"${target}" is neither a folder nor a URL that begins with http:// or https://.`);
    return 1;
  }
  const invalid = media.filter((url) => !isHttpUrl(url));
  if (invalid.length > 0) {
    for (const url of invalid) say(`--media "${url}" is not a URL that begins with http:// or https://.`);
    return 1;
  }
  const page = isFolder ? undefined : await fetchPage(target);
  const findings = page === undefined ? examineFolder(target) : await examineSite(page, worker, media);
  const { origin } = new URL(page?.url ?? 'https://your-site.example');
  const headers = { origin, range: 'bytes=0-1' };
  for (const url of media) findings.push(...examineMedia(await fetchHeaders(url, headers), origin));
  for (const { verdict, text } of findings) say(`${marks[verdict]} ${text}`);
  return findings.some(({ verdict }) => verdict === 'problem') ? 1 : 0;
}

function examineFolder(folder: string): Finding[] {
  return workerFiles.map((name) => {
    const content = readInstalled(folder, name);
    const version = content === undefined ? undefined : versionOf(content);
    if (version === packageFile.version) return ok(`${name} is version ${version}.`);
    return problem(`${name} ${faultOf(content, version)}. Run: npx nextreel init ${folder}`);
  });
}

function faultOf(content: string | undefined, version: string | undefined): string {
  if (content === undefined) return 'is missing';
  if (version === undefined) return "is not Nextreel's file";
  return `is version ${version}, but this package is version ${packageFile.version}`;
}

async function examineSite(pageResult: ProbeResult, worker: string, media: readonly string[]): Promise<Finding[]> {
  const page = new URL(pageResult.url);
  const script = new URL(worker, page);
  const served = await fetchScript(script.href);
  const findings = [
    ...examinePage(pageResult, page, script),
    ...examineScript(served, page, script, packageFile.version, media),
  ];
  if (served.status !== 200) return findings;
  const imported = importedBy(served.text, script);
  const files = [imported, new URL('nextreel-mp4.js', imported ?? script)].filter((file) => file !== null);
  for (const { href } of files) findings.push(...examineImported(await fetchScript(href), packageFile.version));
  return findings;
}

/** Requests a page, following redirects. Its text is read if it is HTML, which may state a policy. */
function fetchPage(url: string): Promise<ProbeResult> {
  return request(url, { redirect: 'follow' }, async (response) => {
    if (/html/.test(response.headers.get('content-type') ?? '')) return response.text();
    await response.body?.cancel();
    return '';
  });
}

/** Requests media, following redirects. Cancels the body, which may be a whole film. */
function fetchHeaders(url: string, headers: Record<string, string>): Promise<ProbeResult> {
  return request(url, { headers, redirect: 'follow' }, async ({ body }) => {
    await body?.cancel();
    return '';
  });
}

/** Requests a worker's script without following redirects, as browsers do when they register one. */
function fetchScript(url: string): Promise<ProbeResult> {
  return request(url, { redirect: 'manual' }, (response) => response.text());
}

async function request(
  url: string,
  init: RequestInit,
  readText: (response: Response) => Promise<string>,
): Promise<ProbeResult> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    return { url: response.url, status: response.status, headers: response.headers, text: await readText(response) };
  } catch (cause) {
    const { cause: networkError }: { cause?: unknown } = Object(cause);
    return {
      url,
      status: 0,
      headers: new Headers(),
      text: networkError instanceof Error ? networkError.message : String(cause),
    };
  }
}

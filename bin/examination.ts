import { allows, leavesSite, trusts } from './content-policy.ts';
import { versionOf } from './worker-files.ts';

/** What a server has said. Status 0 is no answer; `text` then tells why. */
export type Answer = {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** A note is what cannot be told from here, with how to check it. */
export type Finding = { readonly verdict: 'right' | 'wrong' | 'note'; readonly text: string };

export const wrong = (text: string): Finding => ({ verdict: 'wrong', text });
export const right = (text: string): Finding => ({ verdict: 'right', text });
const note = (text: string): Finding => ({ verdict: 'note', text });

const isLocal = ({ hostname }: URL) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
const isJavaScript = (headers: Headers) => /(java|ecma)script/.test(headers.get('content-type') ?? '');

export function examinePage({ url, status, headers, text }: Answer, page: URL, script: URL): Finding[] {
  if (status === 0) return [wrong(`${url} does not answer: ${text}`)];
  if (status >= 400) return [wrong(`${url} answers ${status}.`)];
  const findings: Finding[] = [];
  if (page.protocol === 'http:' && !isLocal(page)) {
    findings.push(wrong('The page comes over http: service workers need https. Serve it over https.'));
  }
  const policy = headers.get('content-security-policy') ?? '';
  if (!allows(policy, ['worker-src', 'child-src', 'script-src', 'default-src'], script, page)) {
    findings.push(wrong(`The page's Content Security Policy forbids the worker. Add: worker-src 'self'.`));
  }
  if (!allows(policy, ['connect-src', 'default-src'], script, page)) {
    findings.push(wrong(`The page's Content Security Policy forbids to ask the worker. Add: connect-src 'self'.`));
  }
  if (!trusts(policy, 'nextreel')) {
    findings.push(wrong(`The page's Content Security Policy asks for trusted types. Add: trusted-types nextreel.`));
  }
  return findings.length > 0 ? findings : [right(`${url} may have a worker.`)];
}

export function examineScript(
  { url, status, headers, text }: Answer,
  page: URL,
  script: URL,
  version: string,
  media: readonly string[],
): Finding[] {
  if (script.origin !== page.origin) return [wrong(`${url} is on another origin than the page: ${page.origin}.`)];
  if (status === 0) return [wrong(`${url} does not answer: ${text}`)];
  if (status >= 300 && status < 400) return [wrong(`${url} is redirected, which browsers refuse for workers.`)];
  if (status >= 400) {
    return [
      wrong(
        `${url} answers ${status}. Run: npx nextreel init <your public folder>, and deploy it. If it is elsewhere, name the place: --worker <path>.`,
      ),
    ];
  }
  if (!isJavaScript(headers)) {
    const type = headers.get('content-type') ?? 'nothing in particular';
    return [
      wrong(`${url} is served as ${type}, not as JavaScript. Is the file there, or does a page stand in for it?`),
    ];
  }
  return [
    ...examineVersion(url, text, version),
    ...examineScope(headers, page, script),
    ...examinePolicy(headers, url, media),
  ];
}

function examineVersion(url: string, text: string, version: string): Finding[] {
  const served = versionOf(text);
  if (served === version) return [right(`${url} is version ${served}.`)];
  if (served !== undefined) {
    return [
      wrong(
        `${url} is version ${served}; this is ${version}. Run: npx nextreel init <your public folder>, and deploy it.`,
      ),
    ];
  }
  if (!text.includes('nextreel-sw.js') && !text.includes('x-nextreel-version')) {
    return [
      wrong(`${url} is a worker without Nextreel. Make importScripts('/nextreel-sw.js?embedded') its first line.`),
    ];
  }
  const isLate = /addEventListener\(\s*['"]fetch['"][\s\S]*importScripts\([^)]*nextreel-sw/.test(text);
  return isLate
    ? [wrong(`${url} imports Nextreel behind another fetch handler. Make it the first line.`)]
    : [right(`${url} has Nextreel in it.`)];
}

function examineScope(headers: Headers, page: URL, script: URL): Finding[] {
  const folder = new URL('.', script).pathname;
  const allowed = headers.get('service-worker-allowed') ?? folder;
  const scope = page.pathname.startsWith(folder) ? folder : allowed;
  if (!page.pathname.startsWith(scope)) {
    return [
      wrong(
        `${script.pathname} serves pages below ${folder} only. Put it at the root, or send "Service-Worker-Allowed: /" with it ` +
          `and connect({ scope: '/' }).`,
      ),
    ];
  }
  return scope === folder ? [] : [right(`It serves ${scope} with connect({ scope: '${scope}' }).`)];
}

/** What the worker fetches is under the policy of its own script. */
function examinePolicy(headers: Headers, url: string, media: readonly string[]): Finding[] {
  const policy = headers.get('content-security-policy') ?? '';
  const directives = ['connect-src', 'default-src'];
  const mayFetch = (address: string) => allows(policy, directives, new URL(address), new URL(url));
  const sent = `The Content Security Policy that is sent with ${url}`;
  const whose = 'the policy of your pages does not count';
  if (media.length > 0) {
    const forbidden = media.filter((address) => !mayFetch(address));
    return forbidden.map((address) => {
      const { origin } = new URL(address);
      return wrong(`${sent} keeps the worker from fetching ${address}. Add to its connect-src: ${origin}; ${whose}.`);
    });
  }
  if (mayFetch('https://media.example/')) return [];
  const advice = `Its connect-src has to name the origins of your media; ${whose}. To test it, name some with --media.`;
  return leavesSite(policy, directives)
    ? [note(`${sent} limits what the worker may fetch. ${advice}`)]
    : [wrong(`${sent} lets the worker fetch nothing from other sites. ${advice}`)];
}

/** Whether a worker may read what it fetches from there, and ask for parts of it. */
export function examineMedia({ url, status, headers, text }: Answer, origin: string): Finding[] {
  if (status === 0) return [wrong(`${url} does not answer: ${text}`)];
  if (status >= 400) return [wrong(`${url} answers ${status}.`)];
  const allowed = headers.get('access-control-allow-origin');
  const isReadable = allowed === '*' || allowed === origin || new URL(url).origin === origin;
  if (!isReadable) {
    return [
      wrong(`${url} may not be read by ${origin}: it has no CORS. Send "Access-Control-Allow-Origin: *" with media.`),
    ];
  }
  const takesRanges = status === 206;
  const isFile = /\.(mp4|m4v)(\?|$)/.test(url);
  if (isFile && !takesRanges) return [wrong(`${url} cannot be asked for in parts: no byte ranges.`)];
  return [right(`${url} can be read${takesRanges ? ', also in parts' : ''}.`)];
}

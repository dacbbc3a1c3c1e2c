import { allows, allowsOtherSites, allowsTrustedTypesPolicy } from './content-policy.ts';
import { versionOf } from './worker-files.ts';

/** A server's response. Status 0 means that there was none; `text` then holds the error message. */
export type ProbeResult = {
  readonly url: string;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
};

/** A note is something that the doctor cannot decide, with advice on how to check it. */
export type Finding = { readonly verdict: 'ok' | 'problem' | 'note'; readonly text: string };

export const problem = (text: string): Finding => ({ verdict: 'problem', text });
export const ok = (text: string): Finding => ({ verdict: 'ok', text });
const note = (text: string): Finding => ({ verdict: 'note', text });

const isLocal = ({ hostname }: URL) => /^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname);
const isJavaScript = (headers: Headers) => /(java|ecma)script/.test(headers.get('content-type') ?? '');

export function examinePage({ url, status, headers, text }: ProbeResult, page: URL, script: URL): Finding[] {
  if (status === 0) return [problem(`${url} could not be loaded: ${text}`)];
  if (status >= 400) return [problem(`${url} responds with status ${status}. Check the URL and the server.`)];
  const findings: Finding[] = [];
  if (page.protocol === 'http:' && !isLocal(page)) {
    findings.push(problem('The page is served over http, but service workers need https. Serve it over https.'));
  }
  const policy = [headers.get('content-security-policy') ?? '', ...policiesIn(text)].join(',');
  if (!allows(policy, ['worker-src', 'child-src', 'script-src', 'default-src'], script, page)) {
    findings.push(problem(`The page's Content Security Policy blocks the worker. Add: worker-src 'self'.`));
  }
  if (!allows(policy, ['connect-src', 'default-src'], script, page)) {
    findings.push(
      problem(`The page's Content Security Policy blocks requests to the worker. Add: connect-src 'self'.`),
    );
  }
  if (!allowsTrustedTypesPolicy(policy, 'nextreel')) {
    findings.push(
      problem(`The page's Content Security Policy forbids Nextreel's Trusted Types. Add: trusted-types nextreel.`),
    );
  }
  return findings.length > 0 ? findings : [ok(`${url} can use a service worker.`)];
}

/** Returns the policies that a page states in its markup. */
function policiesIn(html: string): string[] {
  const tags = html.match(/<meta\b[^>]*http-equiv=["']?content-security-policy["'\s/>][^>]*>?/gi) ?? [];
  const contents = tags.map((tag) => /\bcontent=(?:"([^"]*)"|'([^']*)')/i.exec(tag)?.slice(1).join('') ?? '');
  return contents.map((content) => content.replaceAll(/&#x27;|&#39;|&apos;/gi, "'").replaceAll('&quot;', '"'));
}

export function examineScript(
  { url, status, headers, text }: ProbeResult,
  page: URL,
  script: URL,
  version: string,
  media: readonly string[],
): Finding[] {
  if (script.origin !== page.origin)
    return [problem(`${url} is on another origin than the page. Serve the worker from ${page.origin}.`)];
  if (status === 0) return [problem(`${url} could not be loaded: ${text}`)];
  if (status >= 300 && status < 400)
    return [
      problem(`${url} redirects, which browsers refuse for service workers. Serve the script at this URL itself.`),
    ];
  if (status >= 400) {
    return [
      problem(
        `${url} responds with status ${status}. ${deployAdvice(script)} ` +
          `If the worker is elsewhere, pass its path: --worker <path>.`,
      ),
    ];
  }
  if (!isJavaScript(headers)) {
    const contentType = headers.get('content-type');
    const served = contentType === null ? 'without a content type' : `as ${contentType}`;
    return [
      problem(
        `${url} is served ${served}, not as JavaScript. If the file is missing: ${deployAdvice(script)} ` +
          'If it is there, send it as text/javascript.',
      ),
    ];
  }
  return [
    ...examineVersion(url, text, version),
    ...examineScope(headers, page, script),
    ...examineImportPolicy(headers, url),
    ...examinePolicy(headers, url, media),
  ];
}

/** Only Nextreel's own files are copied by its command. */
function deployAdvice({ pathname }: URL): string {
  return /nextreel-(sw|mp4)\.js$/.test(pathname)
    ? 'Run: npx nextreel init <your public folder>, and deploy the files.'
    : 'Deploy it with your site.';
}

/** Returns the address of the file with which a worker of the site's own imports Nextreel; null if it bundles it. */
export function importedBy(text: string, script: URL): URL | null {
  const [, address] = /importScripts\(\s*["'`]([^"'`]*nextreel-sw[^"'`]*)["'`]/.exec(text) ?? [];
  return address !== undefined && URL.canParse(address, script.href) ? new URL(address, script) : null;
}

/** Checks a file that the worker imports. Without nextreel-sw.js the browser does not install a site's own worker. */
export function examineImported({ url, status, headers, text }: ProbeResult, version: string): Finding[] {
  const file = new URL(url);
  if (status !== 200 || !isJavaScript(headers))
    return [
      problem(`The worker imports ${url}, which is not served as JavaScript (status ${status}). ${deployAdvice(file)}`),
    ];
  const served = versionOf(text);
  if (served === version) return [];
  const found = served === undefined ? "is not Nextreel's file" : `is version ${served}`;
  return [problem(`${url} ${found}, but this package is version ${version}. ${deployAdvice(file)}`)];
}

function examineVersion(url: string, text: string, version: string): Finding[] {
  const served = versionOf(text);
  if (served === version) return [ok(`${url} is version ${served}.`)];
  if (served !== undefined) {
    return [
      problem(`${url} is version ${served}, but this package is version ${version}. ` + deployAdvice(new URL(url))),
    ];
  }
  if (!text.includes('nextreel-sw.js') && !text.includes('x-nextreel-version')) {
    return [
      problem(
        `${url} is a worker that does not import Nextreel. Make importScripts('/nextreel-sw.js?embedded') its first line.`,
      ),
    ];
  }
  const isImportedLate = /addEventListener\(\s*['"]fetch['"][\s\S]*importScripts\([^)]*nextreel-sw/.test(text);
  return isImportedLate
    ? [
        note(
          `${url} imports Nextreel after code that may handle fetch events. In a bundle that need not mean anything; in a ` +
            'script of your own make the import its first line. On the page, `await nextreel.ready` says whether it serves.',
        ),
      ]
    : [ok(`${url} includes Nextreel.`)];
}

function examineScope(headers: Headers, page: URL, script: URL): Finding[] {
  const folder = new URL('.', script).pathname;
  const allowed = headers.get('service-worker-allowed') ?? folder;
  const scope = page.pathname.startsWith(folder) ? folder : allowed;
  if (!page.pathname.startsWith(scope)) {
    return [
      problem(
        `${script.pathname} only controls pages below ${folder}. Put it at the root of the site, or send it with the header ` +
          `"Service-Worker-Allowed: /" and call connect({ scope: '/' }).`,
      ),
    ];
  }
  return scope === folder
    ? []
    : [ok(`The worker controls pages below ${scope} if you call connect({ scope: '${scope}' }).`)];
}

/** Checks that the policy sent with the worker's script lets it import the script for MP4 files beside it. */
function examineImportPolicy(headers: Headers, url: string): Finding[] {
  const policy = headers.get('content-security-policy') ?? '';
  const script = new URL(url);
  if (allows(policy, ['script-src', 'default-src'], script, script)) return [];
  return [
    problem(
      `The Content Security Policy sent with ${url} stops the worker from importing its other file. Add: script-src 'self'.`,
    ),
  ];
}

/** Checks the policy sent with the worker's script, which governs everything that the worker fetches. */
function examinePolicy(headers: Headers, url: string, media: readonly string[]): Finding[] {
  const policy = headers.get('content-security-policy') ?? '';
  const directives = ['connect-src', 'default-src'];
  const mayFetch = (address: string) => allows(policy, directives, new URL(address), new URL(url));
  const policyName = `The Content Security Policy sent with ${url}`;
  const hint = "(your pages' policy does not apply to the worker)";
  if (media.length > 0) {
    const forbidden = media.filter((address) => !mayFetch(address));
    return forbidden.map((address) => {
      const { origin } = new URL(address);
      return problem(
        `${policyName} stops the worker from fetching ${address}. Add ${origin} to its connect-src ${hint}.`,
      );
    });
  }
  if (mayFetch('https://media.example/')) return [];
  const advice = `Its connect-src must list the origins of your media ${hint}. To test it, pass --media <url>.`;
  return allowsOtherSites(policy, directives)
    ? [note(`${policyName} limits what the worker may fetch. ${advice}`)]
    : [problem(`${policyName} stops the worker from fetching anything from other sites. ${advice}`)];
}

/** Checks that a worker on `origin` may read the media (CORS), and that an MP4 file supports byte ranges. */
export function examineMedia({ url, status, headers, text }: ProbeResult, origin: string): Finding[] {
  if (status === 0) return [problem(`${url} could not be loaded: ${text}`)];
  if (status >= 400) return [problem(`${url} responds with status ${status}. Check the URL and the server.`)];
  const allowedOrigin = headers.get('access-control-allow-origin');
  const isReadable = allowedOrigin === '*' || allowedOrigin === origin || new URL(url).origin === origin;
  if (!isReadable) {
    return [
      problem(
        `${url} has no CORS header that lets ${origin} read it. Send "Access-Control-Allow-Origin: *" with your media.`,
      ),
    ];
  }
  const supportsRanges = status === 206;
  const isMp4 = /\.(mp4|m4v)(\?|$)/.test(url);
  if (isMp4 && !supportsRanges)
    return [problem(`${url} does not support byte-range requests. Turn them on at its server.`)];
  return [ok(`The worker can read ${url}${supportsRanges ? ', also by byte range' : ''}.`)];
}

import type { OffReason, Standing } from './nextreel.ts';

export type OffState = Extract<Standing, { state: 'off' }>;

export function offState(reason: OffReason, help: string): OffState {
  return { state: 'off', reason, help };
}

/** The remedy for each reason why no worker serves the page. Loaded on demand. */
export const offReasons = {
  noWindow: () => offState('unsupported', 'There is no page here, only a server. Nextreel begins in the browser.'),
  failed: (detail: string) => offState('missing', `connect() was given something that it cannot use: ${detail}`),
  unsupported: () =>
    offState(
      'unsupported',
      'This browser offers no service workers here. Videos play from the network, as without Nextreel.',
    ),
  ownHls: () =>
    offState(
      'unsupported',
      'The browser plays this HLS natively, which bypasses the worker, so nothing is prefetched. Use hls.js wherever ' +
        'Hls.isSupported() returns true.',
    ),
  insecure: () => offState('insecure', 'Service workers need https. Serve the page over https, or from localhost.'),
  otherSite: (script: URL) =>
    offState(
      'out-of-scope',
      `${script.href} is on another origin. Serve the worker from the page's own: ${location.origin}.`,
    ),
  outOfScope: (script: URL, scope: URL) =>
    offState(
      'out-of-scope',
      `The worker ${script.pathname} serves pages below ${scope.pathname}, and this page is not there. Put nextreel-sw.js ` +
        `at the root of the site, or pass { scope: '/' } and send the header "Service-Worker-Allowed: /" with the script.`,
    ),
  scopeNotAllowed: (script: URL, scope: URL) =>
    offState(
      'out-of-scope',
      `${script.pathname} may not serve ${scope.pathname}. Send the header "Service-Worker-Allowed: ${scope.pathname}" with ` +
        'the script, or put it into that folder.',
    ),
  foreignScript: (script: URL) =>
    offState(
      'foreign-worker',
      `${script.pathname} is a worker of your own. Make importScripts('/nextreel-sw.js?embedded') its first line, or name ` +
        "Nextreel's own file: connect({ worker: '/nextreel-sw.js' }).",
    ),
  otherWorker: (other: string) =>
    offState(
      'foreign-worker',
      `${other} serves this page, and a page has one worker. Make importScripts('/nextreel-sw.js?embedded') its first line, ` +
        `and connect({ worker: '${other}' }).`,
    ),
  hidden: (script: URL) =>
    offState(
      'foreign-worker',
      `${script.pathname} includes Nextreel, but another fetch handler answers first. Import Nextreel before all others.`,
    ),
  workerPolicy: (violated: string) =>
    offState(
      'csp',
      violated.endsWith('trusted-types') || violated.startsWith('require-trusted')
        ? "The page's Content Security Policy asks for trusted types. Allow Nextreel's: trusted-types nextreel."
        : `The page's Content Security Policy forbids the worker. Allow it: ${violated} 'self'.`,
    ),
  fetchPolicy: (origins: readonly string[]) =>
    offState(
      'csp',
      `The Content Security Policy that is sent with the worker's script blocks media from ${origins.join(' and ')}. Send the ` +
        `script with "connect-src 'self' ${origins.join(' ')}", or without a policy.`,
    ),
  missing: (script: URL, detail: string) =>
    offState('missing', `There is no worker at ${script.pathname}: ${detail}. ${deployAdvice(script)}`),
  notRegistered: (script: URL) =>
    offState(
      'missing',
      `${script.pathname} includes Nextreel, but is not installed for this page: the site has to register it with ` +
        `navigator.serviceWorker.register('${script.pathname}'), and if that fails the browser's console says why.`,
    ),
  notInstalled: (script: URL, detail: string) =>
    offState('missing', `${script.pathname} exists, but the browser does not install it: ${detail}.`),
  wrongType: (script: URL, contentType: string) =>
    offState(
      'wrong-type',
      `${script.pathname} is served as ${contentType || 'no type'}, not as JavaScript. ` +
        (contentType.includes('html')
          ? `The server answers with a page because the file does not exist. ${deployAdvice(script)}`
          : 'Send it as text/javascript.'),
    ),
  nextVisit: () => offState('next-visit', 'The worker is installed, and serves this page when it is opened again.'),
} satisfies Record<string, (...facts: never[]) => OffState>;

/** Only Nextreel's own file is copied by its command. */
function deployAdvice({ pathname }: URL): string {
  return pathname.endsWith('/nextreel-sw.js') ? 'Run: npx nextreel init <your public folder>.' : 'Deploy it first.';
}

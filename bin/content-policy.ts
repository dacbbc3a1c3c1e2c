/**
 * Whether a Content Security Policy header allows `url` to be loaded. The first of `directives` that a policy contains
 * decides; if the header holds several policies, all must allow it. Supports only what the doctor needs: hosts,
 * schemes, 'self', 'none' and *.
 */
export function allows(header: string, directives: readonly string[], url: URL, self: URL): boolean {
  return header.split(',').every((policy) => {
    const sources = sourcesOf(policy, directives);
    return sources === undefined || sources.some((source) => matches(source, url, self));
  });
}

/** Whether the header allows any other origin: all of them, those with a given scheme, or hosts that it names. */
export function allowsOtherSites(header: string, directives: readonly string[]): boolean {
  return header.split(',').every((policy) => {
    const sources = sourcesOf(policy, directives);
    return sources === undefined || sources.some((source) => /^https?:$/i.test(source) || hostSource.test(source));
  });
}

/** Whether the header accepts script URLs created by the Trusted Types policy with this name. */
export function allowsTrustedTypesPolicy(header: string, name: string): boolean {
  return header.split(',').every((policy) => {
    const isRequired = sourcesOf(policy, ['require-trusted-types-for'])?.includes("'script'") === true;
    const names = sourcesOf(policy, ['trusted-types']);
    return !isRequired || names === undefined || [name, 'default', '*'].some((accepted) => names.includes(accepted));
  });
}

const hostSource = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^'/:]+)(?::(\d+|\*))?(\/.*)?$/i;

function sourcesOf(policy: string, directives: readonly string[]): string[] | undefined {
  const sourcesByDirective = new Map(
    policy.split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );
  return directives.map((name) => sourcesByDirective.get(name)).find((sources) => sources !== undefined);
}

function matches(source: string, url: URL, self: URL): boolean {
  if (source === "'self'") return url.origin === self.origin;
  if (source === '*') return /^https?:$/.test(url.protocol);
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return isScheme(source.slice(0, -1), url);
  const [, scheme, host = '', port, path] = hostSource.exec(source) ?? [];
  if (host === '' || (scheme !== undefined && !isScheme(scheme, url))) return false;
  const name = host.toLowerCase();
  const isHost = name.startsWith('*.') ? url.hostname.endsWith(name.slice(1)) : url.hostname === name;
  const isPort = port === '*' || portOf(url, port) === url.port;
  const isPath = path === undefined || (path.endsWith('/') ? url.pathname.startsWith(path) : url.pathname === path);
  return isHost && isPort && isPath;
}

/** Returns the port as `URL` writes it: empty if it is the default port of the scheme. */
function portOf({ protocol }: URL, port = ''): string {
  return port === (protocol === 'https:' ? '443' : '80') ? '' : port;
}

/** A source with the scheme http also matches https. */
function isScheme(scheme: string, { protocol }: URL): boolean {
  return protocol === `${scheme.toLowerCase()}:` || (scheme === 'http' && protocol === 'https:');
}

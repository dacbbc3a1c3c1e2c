/**
 * Whether a Content Security Policy lets something be loaded. The first of the directives that the policy has decides. Only
 * what a doctor needs: hosts, schemes, 'self', 'none' and *; several policies in one header all have to agree.
 */
export function allows(header: string, directives: readonly string[], url: URL, self: URL): boolean {
  return header.split(',').every((policy) => {
    const sources = sourcesOf(policy, directives);
    return sources === undefined || sources.some((source) => matches(source, url, self));
  });
}

/** Whether anything but the site itself may be loaded: everything, or what is on a host that the policy names. */
export function leavesSite(header: string, directives: readonly string[]): boolean {
  return header.split(',').every((policy) => {
    const sources = sourcesOf(policy, directives);
    return sources === undefined || sources.some((source) => /^https?:$/i.test(source) || hostSource.test(source));
  });
}

/** Whether a script's address is accepted that a trusted-types policy of this name has vouched for. */
export function trusts(header: string, name: string): boolean {
  return header.split(',').every((policy) => {
    const isAsked = sourcesOf(policy, ['require-trusted-types-for'])?.includes("'script'") === true;
    const names = sourcesOf(policy, ['trusted-types']);
    return !isAsked || names === undefined || [name, 'default', '*'].some((one) => names.includes(one));
  });
}

const hostSource = /^(?:([a-z][a-z0-9+.-]*):\/\/)?([^'/:]+)(?::(\d+|\*))?(\/.*)?$/i;

function sourcesOf(policy: string, directives: readonly string[]): string[] | undefined {
  const listed = new Map(
    policy.split(';').map((part) => {
      const [name = '', ...sources] = part.trim().split(/\s+/);
      return [name.toLowerCase(), sources];
    }),
  );
  return directives.map((name) => listed.get(name)).find((sources) => sources !== undefined);
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

/** As an address writes it, which leaves the usual port of its scheme out. */
function portOf({ protocol }: URL, port = ''): string {
  return port === (protocol === 'https:' ? '443' : '80') ? '' : port;
}

/** A policy for http also allows https. */
function isScheme(scheme: string, { protocol }: URL): boolean {
  return protocol === `${scheme.toLowerCase()}:` || (scheme === 'http' && protocol === 'https:');
}

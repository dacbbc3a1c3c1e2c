/** Whether a list of the configuration names this address. A path that begins with a slash is one of the page's own site. */
export function isNamed(address: string, paths: readonly string[], scopeOrigin: string): boolean {
  return paths.some((path) => isBelow(address, path.startsWith('/') ? `${scopeOrigin}${path}` : path));
}

/** A path ends with what it leads to, or with `*` for everything below. */
function isBelow(address: string, path: string): boolean {
  return path.endsWith('*') ? address.startsWith(path.slice(0, -1)) : address === path;
}

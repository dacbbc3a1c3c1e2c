/** Whether a configured list includes this URL. A path that begins with a slash is on the page's own origin. */
export function isNamed(address: string, paths: readonly string[], scopeOrigin: string): boolean {
  return paths.some((path) => isBelow(address, path.startsWith('/') ? `${scopeOrigin}${path}` : path));
}

/** A path matches exactly one URL, or with `*` at its end everything below. */
function isBelow(address: string, path: string): boolean {
  return path.endsWith('*') ? address.startsWith(path.slice(0, -1)) : address === path;
}

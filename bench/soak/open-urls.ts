declare global {
  interface Window {
    /** Object URLs that were created and not revoked. */
    readonly openUrls: ReadonlySet<string>;
  }
}

/** Runs in the page before its own scripts: counts object URLs. */
export function installUrlCount(): void {
  const open = new Set<string>();
  const create = URL.createObjectURL.bind(URL);
  const revoke = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    const url = create(object);
    open.add(url);
    return url;
  };
  URL.revokeObjectURL = (url) => {
    open.delete(url);
    revoke(url);
  };
  Object.defineProperty(window, 'openUrls', { value: open });
}

import type { Connection } from '../shared/device.ts';

const metered: readonly string[] = ['cellular', 'wimax', 'bluetooth'];
const unmetered: readonly string[] = ['wifi', 'ethernet'];

/** Reads the Network Information API, which only Chromium has, and without `type` on desktops. */
export function readConnection(source: unknown): Omit<Connection, 'usualBps'> {
  const read = (key: string): unknown =>
    typeof source === 'object' && source !== null ? Reflect.get(source, key) : undefined;
  const type = readName(read('type'));
  const downlinkMbps = read('downlink');
  return {
    type,
    effectiveType: readName(read('effectiveType')),
    downlinkBps: typeof downlinkMbps === 'number' && downlinkMbps >= 0 ? Math.min(downlinkMbps * 1e6, 1e12) : null,
    saveData: read('saveData') === true,
    isMetered: guessMetered(type),
  };
}

/** Returns the name under which the bandwidth of a connection is remembered. */
export function connectionKey({ type, effectiveType }: Pick<Connection, 'type' | 'effectiveType'>): string {
  return type ?? effectiveType ?? 'unknown';
}

function readName(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value !== 'unknown' ? value.slice(0, 100) : null;
}

/** Guesses by the type, since no browser reports it. */
function guessMetered(type: string | null): boolean | null {
  if (type === null) return null;
  if (metered.includes(type)) return true;
  return unmetered.includes(type) ? false : null;
}

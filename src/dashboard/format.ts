/** Shown instead of a figure that is unknown. */
export const unknown = '–';

const wholeNumber = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat('en', { maximumFractionDigits: 1, minimumFractionDigits: 1 });

type Figure = number | null | undefined;

export const formatCount = (value: Figure): string => formatWith(value, (count) => wholeNumber.format(count));
export const formatShare = (share: Figure): string => formatWith(share, (value) => `${Math.round(value * 100)} %`);
export const formatSeconds = (seconds: Figure): string =>
  formatWith(seconds, (value) => `${oneDecimal.format(value)} s`);

export function formatMs(ms: Figure): string {
  return formatWith(ms, (value) =>
    value < 10_000 ? `${wholeNumber.format(value)} ms` : `${oneDecimal.format(value / 1000)} s`,
  );
}

/** Formats the duration of something that may never have happened, which is Infinity. */
export function formatWait(ms: Figure): string {
  return ms === Infinity ? 'never' : formatMs(ms);
}

export function formatBps(bps: Figure): string {
  return formatWith(bps, (value) =>
    value < 999_500 ? `${wholeNumber.format(value / 1e3)} kbit/s` : `${oneDecimal.format(value / 1e6)} Mbit/s`,
  );
}

const byteUnits = ['KB', 'MB', 'GB', 'TB'] as const;

/** Formats bytes in powers of 1000, as browsers report storage. */
export function formatBytes(bytes: Figure): string {
  return formatWith(bytes, (value) => {
    if (value < 999.5) return `${wholeNumber.format(value)} B`;
    let amount = value / 1000;
    let place = 0;
    while (amount >= 999.5 && place < byteUnits.length - 1) {
      amount /= 1000;
      place += 1;
    }
    return `${amount < 99.95 ? oneDecimal.format(amount) : wholeNumber.format(amount)} ${byteUnits[place] ?? ''}`;
  });
}

export function formatAge(ms: Figure): string {
  return formatWith(ms, (value) => {
    const seconds = Math.max(0, Math.round(value / 1000));
    if (seconds < 60) return `${seconds} s ago`;
    return seconds < 3600 ? `${Math.floor(seconds / 60)} min ago` : `${Math.floor(seconds / 3600)} h ago`;
  });
}

/** Turns `fast_scroller` into "Fast scroller". */
export function formatName(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function formatWith(value: Figure, format: (value: number) => string): string {
  return value === null || value === undefined || !Number.isFinite(value) ? unknown : format(value);
}

/** Reads a feed's duration: a number of seconds, or ISO 8601 such as `PT1M30.5S`. Returns undefined otherwise. */
export function readDurationSeconds(value: unknown): number | undefined {
  if (typeof value === 'number') return value >= 0 ? value : undefined;
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const parts = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d+)?)S)?)?$/.exec(value)?.slice(1);
  if (parts === undefined || parts.every((part) => part === undefined)) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = parts.map(readNumber);
  return ((days * 24 + hours) * 60 + minutes) * 60 + seconds;
}

/** Returns 0 for a missing part. */
function readNumber(part: string | undefined): number {
  return part === undefined ? 0 : Number(part.replace(',', '.'));
}

/** Returns the key of a sample: one body of one size, such as `/sample/204800/3`. */
export function sampleKey(url: URL): string {
  const [, key] = /(\/sample\/\d+\/\d+)/.exec(url.pathname) ?? [];
  if (key === undefined) throw new RangeError(`"${url.pathname}" names no sample; allowed: …/sample/<bytes>/<number>`);
  return key;
}

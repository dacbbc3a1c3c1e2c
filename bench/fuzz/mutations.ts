import * as fc from 'fast-check';

/** Generates lines that are well-formed, damaged or random, in any order. */
export function linesOf(known: readonly string[]): fc.Arbitrary<string> {
  const line = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...known) },
    { weight: 2, arbitrary: fc.constantFrom(...known).chain((text) => damagedText(text)) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 80 }) },
  );
  const newline = fc.constantFrom('\n', '\r\n', '\r');
  return fc.tuple(fc.array(line, { maxLength: 40 }), newline).map(([lines, end]) => ['#EXTM3U', ...lines].join(end));
}

/** Generates copies of the text with a part cut out, repeated or inserted. */
export function damagedText(text: string): fc.Arbitrary<string> {
  const place = fc.nat(text.length);
  return fc.tuple(place, place, fc.string({ unit: 'binary', maxLength: 12 })).map(([from, to, inserted]) => {
    return `${text.slice(0, from)}${inserted}${text.slice(to)}`;
  });
}

/** Generates copies of the bytes with some changed, and possibly a part removed or repeated. */
export function damagedBytes(bytes: Uint8Array<ArrayBuffer>): fc.Arbitrary<Uint8Array<ArrayBuffer>> {
  const change = fc.record({ at: fc.nat(bytes.length - 1), value: fc.nat(255) });
  const cut = fc.tuple(fc.nat(bytes.length), fc.nat(bytes.length));
  return fc.tuple(fc.array(change, { maxLength: 8 }), fc.option(cut, { freq: 3 })).map(([changes, gap]) => {
    const changed = Uint8Array.from(bytes);
    for (const { at, value } of changes) changed[at] = value;
    if (gap === null) return changed;
    return Uint8Array.from([...changed.subarray(0, gap[0]), ...changed.subarray(gap[1])]);
  });
}

/** Generates JSON of this form with values replaced or fields missing. */
export function damagedJson(json: unknown): fc.Arbitrary<unknown> {
  const leaf = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constantFrom(NaN, Infinity, -1, 2 ** 53, undefined));
  const damage = (value: unknown): fc.Arbitrary<unknown> => {
    if (Array.isArray(value)) {
      const items: readonly unknown[] = value;
      return fc.oneof({ weight: 6, arbitrary: fc.tuple(...items.map(damage)) }, { weight: 1, arbitrary: leaf });
    }
    if (typeof value !== 'object' || value === null) {
      return fc.oneof({ weight: 12, arbitrary: fc.constant(value) }, { weight: 1, arbitrary: leaf });
    }
    const fields = Object.fromEntries(Object.entries(value).map(([key, field]) => [key, damage(field)]));
    return fc.oneof(
      { weight: 8, arbitrary: fc.record(fields, { requiredKeys: Object.keys(fields) }) },
      { weight: 2, arbitrary: fc.record(fields, { requiredKeys: [] }) },
      { weight: 1, arbitrary: leaf },
    );
  };
  return damage(json);
}

type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** The names of the API are written with underscores: `activeTransfers` is `active_transfers`. Names further in stay. */
export function inSnakeCase<T extends object>(facts: T): { [K in keyof T & string as SnakeCase<K>]: T[K] } {
  const renamed = Object.entries(facts).map(([name, value]: [string, unknown]) => [
    name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    value,
  ]);
  // Sound: the type says for each name what was just done to it; the compiler cannot follow `fromEntries`.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(renamed) as { [K in keyof T & string as SnakeCase<K>]: T[K] };
}

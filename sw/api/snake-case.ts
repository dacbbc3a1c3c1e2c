type SnakeCase<Name extends string> = Name extends `${infer First}${infer Rest}`
  ? `${First extends Lowercase<First> ? First : `_${Lowercase<First>}`}${SnakeCase<Rest>}`
  : Name;

/** Renames the keys of an object for the API: `activeTransfers` to `active_transfers`. Nested keys are left alone. */
export function inSnakeCase<T extends object>(facts: T): { [K in keyof T & string as SnakeCase<K>]: T[K] } {
  const renamed = Object.entries(facts).map(([name, value]: [string, unknown]) => [
    name.replaceAll(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`),
    value,
  ]);
  // Sound: the type renames each key as the code above does; the compiler cannot infer that from `fromEntries`.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return Object.fromEntries(renamed) as { [K in keyof T & string as SnakeCase<K>]: T[K] };
}

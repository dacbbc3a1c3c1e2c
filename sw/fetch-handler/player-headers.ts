/** Headers that the browser adds on its own. Repeating them would only trigger CORS preflights. */
const automatic = /^(accept-encoding|user-agent|referer|range|if-[a-z-]+|cache-control|pragma|dnt|origin)$|^sec-/i;

/** The headers that the player's code put on its request. */
export function playerHeaders(request: Request): Record<string, string> {
  const isAnything = (name: string, value: string) => name === 'accept' && value === '*/*';
  return Object.fromEntries(
    [...request.headers].filter(([name, value]) => !automatic.test(name) && !isAnything(name, value)),
  );
}

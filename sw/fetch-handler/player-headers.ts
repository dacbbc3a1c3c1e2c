/** Headers that the browser adds by itself to every request. Repeating them would only provoke preflights. */
const automatic =
  /^(accept|accept-language|accept-encoding|user-agent|referer|range|if-[a-z-]+|cache-control|pragma|dnt|origin)$|^sec-/i;

/** The headers that the player's code put on its request. */
export function playerHeaders(request: Request): Record<string, string> {
  return Object.fromEntries([...request.headers].filter(([name]) => !automatic.test(name)));
}

/** Runs `act` and ignores errors: a player of unknown design plays as it would without Nextreel. */
export function harmlessly(act: () => void): void {
  try {
    act();
  } catch {
    // The player is not connected to the worker and measures as before.
  }
}

/** Treats an unreadable record as missing. Rethrows if the connection or transaction has ended. */
export function nothingIfDamaged(cause: unknown): null {
  if (cause instanceof DOMException && /^(InvalidState|Abort|TransactionInactive)Error$/.test(cause.name)) throw cause;
  return null;
}

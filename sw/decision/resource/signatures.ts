import { textToSave } from '../playlist/text-to-save.ts';
import { unsignedAddress } from './identity.ts';

/** Returns the same data without signatures in any of its addresses, so that it may be persisted. */
export function withoutSignatures<T>(facts: T, volatileParameters?: readonly string[]): T {
  const json: string | undefined = JSON.stringify(facts);
  if (json === undefined) return facts;
  // Sound: the value is serialised and parsed again, and only strings in it can differ.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(json.replaceAll(/[^"\\\s<>]+/g, (address) => unsignedAddress(address, volatileParameters))) as T;
}

/** Matches texts with an address that has a query, a signed folder or a variable. */
const mayBeSigned = /^(?!#).*[?=]|URI="[^"]*[?=]|\{\$/m;

/** Returns a manifest or playlist without its signatures, or null if it has none. */
export function unsignedText(text: string, url: string, volatileParameters: readonly string[]): string | null {
  if (!mayBeSigned.test(text)) return null;
  let isSigned = false;
  const nameOf = (address: string) => {
    const name = unsignedAddress(address, volatileParameters);
    isSigned ||= name.length < address.length;
    return name;
  };
  const unsigned = textToSave(text, url, { imported: null, nameOf, isSaved: () => true });
  return isSigned ? unsigned : null;
}

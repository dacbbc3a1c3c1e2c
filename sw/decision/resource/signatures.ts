import { settleText } from '../playlist/settled-text.ts';
import { unsignedAddress } from './identity.ts';

/** The same facts, as they may be written down: wherever an address stands in them it has no signature. */
export function withoutSignatures<T>(facts: T, volatileParameters?: readonly string[]): T {
  const json: string | undefined = JSON.stringify(facts);
  if (json === undefined) return facts;
  // Sound: JSON is written and read again, and only texts in it differ.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(json.replaceAll(/[^"\\\s<>]+/g, (address) => unsignedAddress(address, volatileParameters))) as T;
}

/** An address with a query or a signed folder, or one that a variable is a part of. */
const mayBeSigned = /^(?!#).*[?=]|URI="[^"]*[?=]|\{\$/m;

/** A manifest or playlist without signatures; null where it has none. */
export function unsignedText(text: string, url: string, volatileParameters: readonly string[]): string | null {
  if (!mayBeSigned.test(text)) return null;
  let isSigned = false;
  const nameOf = (address: string) => {
    const name = unsignedAddress(address, volatileParameters);
    isSigned ||= name.length < address.length;
    return name;
  };
  const unsigned = settleText(text, url, { imported: null, nameOf, isSaved: () => true });
  return isSigned ? unsigned : null;
}

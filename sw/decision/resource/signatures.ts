import { settleText } from '../playlist/settled-text.ts';
import { renamed } from './identity.ts';

/** The address without what is signed for one viewer or one hour. What is no address keeps nothing behind its path. */
function withoutSignature(url: string, volatileParameters?: readonly string[]): string {
  return URL.canParse(url) ? renamed(url, [], volatileParameters) : url.replace(/\?.*/s, '');
}

/** The same facts, as they may be written down: wherever an address stands in them it has no signature. */
export function withoutSignatures<T>(facts: T): T {
  const json: string | undefined = JSON.stringify(facts);
  if (json === undefined) return facts;
  // Sound: JSON is written and read again, and only texts in it differ.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(json.replaceAll(/https?:\/\/[^"\\\s<>]*[?=][^"\\\s<>]*/g, (url) => withoutSignature(url))) as T;
}

/** A manifest or playlist without signatures; null where it has none. */
export function unsignedText(text: string, url: string, volatileParameters: readonly string[]): string | null {
  let isSigned = false;
  const nameOf = (address: string) => {
    const name = withoutSignature(address, volatileParameters);
    isSigned ||= name.length < address.length;
    return name;
  };
  const unsigned = settleText(text, url, { imported: null, nameOf, isSaved: () => true });
  return isSigned ? unsigned : null;
}

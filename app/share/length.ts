/** How far a link of this length travels: everywhere, most places, few places. */
export type LengthClass = 'short' | 'long' | 'too-long';

/** Chats stop at about so many characters. */
export const SHORT_CHARACTERS = 2000;
/** Servers and proxies stop at about so many when someone turns the link into a query. */
export const LONG_CHARACTERS = 8000;

export function lengthClass(characters: number): LengthClass {
  return characters <= SHORT_CHARACTERS ? 'short' : characters <= LONG_CHARACTERS ? 'long' : 'too-long';
}

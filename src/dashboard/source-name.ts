import { formatName } from './format.ts';

/** Returns the display name of what requested the bytes. */
export function nameOfSource(source: string): string {
  return source === 'ai_adaptive' ? 'Adaptive plan' : formatName(source);
}

import { formatName } from './format.ts';

/** What asked for bytes, in words. */
export function nameOfSource(source: string): string {
  return source === 'ai_adaptive' ? 'Adaptive plan' : formatName(source);
}

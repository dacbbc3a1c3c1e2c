/** Whether a codec in CODECS is that of captions. No decoder is asked for them: the player shows them itself. */
export function isCaptionCodec(codec: string): boolean {
  return /^\s*(?:wvtt|stpp)\b/i.test(codec);
}

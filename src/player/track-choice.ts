import type Hls from 'hls.js';

/** A language that a reel speaks or writes. */
export type Track = { readonly language: string; readonly label: string };

export type ReelTracks = { readonly audio: readonly Track[]; readonly captions: readonly Track[] };

export const noTracks: ReelTracks = { audio: [], captions: [] };

/** What the viewer wants of every reel that has it: a language, or null for the reel's own sound and for no captions. */
export type TrackWish = { readonly audioLanguage: string | null; readonly captionsLanguage: string | null };

type HlsTrack = { readonly lang?: string | undefined; readonly name: string };

export function tracksOf({ audioTracks, subtitleTracks }: Hls): ReelTracks {
  const toTrack = ({ lang, name }: HlsTrack): Track => ({ language: lang ?? name, label: name });
  return { audio: audioTracks.map(toTrack), captions: subtitleTracks.map(toTrack) };
}

/** Switches to what is wished for, where the reel has it. */
export function applyTrackWish(hls: Hls, { audioLanguage, captionsLanguage }: TrackWish): void {
  const placeOf = (tracks: readonly HlsTrack[], language: string | null) =>
    language === null ? -1 : tracks.findIndex(({ lang, name }) => (lang ?? name) === language);
  const captions = placeOf(hls.subtitleTracks, captionsLanguage);
  if (hls.subtitleTrack !== captions) hls.subtitleTrack = captions;
  const audio = placeOf(hls.audioTracks, audioLanguage);
  if (audio !== -1 && hls.audioTrack !== audio) hls.audioTrack = audio;
}

/** For a player that has not begun, so that it begins with the right sound. */
export function preferencesOf({ audioLanguage, captionsLanguage }: TrackWish) {
  return {
    ...(audioLanguage === null ? {} : { audioPreference: { lang: audioLanguage } }),
    ...(captionsLanguage === null ? {} : { subtitlePreference: { lang: captionsLanguage } }),
  };
}

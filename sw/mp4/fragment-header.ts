import { BoxParser, DataStream } from 'mp4box';
import type { Sample } from '../decision/mp4/movie.ts';
import { type Payload, sizeOf, type Run, type TrackRuns } from '../decision/mp4/payload.ts';

const { box } = BoxParser;
const mdatHeaderBytes = 8;

/** Flags of the boxes, by the names of ISO/IEC 14496-12. */
const defaultBaseIsMoof = 0x020000;
const trunFields = { dataOffset: 0x1, duration: 0x100, size: 0x200, flags: 0x400, compositionOffset: 0x800 };
const syncSampleFlags = 0x02000000;
const otherSampleFlags = 0x01010000;

/** What comes before the media: a `moof` that finds every sample in the payload, and the header of the `mdat`. */
export function writeFragmentHeader(payload: Payload, sequenceNumber: number): Uint8Array<ArrayBuffer> {
  // Written twice: where the media starts is known only when the size of what tells it is.
  const moofBytes = writeMoof(payload, sequenceNumber, 0).length;
  const moof = writeMoof(payload, sequenceNumber, moofBytes + mdatHeaderBytes);
  const header = new Uint8Array(moof.length + mdatHeaderBytes);
  header.set(moof);
  const view = new DataView(header.buffer);
  view.setUint32(moof.length, mdatHeaderBytes + sizeOf(payload.spans));
  header.set(new TextEncoder().encode('mdat'), moof.length + 4);
  return header;
}

function writeMoof({ tracks }: Payload, sequenceNumber: number, mediaOffset: number): Uint8Array {
  const moof = new box.moof();
  moof.addBox(Object.assign(new box.mfhd(), { sequence_number: sequenceNumber }));
  for (const track of tracks) moof.addBox(trafOf(track, mediaOffset));
  const stream = new DataStream();
  moof.write(stream);
  return new Uint8Array(stream.buffer, 0, moof.size);
}

function trafOf({ range: { track, first }, runs }: TrackRuns, mediaOffset: number) {
  const traf = new box.traf();
  traf.addBox(Object.assign(new box.tfhd(), { track_id: track.id, flags: defaultBaseIsMoof }));
  const baseMediaDecodeTime = track.samples[first]?.decodeTime ?? 0;
  traf.addBox(Object.assign(new box.tfdt(), { version: 1, baseMediaDecodeTime }));
  for (const run of runs) traf.addBox(trunOf(run, mediaOffset));
  return traf;
}

function trunOf({ samples, payloadOffset }: Run, mediaOffset: number) {
  const { dataOffset, duration, size, flags, compositionOffset } = trunFields;
  const reorders = samples.some(({ presentationTime, decodeTime }) => presentationTime !== decodeTime);
  return Object.assign(new box.trun(), {
    // Version 1 has signed composition offsets.
    version: 1,
    flags: dataOffset | duration | size | flags | (reorders ? compositionOffset : 0),
    sample_count: samples.length,
    data_offset: mediaOffset + payloadOffset,
    sample_duration: samples.map((sample) => sample.duration),
    sample_size: samples.map(({ sizeBytes }) => sizeBytes),
    sample_flags: samples.map(({ isSync }: Sample) => (isSync ? syncSampleFlags : otherSampleFlags)),
    sample_composition_time_offset: samples.map(({ presentationTime, decodeTime }) => presentationTime - decodeTime),
  });
}

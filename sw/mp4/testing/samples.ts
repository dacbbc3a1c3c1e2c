import { createFile, type ISOFile, MP4BoxBuffer } from 'mp4box';

export type SeenSample = {
  readonly dts: number;
  readonly cts: number;
  readonly duration: number;
  readonly isSync: boolean;
  readonly bytes: Uint8Array;
};

export type SeenTrack = {
  readonly id: number;
  readonly handler: string;
  readonly timescale: number;
  /** The codec settings: box content by box type. */
  readonly settings: Readonly<Record<string, Uint8Array>>;
  readonly samples: readonly SeenSample[];
};

/** Returns every track of a file with one index, with its samples and their bytes. */
export function demux(file: Uint8Array<ArrayBuffer>): SeenTrack[] {
  return tracksOf(file, (parser, id) =>
    parser.getTrackById(id).samples.map(({ dts, cts, duration, is_sync, offset, size }) => ({
      dts,
      cts,
      duration,
      isSync: is_sync,
      bytes: file.slice(offset, offset + size),
    })),
  );
}

/** Returns the same for fragments. Reads the boxes itself, since mp4box lists only the first run of a fragment. */
export function demuxFragments(file: Uint8Array<ArrayBuffer>): SeenTrack[] {
  return tracksOf(file, ({ moofs }, id) =>
    moofs.flatMap((moof) => {
      const start = moof.start ?? 0;
      return moof.trafs
        .filter(({ tfhd }) => tfhd.track_id === id)
        .flatMap(({ tfdt, truns }) => {
          let dts = tfdt.baseMediaDecodeTime;
          return truns.flatMap((trun) => {
            let offset = start + trun.data_offset;
            return Array.from({ length: trun.sample_count }, (_, at): SeenSample => {
              const [duration = 0, size = 0] = [trun.sample_duration[at], trun.sample_size[at]];
              const sample = {
                dts,
                cts: dts + (trun.sample_composition_time_offset[at] ?? 0),
                duration,
                isSync: ((trun.sample_flags[at] ?? 0) & 0x10000) === 0,
                bytes: file.slice(offset, offset + size),
              };
              dts += duration;
              offset += size;
              return sample;
            });
          });
        });
    }),
  );
}

function parse(file: Uint8Array<ArrayBuffer>): ISOFile {
  const parser = createFile();
  parser.appendBuffer(MP4BoxBuffer.fromArrayBuffer(file.slice().buffer, 0), true);
  return parser;
}

function tracksOf(
  file: Uint8Array<ArrayBuffer>,
  samplesOf: (parser: ISOFile, trackId: number) => readonly SeenSample[],
): SeenTrack[] {
  const parser = parse(file);
  return parser.moov.traks.map(({ tkhd, mdia }) => {
    const boxes = mdia.minf.stbl.stsd.entries.flatMap((entry) => entry.boxes ?? []);
    return {
      id: tkhd.track_id,
      handler: mdia.hdlr.handler,
      timescale: mdia.mdhd.timescale,
      settings: Object.fromEntries(boxes.map(({ type, start = 0, size }) => [type, file.slice(start, start + size)])),
      samples: samplesOf(parser, tkhd.track_id),
    };
  });
}
